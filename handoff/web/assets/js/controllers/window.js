import { Controller } from "/vendor/stimulus.js"

const EVERY = 10_000
const SOON = 2 * 60 * 60
const LAST = 15 * 60
// What has been said aloud, by chat and end of its window: once is enough.
const said = new Set()

// How long one may still answer: the last two hours stand out, and the last quarter of an hour more.
export default class extends Controller {
  static targets = ["voice"]
  static values = { until: Number, chat: String }

  // Lifecycle

  connect() {
    this.show = () => this.#show()
    this.element.addEventListener("turbo:morph-element", this.show)
    this.timer = setInterval(this.show, EVERY)
    this.#show()
  }

  disconnect() {
    clearInterval(this.timer)
    this.element.removeEventListener("turbo:morph-element", this.show)
  }

  untilValueChanged() {
    this.#show()
  }

  // Internal

  #show() {
    if (!this.untilValue) return
    const page = document.body
    page.ahead ??= Number(page.dataset.now) - Date.now() / 1000
    const seconds = this.untilValue - Date.now() / 1000 - page.ahead
    const level = seconds <= LAST ? "last" : seconds <= SOON ? "soon" : ""
    if ((this.element.dataset.level ?? "") !== level) this.element.dataset.level = level
    if (level) this.#say(level)
    else this.voiceTarget.textContent = ""
  }

  #say(level) {
    const key = `${this.chatValue} ${this.untilValue} ${level}`
    if (said.has(key)) return
    said.add(key)
    this.voiceTarget.textContent = this.element.dataset[level]
  }
}
