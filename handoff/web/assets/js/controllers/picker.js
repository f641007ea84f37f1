import { Controller } from "/vendor/stimulus.js"

// The templates over a chat: they come into focus, and go without leaving the chat.
export default class extends Controller {
  static targets = ["title"]

  // Lifecycle

  titleTargetConnected(title) {
    title.focus()
  }

  // Actions

  close(event) {
    if (!this.element.closest(".chat")) return
    event.preventDefault()
    this.element.removeAttribute("src")
    this.element.replaceChildren()
    document.getElementById("body")?.focus()
  }
}
