import { Controller } from "/vendor/stimulus.js"

const NEAR = 120

// Stays at the newest message while the reader is there, and leaves him in peace while he reads further up.
export default class extends Controller {
  static targets = ["new"]

  // Lifecycle

  connect() {
    const wanted = location.hash.startsWith("#message_") && document.getElementById(location.hash.slice(1))
    this.atEnd = !wanted
    if (wanted) wanted.scrollIntoView({ block: "center" })
    else this.toEnd()
    this.element.addEventListener("scroll", this.scrolled, { passive: true })
    this.sizes = new ResizeObserver(() => this.#settle())
    this.sizes.observe(this.element)
    this.sizes.observe(this.element.querySelector("#messages"))
    this.additions = new MutationObserver(() => this.#added())
    this.additions.observe(this.element.querySelector("#messages"), { childList: true })
  }

  disconnect() {
    this.element.removeEventListener("scroll", this.scrolled)
    this.sizes.disconnect()
    this.additions.disconnect()
  }

  // Actions

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight
    this.newTarget.hidden = true
  }

  // Internal

  scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = this.element
    // A picture that has come, or a panel that has opened, is not the reader's doing: it is settled in a moment.
    if (`${scrollHeight} ${clientHeight}` !== this.size) return
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR
    if (this.atEnd) this.newTarget.hidden = true
  }

  #settle() {
    this.size = `${this.element.scrollHeight} ${this.element.clientHeight}`
    if (this.atEnd) this.toEnd()
  }

  #added() {
    if (this.atEnd) this.toEnd()
    else this.newTarget.hidden = false
  }
}
