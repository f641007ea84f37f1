import { Controller } from "/vendor/stimulus.js"

const EVERY = 10_000

// How long ago or how long still, by the server's clock.
export default class extends Controller {
  static values = { since: Number, until: Number }

  // Lifecycle

  connect() {
    this.show = () => this.#show()
    // A morph puts back the empty element that the server renders.
    this.element.addEventListener("turbo:morph-element", this.show)
    this.timer = setInterval(this.show, EVERY)
    this.#show()
  }

  disconnect() {
    clearInterval(this.timer)
    this.element.removeEventListener("turbo:morph-element", this.show)
  }

  sinceValueChanged() {
    this.#show()
  }

  untilValueChanged() {
    this.#show()
  }

  // Internal

  #show() {
    const now = Date.now() / 1000 + this.#ahead
    const seconds = this.hasUntilValue ? this.untilValue - now : now - this.sinceValue
    const text = this.#words(Math.max(0, Math.floor(seconds / 60)))
    if (this.element.textContent !== text) this.element.textContent = text
  }

  get #ahead() {
    const page = document.body
    page.ahead ??= Number(page.dataset.now) - Date.now() / 1000
    return page.ahead
  }

  #words(minutes) {
    const german = document.documentElement.lang === "de"
    const [minute, hour, day] = german ? ["Min.", "Std.", "Tg."] : ["min", "h", "d"]
    if (minutes < 60) return `${minutes} ${minute}`
    if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} ${hour} ${minutes % 60} ${minute}`
    return `${Math.floor(minutes / 1440)} ${day} ${Math.floor((minutes % 1440) / 60)} ${hour}`
  }
}
