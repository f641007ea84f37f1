import { Controller } from "/vendor/stimulus.js"

// The lists' filter: takes effect as it is chosen, and stands in the address of the page of the lists.
export default class extends Controller {
  static targets = ["form", "button"]

  // Lifecycle

  buttonTargetConnected(button) {
    button.hidden = true
  }

  // Actions

  choose() {
    this.formTarget.requestSubmit()
  }

  loaded(event) {
    if (event.target !== this.element || location.pathname !== "/desk") return
    history.replaceState(history.state, "", this.element.src)
  }
}
