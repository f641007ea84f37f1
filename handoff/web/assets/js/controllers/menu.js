import { Controller } from "/vendor/stimulus.js"
import { TYPING } from "../pressing.js"

// A menu under its button: one is open at a time, news of the stream leave it alone, Escape and a click elsewhere shut it.
export default class extends Controller {
  // Lifecycle

  connect() {
    this.away = (event) => { if (this.element.open && !this.element.contains(event.target)) this.#leave() }
    this.escape = (event) => { if (event.key === "Escape" && this.element.open && !this.#isElsewhere(event.target)) this.#shut() }
    this.pressed = (event) => { this.last = event.detail.formSubmission.submitter?.value }
    this.again = () => { this.#enter(); this.#focusAgain() }
    // A morph would shut it and put back what it held before. Not told by "toggle", which comes a moment after the opening.
    this.keep = (event) => { if (event.target === this.element && this.element.open) event.preventDefault() }
    document.addEventListener("pointerdown", this.away)
    document.addEventListener("keydown", this.escape)
    this.element.addEventListener("turbo:submit-start", this.pressed)
    this.element.addEventListener("turbo:frame-load", this.again)
    this.element.addEventListener("turbo:before-morph-element", this.keep)
  }

  disconnect() {
    document.removeEventListener("pointerdown", this.away)
    document.removeEventListener("keydown", this.escape)
    this.element.removeEventListener("turbo:submit-start", this.pressed)
    this.element.removeEventListener("turbo:frame-load", this.again)
    this.element.removeEventListener("turbo:before-morph-element", this.keep)
  }

  // Actions

  toggled() {
    if (!this.element.open) return
    for (const other of document.querySelectorAll("details.menu[open]")) if (other !== this.element && this.#isMenu) other.open = false
    if (this.wasOpen) this.element.querySelector("turbo-frame")?.reload()
    this.wasOpen = true
    this.byKey = this.#isMenu && this.element.querySelector("summary").matches(":focus-visible")
    if (!this.element.querySelector("turbo-frame")) this.#enter()
  }

  // Internal

  get #isMenu() {
    return this.element.classList.contains("menu")
  }

  // Who types in another field means that one.
  #isElsewhere(place) {
    return place.matches(TYPING) && !this.element.contains(place)
  }

  // What is being written stays open.
  #leave() {
    if (this.#isMenu) this.element.open = false
  }

  // Who opens it by a key goes on in it; what its frame brings is there a moment later.
  #enter() {
    if (!this.byKey || !this.element.open) return
    this.byKey = false
    const field = "input:not([type=hidden]), select, textarea, button, a[href]"
    this.element.querySelector(`summary ~ * :is(${field}):not(:disabled)`)?.focus()
  }

  // The button that was pressed is another element when its form comes back.
  #focusAgain() {
    if (this.last && this.element.open) this.element.querySelector(`button[value="${CSS.escape(this.last)}"]`)?.focus()
  }

  #shut() {
    this.element.open = false
    this.element.querySelector("summary").focus()
  }
}
