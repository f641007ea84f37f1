import { Controller } from "/vendor/stimulus.js"
import { newKey } from "../keys.js"

// A half-written note stays in this window, by chat and writer, until it is sent; a reload doesn't lose it. What the
// guard has found in it is not kept.
export default class extends Controller {
  static targets = ["text", "key", "unsent"]
  static values = { chat: String, kept: Boolean }

  // Lifecycle

  connect() {
    if (!this.keptValue) return this.#forget()
    const text = sessionStorage.getItem(this.#name)
    if (text && !this.textTarget.value) this.textTarget.value = text
  }

  // Actions

  // What was tried may have arrived without our hearing so; by the same key the server would not take what is new in it.
  typed() {
    if (!this.unsentTarget.hidden) this.keyTarget.value = newKey()
    if (!this.keptValue) return
    if (this.textTarget.value.trim()) sessionStorage.setItem(this.#name, this.textTarget.value)
    else this.#forget()
  }

  sending() {
    this.unsentTarget.hidden = true
  }

  // Where the log-in has ended, the answer is another page's.
  answered({ detail: { fetchResponse } }) {
    if (fetchResponse.succeeded && !fetchResponse.redirected) this.#forget()
  }

  failed() {
    this.unsentTarget.hidden = false
  }

  // Internal

  // Who logs in next in this window doesn't find it.
  get #name() {
    return `note:${document.body.dataset.user}:${this.chatValue}`
  }

  #forget() {
    sessionStorage.removeItem(this.#name)
  }
}
