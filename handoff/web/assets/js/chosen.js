import { own } from "./unsaved.js"

// Files that were chosen and are not sent yet, by chat, each a row of the panel: {rows, due, isSending, asked, problem,
// page}. `due`: the rows that were asked to be sent; `asked`: the reply that goes after them; `page`: the controller that
// shows all this, if the chat is open. In memory only, so that it survives the change of pages.
const batches = new Map()

export const chosen = {
  of(chat) {
    const key = own(chat)
    if (!batches.has(key)) batches.set(key, { rows: new Set(), due: new Set(), isSending: false, asked: null, problem: "", page: null })
    return batches.get(key)
  },
  // A reload would lose them, or cut off the one that is on its way.
  get isAtRisk() { return [...batches].some(([key, { rows }]) => key.startsWith(own("")) && rows.size) },
}
