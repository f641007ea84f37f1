import { Controller } from "/vendor/stimulus.js"

// The settings of notices: which kinds, and whether the browser may show them while the desk is not in front.
export default class extends Controller {
  static targets = ["ask", "bell", "denied", "form"]

  // Lifecycle

  connect() {
    this.#show()
  }

  // Actions

  async ask() {
    await Notification.requestPermission()
    this.#show()
  }

  // What the server has not taken stands as it was.
  async save({ target }) {
    const body = new URLSearchParams(new FormData(this.formTarget))
    const answer = await fetch(this.formTarget.action, { method: "POST", body }).catch(() => null)
    if (answer?.ok) return
    target.checked = !target.checked
    this.dispatch("undone")
  }

  // Internal

  #show() {
    const state = "Notification" in window ? Notification.permission : "denied"
    this.askTarget.hidden = state !== "default"
    this.deniedTarget.hidden = state !== "denied"
    this.bellTarget.dataset.asked = state
  }
}
