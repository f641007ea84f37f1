import { Controller } from "/vendor/stimulus.js"

const PATIENCE = 5000

// Says so when the stream of changes is away for longer than a moment, and keeps what is being typed or chosen from it.
export default class extends Controller {
  // Lifecycle

  connect() {
    this.timer = setInterval(() => this.#look(), 1000)
    this.keep = (event) => this.#keep(event)
    this.keepChoice = (event) => this.#keepChoice(event)
    document.addEventListener("turbo:before-stream-render", this.keep)
    document.addEventListener("turbo:before-morph-element", this.keepChoice)
  }

  disconnect() {
    clearInterval(this.timer)
    document.removeEventListener("turbo:before-stream-render", this.keep)
    document.removeEventListener("turbo:before-morph-element", this.keepChoice)
  }

  // Internal

  // A stream that begins sends everything; a composer in the same state stays, with its text and its notice.
  #keep(event) {
    const stream = event.detail.newStream
    if (stream.target !== "composer" || stream.getAttribute("method") !== "morph") return
    const state = stream.templateContent.firstElementChild?.dataset.state
    if (state === document.getElementById("composer")?.dataset.state) event.preventDefault()
  }

  // What is chosen and not sent yet; a morph would choose what the server knows.
  #keepChoice(event) {
    const { target: select, detail: { newElement } } = event
    if (!(select instanceof HTMLSelectElement) || select.value === newElement.value) return
    if (!select.selectedOptions[0]?.defaultSelected) event.preventDefault()
  }

  #look() {
    const open = this.element.streamSource?.readyState === EventSource.OPEN
    if (open) this.since = null
    else this.since ??= Date.now()
    document.getElementById("lost").hidden = open || Date.now() - this.since < PATIENCE
    if (this.element.streamSource?.readyState === EventSource.CLOSED) this.#again()
  }

  // The browser gives up when it is refused; the page asks again.
  #again() {
    if (Date.now() - this.since < PATIENCE) return
    this.since = Date.now()
    this.element.disconnectedCallback()
    this.element.connectedCallback()
  }
}
