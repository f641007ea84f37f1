// Hands the page to the printer.
import { Controller } from "/vendor/stimulus.js"

export default class extends Controller {
  // Actions

  print() {
    window.print()
  }
}
