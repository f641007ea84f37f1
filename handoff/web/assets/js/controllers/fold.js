import { Controller } from "/vendor/stimulus.js"

const NARROW = "(max-width: 75rem)"

// A part of the page that can be folded away, and stays so: open at first where there is room.
export default class extends Controller {
  static values = { key: String }

  // Lifecycle

  connect() {
    const kept = localStorage.getItem(this.#name)
    this.element.open = kept === null ? !matchMedia(NARROW).matches : kept === "open"
    this.keep = () => localStorage.setItem(this.#name, this.element.open ? "open" : "shut")
    // Opening it here tells of itself, too: that is no wish of the reader's.
    setTimeout(() => this.element.addEventListener("toggle", this.keep))
  }

  disconnect() {
    this.element.removeEventListener("toggle", this.keep)
  }

  // Internal

  get #name() {
    return `fold ${this.keyValue} ${matchMedia(NARROW).matches ? "narrow" : "wide"}`
  }
}
