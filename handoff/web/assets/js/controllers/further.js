import { Controller } from "/vendor/stimulus.js"

// A chat that comes up into a list's first page may stand on a further page that was loaded before: there it goes.
export default class extends Controller {
  // Lifecycle

  connect() {
    this.changes = new MutationObserver(() => this.#thin())
    this.changes.observe(this.element, { childList: true, subtree: true })
  }

  disconnect() {
    this.changes.disconnect()
  }

  // Internal

  #thin() {
    for (const line of this.element.querySelectorAll(".list__more .line")) {
      if (document.getElementById(line.id) !== line) line.remove()
    }
  }
}
