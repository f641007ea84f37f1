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
    const { text, key, isTried } = JSON.parse(sessionStorage.getItem(this.#name)) ?? {}
    if (!text || this.textTarget.value) return
    this.textTarget.value = text
    this.keyTarget.value = key
    this.isTried = isTried
  }

  // Actions

  // What was tried may have arrived without our hearing so; by the same key the server would not take what is new in it.
  typed() {
    if (this.isTried) this.keyTarget.value = newKey()
    this.isTried = false
    this.#keep()
  }

  sending({ detail: { formSubmission } }) {
    this.unsentTarget.hidden = true
    this.isTried = true
    this.sent = this.textTarget.value
    this.#keep()
    this.#await(formSubmission)
  }

  failed() {
    this.unsentTarget.hidden = false
  }

  // Internal

  // Who logs in next in this window doesn't find it.
  get #name() {
    return `note:${document.body.dataset.user}:${this.chatValue}`
  }

  // The answer may come when its chat is left. Where the log-in has ended, it is another page's.
  #await(submission) {
    const ended = ({ detail: { formSubmission, success, fetchResponse } }) => {
      if (formSubmission !== submission) return
      document.removeEventListener("turbo:submit-end", ended)
      if (success && !fetchResponse.redirected) this.#keepRest()
      if (fetchResponse?.serverError) this.failed()
    }
    document.addEventListener("turbo:submit-end", ended)
  }

  // What was typed on meanwhile is the next note: the form that comes with the answer begins with it.
  #keepRest() {
    if (!this.keptValue) return this.#forget()
    const text = this.textTarget.value
    this.#store({ text: text.startsWith(this.sent) ? text.slice(this.sent.length).trimStart() : text, key: newKey(), isTried: false })
  }

  #keep() {
    if (this.keptValue) this.#store({ text: this.textTarget.value, key: this.keyTarget.value, isTried: this.isTried })
  }

  #store(note) {
    if (note.text.trim()) sessionStorage.setItem(this.#name, JSON.stringify(note))
    else this.#forget()
  }

  #forget() {
    sessionStorage.removeItem(this.#name)
  }
}
