import { Controller } from "/vendor/stimulus.js"

// What the reader asked to see stays on his screen, while the server sends the page as everybody sees it.
export default class extends Controller {
  // Actions

  hold(event) {
    if (event.target === this.element) event.preventDefault()
  }

  // The same, but it goes when the server sends nothing in its place any more.
  holdInPlace(event) {
    if (event.target === this.element && event.detail.newElement) event.preventDefault()
  }
}
