// What is typed and not yet kept on the server, by chat: {body, key, revision}. Without a revision the page
// knows it. In memory only, so that it survives the
// change of pages: what the guard finds in it is written nowhere.
const texts = new Map()

// Who logs in next in this window doesn't find it.
const own = (chat) => `${document.body.dataset.user} ${chat}`

export const unsaved = {
  get: (chat) => texts.get(own(chat)),
  set: (chat, text) => texts.set(own(chat), text),
  delete: (chat) => texts.delete(own(chat)),
  // Which the server would not or could not keep: a reload would lose it.
  get isAtRisk() { return [...texts.values()].some((text) => text.isStuck && text.body.trim()) },
}
