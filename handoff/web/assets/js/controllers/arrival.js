import { Controller } from "/vendor/stimulus.js"

// Chats that this window has shown before, by element id, with their unread count. Survives the change of pages.
const known = new Map()
let settled = false
// What the first page shows is no news.
setTimeout(() => { settled = true }, 2000)

// A line of a list: says when the chat is new among those that wait, or has a new message for me.
export default class extends Controller {
  static values = { unread: Number, waiting: Boolean, waitingText: String, messageText: String, topic: String }

  // Lifecycle

  connect() {
    const former = known.get(this.element.id)
    if (former === undefined && settled && this.waitingValue) this.#tell(this.waitingTextValue)
    known.set(this.element.id, this.unreadValue)
  }

  unreadValueChanged(unread) {
    const former = known.get(this.element.id)
    if (former !== undefined && unread > former) this.#tell(this.messageTextValue)
    if (former !== undefined) known.set(this.element.id, unread)
  }

  // Internal

  // No customer's name and no text leave the page: notifications are shown on locked screens too.
  #tell(text) {
    const url = this.element.querySelector("a").href
    window.dispatchEvent(new CustomEvent("desk:news", { detail: { text, topic: this.topicValue, url } }))
  }
}
