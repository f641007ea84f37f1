import { Controller } from "/vendor/stimulus.js"

// Marks the open chat in the lists, which stay as they are while the page beside them changes.
export default class extends Controller {
  // Lifecycle

  connect() {
    this.mark = () => this.#mark()
    document.addEventListener("turbo:load", this.mark)
    document.addEventListener("turbo:visit", this.mark)
    this.#mark()
  }

  disconnect() {
    document.removeEventListener("turbo:load", this.mark)
    document.removeEventListener("turbo:visit", this.mark)
  }

  // Internal

  #mark() {
    for (const link of this.element.querySelectorAll(".line__link")) {
      if (link.pathname === location.pathname) link.setAttribute("aria-current", "page")
      else link.removeAttribute("aria-current")
    }
  }
}
