import { Controller } from "/vendor/stimulus.js"

// Brings the open part into sight where the row of parts is wider than the screen.
export default class extends Controller {
  // Lifecycle

  connect() {
    const current = this.element.querySelector("[aria-current]")
    current?.scrollIntoView({ behavior: "instant", block: "nearest", inline: "center" })
  }
}
