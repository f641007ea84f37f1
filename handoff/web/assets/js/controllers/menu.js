import { Controller } from "/vendor/stimulus.js"

// A menu under its button: shut by Escape, by a click elsewhere and by another one that opens.
export default class extends Controller {
  // Lifecycle

  connect() {
    this.shut = (event) => this.#shut(event)
    document.addEventListener("click", this.shut)
    document.addEventListener("keydown", this.shut)
  }

  disconnect() {
    document.removeEventListener("click", this.shut)
    document.removeEventListener("keydown", this.shut)
  }

  // Internal

  #shut(event) {
    if (!this.element.open) return
    if (event.type === "keydown") {
      if (event.key !== "Escape") return
      this.element.open = false
      this.element.querySelector("summary").focus()
      event.stopImmediatePropagation()
    } else if (!this.element.contains(event.target)) {
      this.element.open = false
    }
  }
}
