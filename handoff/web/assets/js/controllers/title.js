import { Controller } from "/vendor/stimulus.js"

// "(3) Chats": what is new, before the page's own title.
export default class extends Controller {
  static values = { news: Number }

  // Lifecycle

  connect() {
    this.show = () => this.#show()
    document.addEventListener("turbo:load", this.show)
    this.#show()
  }

  disconnect() {
    document.removeEventListener("turbo:load", this.show)
  }

  newsValueChanged() {
    this.#show()
  }

  // Internal

  #show() {
    const plain = document.title.replace(/^\(\d+\) /, "")
    const title = this.newsValue ? `(${this.newsValue}) ${plain}` : plain
    if (document.title !== title) document.title = title
  }
}
