import { Controller } from "/vendor/stimulus.js"

// WhatsApp's dots last a little longer than this.
const EVERY = 20_000

// Tells the server that somebody writes to the customer, no more often than it matters.
export default class extends Controller {
  static values = { url: String }

  // Actions

  typed(event) {
    if (event.target.name !== "body" || !event.target.value.trim()) return
    if (Date.now() - (this.told ?? -EVERY) < EVERY) return
    this.told = Date.now()
    fetch(this.urlValue, { method: "POST", headers: { "X-CSRF-Token": document.body.dataset.csrf } }).catch(() => {})
  }
}
