import { Controller } from "/vendor/stimulus.js"

const EVERY = 10_000
const DAY = 24 * 60

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
    const [minute, hour, day, days] = german ? ["Min.", "Std.", "Tag", "Tage"] : ["min", "h", "day", "days"]
    if (minutes < 60) return `${minutes} ${minute}`
    if (minutes < DAY) return this.#joined(Math.floor(minutes / 60), hour, minutes % 60, minute)
    const whole = Math.floor(minutes / DAY)
    return this.#joined(whole, whole === 1 ? day : days, Math.floor((minutes % DAY) / 60), hour)
  }

  #joined(number, unit, rest, smaller) {
    return rest ? `${number} ${unit} ${rest} ${smaller}` : `${number} ${unit}`
  }
}
