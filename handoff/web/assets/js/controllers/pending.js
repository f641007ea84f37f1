import { Controller } from "/vendor/stimulus.js"
import { changes, outbox } from "../outbox.js"

// What has been sent from here and is not in the thread yet, below it.
export default class extends Controller {
  static values = { chat: String }

  // Lifecycle

  connect() {
    this.show = ({ detail }) => { if (detail === this.chatValue) this.#show() }
    changes.addEventListener("change", this.show)
    this.thread = document.getElementById("messages")
    this.arrivals = new MutationObserver(() => this.#greet())
    this.arrivals.observe(this.thread, { childList: true, subtree: true, attributeFilter: ["data-key"] })
    this.#greet()
    this.#show()
  }

  disconnect() {
    changes.removeEventListener("change", this.show)
    this.arrivals.disconnect()
  }

  // Internal

  #greet() {
    for (const { key } of outbox.of(this.chatValue)) {
      if (this.thread.querySelector(`[data-key="${key}"]`)) outbox.arrived(key)
    }
  }

  #show() {
    const entries = outbox.of(this.chatValue).filter((entry) => !entry.isShown)
    const keys = new Set(entries.map((entry) => `pending_${entry.key}`))
    for (const bubble of [...this.element.children]) if (!keys.has(bubble.id)) bubble.remove()
    for (const entry of entries) {
      const bubble = document.getElementById(`pending_${entry.key}`) ?? this.#add(entry)
      this.#mark(bubble, entry)
    }
  }

  #add(entry) {
    const bubble = document.getElementById("pending_bubble").content.firstElementChild.cloneNode(true)
    bubble.id = `pending_${entry.key}`
    bubble.querySelector("[data-text]").textContent = entry.text
    bubble.addEventListener("click", ({ target }) => this.#act(entry, target.dataset.act))
    this.element.append(bubble)
    const thread = this.element.closest(".thread")
    thread.scrollTop = thread.scrollHeight
    return bubble
  }

  #mark(bubble, { state, reason }) {
    for (const part of bubble.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state && part.dataset.when !== reason
    bubble.dataset.state = state
    bubble.querySelector("[data-act=back]").hidden = !document.getElementById("body")
  }

  #act(entry, act) {
    if (act === "again") outbox.again(entry.key)
    if (act === "back") this.#takeBack(entry)
    if (act === "drop" || act === "back") outbox.drop(entry.key)
  }

  #takeBack(entry) {
    const field = document.getElementById("body")
    field.value = [entry.text, field.value].filter((text) => text.trim()).join("\n\n")
    field.dispatchEvent(new Event("input", { bubbles: true }))
    field.focus()
  }
}
