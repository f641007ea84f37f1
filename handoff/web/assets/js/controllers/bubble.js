// What is being written, as the customer will read it.
import { Controller } from "/vendor/stimulus.js"

export default class extends Controller {
  static targets = ["shown"]

  // Lifecycle

  connect() {
    this.show = this.show.bind(this)
    this.element.addEventListener("input", this.show)
  }

  disconnect() {
    this.element.removeEventListener("input", this.show)
  }

  // Internal

  show({ target }) {
    const shown = this.shownTargets.find((one) => one.dataset.of === target.name)
    if (!shown) return
    shown.textContent = target.value
    shown.hidden = target.value === ""
  }
}
