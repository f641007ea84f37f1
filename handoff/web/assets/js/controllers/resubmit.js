import { Controller } from "/vendor/stimulus.js"

// A form that only asks for the same page otherwise does so as soon as something else is chosen.
export default class extends Controller {
  static targets = ["button"]

  // Lifecycle

  connect() {
    for (const button of this.buttonTargets) button.hidden = true
  }

  // Actions

  now() {
    this.element.requestSubmit()
  }
}
