import { Controller } from "/vendor/stimulus.js"

const PAUSE = 250

// Searches while one types, where the results are on the page; elsewhere Enter leads to them.
export default class extends Controller {
  static targets = ["text"]
  static values = { results: { type: String, default: "results" } }

  // Lifecycle

  connect() {
    const text = this.textTarget
    // Chromium would put the caret before the word with which the page came.
    if (text.autofocus) text.setSelectionRange(text.value.length, text.value.length)
  }

  disconnect() {
    clearTimeout(this.timer)
  }

  // Actions

  typed() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.#search(), PAUSE)
  }

  // Internal

  #search() {
    const results = document.getElementById(this.resultsValue)
    if (!results || !this.textTarget.value.trim()) return
    const url = `${this.element.action}?${new URLSearchParams(new FormData(this.element))}`
    results.src = url
    history.replaceState(history.state, "", url)
  }
}
