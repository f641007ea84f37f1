import { Controller } from "/vendor/stimulus.js"

// What is typed and not yet sent, by chat. In memory only: nothing confidential is written to the machine.
const drafts = new Map()

export default class extends Controller {
  static targets = ["text", "send"]
  static values = { chat: String }

  // Lifecycle

  connect() {
    if (!this.textTarget.value) this.textTarget.value = drafts.get(this.chatValue) ?? ""
    const end = this.textTarget.value.length
    this.textTarget.setSelectionRange(end, end)
    if (!matchMedia("(pointer: coarse)").matches) this.textTarget.focus()
  }

  // Actions

  typed() {
    drafts.set(this.chatValue, this.textTarget.value)
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    if (matchMedia("(pointer: coarse)").matches) return
    event.preventDefault()
    if (this.textTarget.value.trim() && !this.sendTarget.disabled) this.element.requestSubmit()
  }

  sending() {
    this.sendTarget.disabled = true
  }

  sent(event) {
    if (event.detail.success) drafts.delete(this.chatValue)
    this.sendTarget.disabled = false
  }
}
