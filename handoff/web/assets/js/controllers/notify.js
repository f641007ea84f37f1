import { Controller } from "/vendor/stimulus.js"

// The browser's notifications: asked for by a button, shown while the desk is not in front.
export default class extends Controller {
  static targets = ["bell", "denied"]

  // Lifecycle

  connect() {
    this.tell = (event) => this.#tell(event.detail)
    window.addEventListener("desk:news", this.tell)
    this.#show()
  }

  disconnect() {
    window.removeEventListener("desk:news", this.tell)
  }

  // Actions

  async ask() {
    const answer = await Notification.requestPermission()
    this.deniedTarget.hidden = answer !== "denied"
    this.#show()
  }

  // Internal

  #tell({ text, topic, url }) {
    if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return
    const notification = new Notification(text, { body: topic, tag: url, icon: "/assets/icon.svg" })
    notification.onclick = () => {
      window.focus()
      window.Turbo.visit(url)
      notification.close()
    }
  }

  #show() {
    this.bellTarget.hidden = !("Notification" in window)
    if (this.bellTarget.hidden || Notification.permission !== "granted") return
    this.bellTarget.dataset.asked = "granted"
    this.bellTarget.title = this.bellTarget.dataset.on
    this.bellTarget.setAttribute("aria-label", this.bellTarget.dataset.on)
  }
}
