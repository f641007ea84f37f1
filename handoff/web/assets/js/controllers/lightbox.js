import { Controller } from "/vendor/stimulus.js"

// A picture of the thread, as large as the window.
export default class extends Controller {
  static targets = ["dialog", "picture", "save"]

  // Actions

  open(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const link = event.currentTarget
    this.pictureTarget.src = link.href
    this.pictureTarget.alt = link.querySelector("img").alt
    this.saveTarget.href = link.href
    this.dialogTarget.showModal()
  }

  close() {
    this.dialogTarget.close()
  }

  // Beside the picture.
  out(event) {
    if (event.target === this.dialogTarget) this.close()
  }
}
