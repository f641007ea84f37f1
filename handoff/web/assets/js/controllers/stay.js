import { Controller } from "/vendor/stimulus.js"

// Details stay as the reader left them: open or shut, over pages and while the server sends them anew.
const open = new Map()

export default class extends Controller {
  static values = { key: String }

  // Lifecycle

  connect() {
    if (open.has(this.keyValue)) this.element.open = open.get(this.keyValue)
  }

  // Actions

  keep(event) {
    if (event.target === this.element && event.detail.attributeName === "open") event.preventDefault()
  }

  note() {
    open.set(this.keyValue, this.element.open)
  }
}
