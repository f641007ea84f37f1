import { Controller } from "/vendor/stimulus.js"

// A menu of a chat: one is open at a time, news of the stream leave it alone, Escape and a click elsewhere shut it.
export default class extends Controller {
  // Lifecycle

  connect() {
    this.away = (event) => { if (this.element.open && !this.element.contains(event.target)) this.#leave() }
    this.escape = (event) => { if (event.key === "Escape" && this.element.open) this.#shut() }
    document.addEventListener("pointerdown", this.away)
    this.element.addEventListener("keydown", this.escape)
  }

  disconnect() {
    document.removeEventListener("pointerdown", this.away)
    this.element.removeEventListener("keydown", this.escape)
  }

  // Actions

  toggled() {
    // A morph would shut it and put back what it held before.
    this.element.toggleAttribute("data-turbo-permanent", this.element.open)
    if (!this.element.open) return
    for (const other of document.querySelectorAll("details.menu[open]")) if (other !== this.element && this.#isMenu) other.open = false
    if (this.wasOpen) this.element.querySelector("turbo-frame")?.reload()
    this.wasOpen = true
  }

  // Internal

  get #isMenu() {
    return this.element.classList.contains("menu")
  }

  // What is being written stays open.
  #leave() {
    if (this.#isMenu) this.element.open = false
  }

  #shut() {
    this.element.open = false
    this.element.querySelector("summary").focus()
  }
}
