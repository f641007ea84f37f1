// What is typed and not yet kept on the server, by chat: {body, key, revision}. In memory only, so that it survives the
// change of pages: what the guard finds in it is written nowhere.
const texts = new Map()

export const unsaved = {
  get: (chat) => texts.get(chat),
  set: (chat, text) => texts.set(chat, text),
  delete: (chat) => texts.delete(chat),
  get some() { return [...texts.values()].some((text) => text.body.trim()) },
}
