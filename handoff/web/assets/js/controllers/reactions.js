import { Controller } from "/vendor/stimulus.js"

const GAP = 4

// A few emoji beside the message whose button was pressed.
export default class extends Controller {
  static targets = ["palette", "form", "none"]
  static values = { url: String }

  // Actions

  open({ currentTarget, params }) {
    this.formTarget.action = `${this.urlValue}${params.id}/reaction`
    for (const button of this.formTarget.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value !== "" && button.value === params.ours))
    }
    this.noneTarget.hidden = !params.ours
    this.opener = currentTarget.closest(".message")?.id
    this.paletteTarget.showPopover()
    this.#place(currentTarget.getBoundingClientRect())
    this.formTarget.querySelector("[aria-pressed='true'], button").focus()
  }

  // Who writes on meanwhile stays there.
  sent() {
    const isHere = document.activeElement === document.body || this.paletteTarget.contains(document.activeElement)
    this.paletteTarget.hidePopover()
    if (isHere) document.getElementById(this.opener)?.querySelector("[data-action='reactions#open']")?.focus()
  }

  // Internal

  #place(spot) {
    const { offsetWidth, offsetHeight, style } = this.paletteTarget
    const left = Math.min(Math.max(spot.left, GAP), window.innerWidth - offsetWidth - GAP)
    const above = spot.top - offsetHeight - GAP
    style.left = `${left}px`
    style.top = `${above > GAP ? above : spot.bottom + GAP}px`
  }
}
