import { Controller } from "/vendor/stimulus.js"

// Logging in loads no new page: what waits to be sent would be lost with the old one. So the form itself has to say when
// nobody answers.
export default class extends Controller {
  static targets = ["failed"]

  // Actions

  begin() {
    this.failedTarget.hidden = true
  }

  fail() {
    this.failedTarget.hidden = false
  }

  judge(event) {
    if (!event.detail.fetchResponse.serverError) return
    event.preventDefault()
    this.fail()
  }
}
