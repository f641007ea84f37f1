import { Controller } from "/vendor/stimulus.js"

// What comes within a rest is told after it, and what did not get through, after a longer one.
const REST = 1_000
const LONG_REST = 10_000

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
    clearTimeout(this.timer)
    this.isResting = this.isMissed = false
    this.observer.disconnect()
    document.removeEventListener("visibilitychange", this.look)
  }

  // Internal

  async #look() {
    if (document.hidden || !Number(this.unreadTarget.dataset.unread)) return
    this.isMissed = this.isResting
    if (this.isResting) return
    this.isResting = true
    const answer = await fetch(this.urlValue, { method: "POST", headers: { "X-CSRF-Token": document.body.dataset.csrf } }).catch(() => null)
    if (!this.element.isConnected) return
    this.isMissed ||= !answer?.ok
    this.timer = setTimeout(() => this.#goOn(), answer?.ok ? REST : LONG_REST)
  }

  #goOn() {
    this.isResting = false
    if (this.isMissed) this.#look()
  }
}
