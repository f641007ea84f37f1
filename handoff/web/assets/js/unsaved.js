// What is typed and not yet kept on the server, by chat: {body, key, revision, isStuck, isRefused, posted}. `isRefused`:
// it was sent, and the server did not take it. `posted`: what of it was last on its way. In memory only, so that it survives the change of pages: what the guard finds in
// it is written nowhere.
const texts = new Map()

// Who logs in next in this window doesn't find it.
export const own = (chat) => `${document.body.dataset.user} ${chat}`

export const unsaved = {
  get: (chat) => texts.get(own(chat)),
  set: (chat, text) => { texts.set(own(chat), text); changed() },
  delete: (chat) => { if (texts.delete(own(chat))) changed() },
  // Which the server would not or could not keep: a reload would lose it.
  get isAtRisk() { return [...texts.values()].some((text) => text.isStuck && text.body.trim()) },
  // The chats in which a message of his was refused.
  get refused() { return [...texts].filter(([key, text]) => key.startsWith(own("")) && text.isRefused).map(([key]) => key.slice(own("").length)) },
}

function changed() {
  document.dispatchEvent(new Event("unsaved:change"))
}
