import { Controller } from "/vendor/stimulus.js"
import { mayTakeFocus } from "../pressing.js"

// A note: after "@" the colleagues who see the chat, by the letters that follow.
export default class extends Controller {
  static targets = ["text", "list", "one", "send"]

  // Lifecycle

  connect() {
    if (mayTakeFocus()) this.textTarget.focus()
  }

  // Actions

  look() {
    const begun = this.#begun
    const fitting = this.oneTargets.filter((one) => {
      one.hidden = begun === null || !one.textContent.toLowerCase().includes(begun.toLowerCase())
      return !one.hidden
    })
    this.listTarget.hidden = fitting.length === 0
    this.#select(fitting[0])
  }

  key(event) {
    if (event.isComposing) return
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      this.element.requestSubmit()
    } else if (!this.listTarget.hidden) {
      this.#keyInList(event)
    }
  }

  choose(event) {
    event.preventDefault()
    this.#take(event.currentTarget)
  }

  close() {
    this.listTarget.hidden = true
    this.#select(undefined)
  }

  sending() {
    this.sendTarget.disabled = true
  }

  sent() {
    this.sendTarget.disabled = false
  }

  // Internal

  // What stands between the "@" and the cursor; null without one. Names have spaces, so these don't end it.
  get #begun() {
    const before = this.textTarget.value.slice(0, this.textTarget.selectionStart)
    return /(?:^|\s)@([^@\n]{0,40})$/.exec(before)?.[1] ?? null
  }

  get #shown() {
    return this.oneTargets.filter((one) => !one.hidden)
  }

  #keyInList(event) {
    const shown = this.#shown
    const at = shown.findIndex((one) => one.ariaSelected === "true")
    const steps = { ArrowDown: 1, ArrowUp: -1 }
    if (event.key in steps) this.#select(shown[(at + steps[event.key] + shown.length) % shown.length])
    else if (event.key === "Enter" || event.key === "Tab") this.#take(shown[at])
    else if (event.key === "Escape") this.close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  #select(chosen) {
    for (const one of this.oneTargets) one.ariaSelected = String(one === chosen)
    if (chosen) this.textTarget.setAttribute("aria-activedescendant", chosen.id)
    else this.textTarget.removeAttribute("aria-activedescendant")
    chosen?.scrollIntoView({ block: "nearest" })
  }

  #take(one) {
    const text = this.textTarget, end = text.selectionStart
    text.setRangeText(`@${one.textContent} `, end - this.#begun.length - 1, end, "end")
    this.dispatch("taken")
    this.close()
    text.focus()
  }
}
