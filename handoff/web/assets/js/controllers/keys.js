import { Controller } from "/vendor/stimulus.js"
import { TYPING, isThere, press } from "../pressing.js"

// Whose field goes while he types, as when the 24-hour window shuts, types on for so long: that is no command.
const BREATH = 3_000

// Single keys for what stands on the page as data-key; arrows through the lists; ? for the sheet, Ctrl+K for the palette.
export default class extends Controller {
  static values = { on: Boolean, search: String }

  // Lifecycle

  connect() {
    this.press = (event) => this.#press(event)
    document.addEventListener("keydown", this.press)
  }

  disconnect() {
    document.removeEventListener("keydown", this.press)
  }

  // Actions

  open({ params }) {
    document.getElementById(params.dialog).showModal()
  }

  // Internal

  #press(event) {
    if (event.defaultPrevented || event.isComposing) return
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return this.#palette(event)
    if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) return this.#walk(event)
    if (event.ctrlKey || event.metaKey || event.altKey || this.#isTyped(event)) return
    if (document.querySelector("dialog[open]") || !this.onValue) return
    const wanted = event.key === "?" ? this.#sheet : this.#labelled(event.key)
    const searches = event.key === "/" && !wanted && this.searchValue
    if (!wanted && !searches) return
    event.preventDefault()
    // Where the search has no field on the page, it has one of its own.
    if (searches) window.Turbo.visit(this.searchValue)
    else press(wanted)
  }

  #isTyped({ target }) {
    const field = target.closest(TYPING)
    if (field) this.field = field
    const isTyped = field || (this.field?.isConnected === false && Date.now() - this.typedAt < BREATH)
    if (isTyped) this.typedAt = Date.now()
    return isTyped
  }

  #palette(event) {
    const palette = document.getElementById("palette")
    if (!palette) return
    event.preventDefault()
    if (!palette.open) palette.showModal()
  }

  get #sheet() {
    return document.getElementById("keys_sheet")
  }

  #labelled(key) {
    if (key.length !== 1) return null
    const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key.toLowerCase())}"]`)]
    return found.find(isThere)
  }

  // Through all chats that the lists show, from the open one on.
  #walk(event) {
    const links = [...document.querySelectorAll("#side .line__link")].filter((link) => link.checkVisibility())
    if (!links.length) return
    event.preventDefault()
    const now = links.findIndex((link) => link.getAttribute("aria-current"))
    const step = event.key === "ArrowDown" ? 1 : -1
    const next = now < 0 ? (step > 0 ? 0 : links.length - 1) : (now + step + links.length) % links.length
    window.Turbo.visit(links[next].href)
  }
}
