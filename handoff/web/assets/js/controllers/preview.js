import { Controller } from "/vendor/stimulus.js"

// A template with what is being typed into its places.
export default class extends Controller {
  static targets = ["place"]

  // Actions

  fill({ target }) {
    for (const place of this.placeTargets) {
      if (place.dataset.key === target.name) place.textContent = target.value || place.dataset.blank
    }
  }
}
