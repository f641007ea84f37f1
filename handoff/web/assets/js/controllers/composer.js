import { Controller } from "/vendor/stimulus.js"
import { newKey } from "../keys.js"
import { mayTakeFocus } from "../pressing.js"
import { changes, outbox } from "../outbox.js"
import { unsaved } from "../unsaved.js"

const REST = 700
// A draft that got no answer for so long did not get through; it is tried again at growing intervals.
const PATIENCE = 5_000
const LONGEST_REST = 20_000
// A page that is read anew may be quicker than the last words of the one before.
let isReloaded = performance.getEntriesByType("navigation")[0]?.type === "reload"

// The reply: kept on the server while it is written, on the screen at once when it is sent.
export default class extends Controller {
  static targets = ["text", "send", "key", "revision", "hint", "kept"]
  static values = { chat: String }

  // Lifecycle

  connect() {
    this.tries = 0
    this.settled ??= ({ detail }) => this.#settled(detail)
    changes.addEventListener("change", this.settled)
    this.element.noValidate = true
    this.#restore()
    if (isReloaded) setTimeout(() => this.refresh(), REST)
    isReloaded = false
    const end = this.textTarget.value.length
    this.textTarget.setSelectionRange(end, end)
    if (mayTakeFocus()) this.textTarget.focus({ preventScroll: true })
  }

  disconnect() {
    this.flush()
  }

  // Actions

  typed() {
    this.isDirty = true
    this.tries = 0
    this.keptTarget.textContent = ""
    this.#remember()
    this.#later()
  }

  key(event) {
    if (event.defaultPrevented || event.key !== "Enter" || event.shiftKey || event.isComposing) return
    if (matchMedia("(pointer: coarse)").matches) return
    event.preventDefault()
    this.element.requestSubmit()
  }

  submit(event) {
    event.preventDefault()
    const data = new FormData(this.element, event.submitter)
    const text = this.textTarget.value.trim()
    if (!text && ![...data.values()].some((value) => value instanceof File && value.size)) return
    const message = { chat: this.chatValue, url: this.element.action, data, text }
    this.#clear()
    outbox.add(message)
    this.dispatch("sent")
    this.textTarget.focus()
  }

  // The page comes to the front again: another device may have gone on.
  async refresh() {
    if (document.hidden || this.isDirty || this.isSaving || outbox.of(this.chatValue).length) return
    const key = this.keyTarget.value
    const answer = await this.#ask("GET")
    if (!answer || this.isDirty || key !== this.keyTarget.value) return
    if (answer.revision !== this.#revision || (answer.key && answer.key !== key)) this.#take(answer)
  }

  adopt() {
    if (this.newer) this.#take(this.newer)
    this.textTarget.focus()
  }

  insist() {
    this.keyTarget.value = this.newer.key
    this.revisionTarget.value = this.newer.revision
    this.hintTarget.replaceChildren()
    this.typed()
    this.textTarget.focus()
  }

  // What is written behind a message on its way is kept when that has arrived, though its chat is left.
  flush() {
    clearTimeout(this.timer)
    const isOver = !this.isDirty || !this.#isOurs
    if (!this.element.isConnected && (isOver || !this.#isBehind)) changes.removeEventListener("change", this.settled)
    if (isOver) return
    if (this.#isBehind) this.#remember({ isStuck: true })
    else this.#save({ keepalive: true })
  }

  // Internal

  get #revision() {
    return Number(this.revisionTarget.value)
  }

  // Whether it is for this composer to keep the text: when its chat is left and opened anew, it is for the next one.
  get #isOurs() {
    if (unsaved.get(this.chatValue)?.key !== this.keyTarget.value) return false
    return this.element.isConnected || !document.querySelector(`[data-composer-chat-value="${this.chatValue}"]`)
  }

  // While a message is on its way, its draft is still there: the next one's waits for it.
  get #isBehind() {
    return outbox.waiting(this.chatValue).length > 0
  }

  #settled(chat) {
    if (chat !== this.chatValue || !this.isDirty) return
    if (this.element.isConnected) this.#later()
    else this.flush()
  }

