import { Controller } from "/vendor/stimulus.js"
import { isThere, press } from "../pressing.js"

const MOST = 12
// Of these places, in this order.
const PLACES = ["main", ".bar", "#side", "#sections"]

// Everything that can be done or gone to on this page, by a few letters of its name.
export default class extends Controller {
  static targets = ["field", "list", "none"]

  // Lifecycle

  connect() {
    this.openings = new MutationObserver(() => this.element.open && this.#open())
    this.openings.observe(this.element, { attributeFilter: ["open"] })
  }

  disconnect() {
    this.openings.disconnect()
  }

  // Actions

  type() {
    this.#show()
  }

  key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#move(event.key === "ArrowDown" ? 1 : -1)
    else if (event.key === "Enter") this.listTarget.children[this.index]?.click()
    else return
    event.preventDefault()
  }

  choose(event) {
    const command = this.commands[Number(event.currentTarget.dataset.command)]
    this.element.close()
    // News may have put another element in its place meanwhile.
    const now = command.element.isConnected ? command : this.#gather().find(({ name }) => name === command.name)
    if (now) press(now.element)
  }

  // Internal

  #open() {
    this.commands = this.#gather()
    this.fieldTarget.value = ""
    this.fieldTarget.focus()
    this.#show()
  }

  // Links, buttons and menus as they stand on the page, those of the chat first; each name once.
  #gather() {
    const seen = new Set()
    const found = PLACES.flatMap((place) => [...document.querySelectorAll(`${place} :is(a[href], button, summary)`)])
    return found.flatMap((element) => {
      if (!isThere(element)) return []
      const name = nameOf(element)
      if (!name || seen.has(name)) return []
      seen.add(name)
      return [{ name, element, folded: fold(name), key: element.dataset.key }]
    })
  }

  #show() {
    const words = fold(this.fieldTarget.value).split(" ").filter(Boolean)
    const fitting = this.commands.map((command, at) => [command, at]).filter(([{ folded }]) => words.every((word) => folded.includes(word)))
    this.listTarget.replaceChildren(...fitting.slice(0, MOST).map(([command, at]) => this.#row(command, at)))
    this.noneTarget.hidden = fitting.length > 0
    this.index = 0
    this.#mark()
  }

  #row(command, at) {
    const row = document.createElement("li")
    row.id = `palette_${at}`
    row.role = "option"
    row.className = "palette__row"
    row.dataset.command = at
    row.dataset.action = "click->palette#choose"
    row.append(command.name)
    if (command.key) row.append(Object.assign(document.createElement("kbd"), { textContent: command.key }))
    return row
  }

  #move(step) {
    const count = this.listTarget.children.length
    if (count) this.index = (this.index + step + count) % count
    this.#mark()
  }

  #mark() {
    ;[...this.listTarget.children].forEach((row, at) => row.setAttribute("aria-selected", at === this.index))
    const row = this.listTarget.children[this.index]
    row?.scrollIntoView({ block: "nearest" })
    this.fieldTarget.setAttribute("aria-activedescendant", row?.id ?? "")
  }
}

// Of a chat in the lists who it is and what about, not what was said last.
function nameOf(element) {
  const parts = [...element.querySelectorAll(".line__name, .line__topic")]
  const text = parts.length ? parts.map((part) => part.textContent).join(" · ") : element.getAttribute("aria-label") ?? element.textContent
  return text.replace(/\s+/g, " ").trim()
}

function fold(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "")
}
