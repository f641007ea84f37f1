import { Controller } from "/vendor/stimulus.js"

// Puts a text that one would otherwise have to mark by hand on the clipboard, where the browser allows it.
export default class extends Controller {
  static targets = ["text", "button", "told"]
  static values = { done: String }

  // Lifecycle

  connect() {
    this.buttonTarget.hidden = !navigator.clipboard
  }

  // Actions

  select() {
    this.textTarget.select()
  }

  async copy() {
    await navigator.clipboard.writeText(this.textTarget.value)
    this.toldTarget.textContent = this.doneValue
  }
}
