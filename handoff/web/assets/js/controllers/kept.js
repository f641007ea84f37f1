import { Controller } from "/vendor/stimulus.js"

// What the reader asked to see stays on his screen, while the server sends the page as everybody sees it.
export default class extends Controller {
  // Actions

  hold(event) {
    if (event.target === this.element) event.preventDefault()
  }
}