  #restore() {
    // The page's draft may be the message that is on its way.
    if (outbox.of(this.chatValue).some((entry) => entry.key === this.keyTarget.value)) this.#empty()
    const text = unsaved.get(this.chatValue)
    if (!text || (!text.body && !this.textTarget.value)) return
    this.textTarget.value = text.body
    this.keyTarget.value = text.key
    if (text.revision !== null) this.revisionTarget.value = text.revision
    this.isDirty = true
    // What has just been refused, and why, stays as it is till something is typed.
    if (text.revision !== null || text.body !== this.textTarget.defaultValue) this.#later()
  }

  #remember({ isStuck = false } = {}) {
    const { posted, isRefused } = unsaved.get(this.chatValue) ?? {}
    const text = { body: this.textTarget.value, key: this.keyTarget.value, revision: this.#revision, posted }
    unsaved.set(this.chatValue, { ...text, isStuck, isRefused: isStuck && isRefused })
  }

  #clear() {
    unsaved.delete(this.chatValue)
    this.#empty()
  }

  #empty() {
    clearTimeout(this.timer)
    this.isDirty = false
    this.textTarget.defaultValue = ""
    this.element.reset()
    this.textTarget.value = ""
    this.keyTarget.value = newKey()
    this.revisionTarget.value = 0
    this.hintTarget.replaceChildren()
    this.keptTarget.textContent = ""
    for (const part of this.element.querySelectorAll("[data-once]")) part.replaceChildren()
  }

  #take(answer) {
    this.isDirty = false
    unsaved.delete(this.chatValue)
    this.textTarget.value = answer.body
    this.keyTarget.value = answer.key || newKey()
    this.revisionTarget.value = answer.revision
    this.hintTarget.replaceChildren()
  }

  #later() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.#save(), Math.min(LONGEST_REST, REST * 2 ** this.tries))
  }

  async #save(options = {}) {
    if (!this.isDirty || this.isSaving || this.#isBehind || !this.#isOurs) return
    this.isSaving = true
    const body = this.textTarget.value
    const key = this.keyTarget.value
    const { posted } = unsaved.get(this.chatValue)
    unsaved.get(this.chatValue).posted = body
    const answer = await this.#ask("POST", { body: new FormData(this.element), ...options })
    this.isSaving = false
    if (key !== this.keyTarget.value || !this.#isOurs) return
    if (!answer) {
      this.tries += 1
      this.#remember({ isStuck: true })
      return this.#later()
    }
    this.tries = 0
    // What is newer there is our own, whose answer got lost.
    if (answer.saving === "newer" && answer.key === key && answer.body === posted) {
      this.revisionTarget.value = answer.revision
      return this.#later()
    }
    this.#settle(answer, body)
  }

  #settle(answer, body) {
    const goesOn = this.textTarget.value !== body
    if (answer.saving === "moved") return
    if (answer.saving === "sent") {
      if (!this.element.isConnected) return unsaved.delete(this.chatValue)
      this.keyTarget.value = newKey()
      this.revisionTarget.value = 0
      return this.typed()
    }
    if (["kept", "empty"].includes(answer.saving)) {
      if (answer.key) this.keyTarget.value = answer.key
      this.revisionTarget.value = answer.revision
      this.isDirty = goesOn
      if (goesOn) this.#remember()
      else unsaved.delete(this.chatValue)
      if (answer.saving === "kept" && !goesOn) this.keptTarget.textContent = this.keptTarget.dataset.text
    }
    else this.#remember({ isStuck: true })
    this.newer = answer.saving === "newer" ? answer : null
    if (this.hintTarget.dataset.html !== answer.hint) this.hintTarget.innerHTML = answer.hint
    this.hintTarget.dataset.html = answer.hint
    if (goesOn) this.#later()
  }

  async #ask(method, options = {}) {
    const headers = { "X-CSRF-Token": document.body.dataset.csrf, Accept: "application/json" }
    try {
      const signal = AbortSignal.timeout(PATIENCE)
      const response = await fetch(`/desk/chats/${this.chatValue}/draft`, { method, headers, redirect: "manual", signal, ...options })
      return response.ok || response.status === 409 ? await response.json() : null
    } catch {
      return null
    }
  }
}
