import { Controller } from "/vendor/stimulus.js"

// The message that the reply is about, in a strip over what is being typed; and words offered to the composer.
export default class extends Controller {
  static targets = ["strip", "id", "author", "gist"]

  // Lifecycle

  connect() {
    this.element.addEventListener("keydown", this.key)
  }

  disconnect() {
    this.element.removeEventListener("keydown", this.key)
  }

  // Actions

  pick({ params }) {
    if (!this.hasStripTarget) return
    this.idTarget.value = params.id
    this.authorTarget.textContent = params.author
    this.gistTarget.textContent = params.gist
    this.stripTarget.hidden = false
    this.#text.focus()
  }

  drop() {
    if (!this.hasStripTarget || this.stripTarget.hidden) return
    this.idTarget.value = ""
    this.stripTarget.hidden = true
    this.#text.focus()
  }

  // Puts them after what stands there, and sends nothing.
  word({ params }) {
    const text = this.#text
    if (!text) return
    text.value = [text.value.trim(), params.words].filter(Boolean).join("\n")
    text.dispatchEvent(new Event("input", { bubbles: true }))
    text.focus()
  }

  // Internal

  key = (event) => {
    if (event.key === "Escape" && event.target === this.#text) this.drop()
  }

  get #text() {
    return document.getElementById("body")
  }
}
