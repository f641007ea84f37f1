// A list of fields to which rows can be added: each new one is an empty copy of the last.
import { Controller } from "/vendor/stimulus.js"

export default class extends Controller {
  static targets = ["list", "row", "more"]

  // Lifecycle

  connect() {
    this.moreTarget.hidden = false
  }

  // Actions

  add() {
    const row = this.rowTargets.at(-1).cloneNode(true)
    for (const input of row.querySelectorAll("input")) this.#empty(input)
    row.querySelector(".field__problem")?.remove()
    this.listTarget.append(row)
    row.querySelector("input").focus()
  }

  // Internal

  #empty(input) {
    input.value = ""
    input.removeAttribute("value")
    input.removeAttribute("aria-invalid")
    input.removeAttribute("aria-describedby")
  }
}
