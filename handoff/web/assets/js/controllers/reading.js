import { Controller } from "/vendor/stimulus.js"

// Tells the server that somebody really looks at this chat: the customer's ticks turn blue.
export default class extends Controller {
  static targets = ["unread"]
  static values = { url: String }

  // Lifecycle

  connect() {
    this.look = () => this.#look()
    document.addEventListener("visibilitychange", this.look)
    this.observer = new MutationObserver(this.look)
    this.observer.observe(this.element, { subtree: true, childList: true, attributeFilter: ["data-unread"] })
    this.#look()
  }

  disconnect() {
    this.observer.disconnect()
    document.removeEventListener("visibilitychange", this.look)
  }

  // Internal

  async #look() {
    if (document.hidden || this.busy || !Number(this.unreadTarget.dataset.unread)) return
    this.busy = true
    await fetch(this.urlValue, { method: "POST", headers: { "X-CSRF-Token": document.body.dataset.csrf } }).catch(() => {})
    setTimeout(() => { this.busy = false }, 1000)
  }
}
