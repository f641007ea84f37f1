import { Controller } from "/vendor/stimulus.js"

// The corner where notices are told. Of many at once only the newest are shown (toast.css), for they lie over the
// lists, where all of them stand anyway; a line counts the others.
export default class extends Controller {
  static targets = ["toast", "more"]

  // Lifecycle

  toastTargetConnected() {
    this.#count()
  }

  toastTargetDisconnected() {
    this.#count()
  }

  // Internal

  #count() {
    const others = this.toastTargets.filter((toast) => !toast.checkVisibility()).length
    this.moreTarget.hidden = !others
    this.moreTarget.textContent = this.moreTarget.dataset.text.replace("{n}", others)
  }
}
