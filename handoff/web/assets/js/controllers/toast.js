import { Controller } from "/vendor/stimulus.js"
import { chime } from "../chime.js"

const SHOWN_FOR = 12_000

// A notice in the corner of the page; told by the system too while nobody looks at the desk.
export default class extends Controller {
  static targets = ["link", "text", "topic"]
  static values = { kind: String }

  // Lifecycle

  connect() {
    if (this.#isAboutThisPage) {
      this.element.remove()
      return
    }
    this.timer = setTimeout(() => this.element.remove(), SHOWN_FOR)
    // It stays through changes of the page, which connect it anew.
    if (!this.element.dataset.told) this.#tell()
    this.element.dataset.told = "true"
  }

  disconnect() {
    clearTimeout(this.timer)
  }

  // Actions

  close() {
    this.element.remove()
  }

  // Internal

  // Who looks at the chat sees the message itself.
  get #isAboutThisPage() {
    return document.hasFocus() && location.pathname === this.linkTarget.pathname
  }

  // Of several open pages one speaks: the first that gets the lock.
  #tell() {
    const name = `desk:${this.kindValue}:${this.linkTarget.pathname}`
    navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      if (!lock) return
      if (!document.getElementById("notice_settings")?.querySelector("[value=sound]:not(:checked)")) chime(this.kindValue)
      if (!document.hasFocus()) this.#notify()
      await new Promise((resolve) => setTimeout(resolve, 1500))
    })
  }

  // No customer's name and no text leave the page: notifications are shown on locked screens too.
  #notify() {
    if (!("Notification" in window) || Notification.permission !== "granted") return
    const body = this.hasTopicTarget ? this.topicTarget.textContent : ""
    const url = this.linkTarget.href
    const notification = new Notification(this.textTarget.textContent, { body, tag: url, icon: "/assets/icon.svg" })
    notification.onclick = () => {
      window.focus()
      window.Turbo.visit(url)
      notification.close()
    }
  }
}
