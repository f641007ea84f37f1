import { Controller } from "/vendor/stimulus.js"

const REST = 60

// The list of text blocks over the composer: `/` at the start of a word or Ctrl + J opens it.
export default class extends Controller {
  static targets = ["popup", "search", "query", "list", "found", "lost", "asks", "fields", "file", "text", "chosen", "opener"]
  static values = { url: String }

  // Lifecycle

  disconnect() {
    clearTimeout(this.timer)
    this.request?.abort()
  }

  // Actions

  slash(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    const { value, selectionStart } = this.textTarget
    if (selectionStart > 0 && !/\s/.test(value[selectionStart - 1])) return
    event.preventDefault()
    this.#open("/")
  }

  shortcut(event) {
    if (event.key.toLowerCase() !== "j" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    event.preventDefault()
    this.open()
  }

  open() {
    if (this.popupTarget.hidden) this.#open("")
    else this.#close()
  }

  search() {
    clearTimeout(this.timer)
    if (this.typed && this.queryTarget.value === " ") return this.#giveBack()
    this.isStale = true
    this.timer = setTimeout(() => this.#load(), REST)
  }

  key(event) {
    if (event.isComposing) return
    const steps = { ArrowDown: 1, ArrowUp: -1 }
    if (event.key in steps) this.#move(steps[event.key])
    else if (event.key === "Enter") this.#chooseFound()
    else if (event.key === "Escape" || (event.key === "Backspace" && !this.queryTarget.value)) this.#close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  point({ currentTarget }) {
    if (currentTarget !== this.current) this.#mark(currentTarget, { scroll: false })
  }

  pick({ currentTarget }) {
    this.#choose(currentTarget)
  }

  askKey(event) {
    if (event.key === "Escape") this.back()
    else if (event.key === "Enter" && event.target.matches("input, select")) this.complete()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  complete() {
    const fields = [...this.fieldsTarget.querySelectorAll("[data-name]")]
    const empty = fields.find((field) => !field.value.trim())
    for (const field of fields) field.setAttribute("aria-invalid", String(!field.value.trim()))
    if (empty) return empty.focus()
    this.#insert(this.current, Object.fromEntries(fields.map((field) => [field.dataset.name, field.value.trim()])))
  }

  back() {
    this.#show(this.searchTarget)
    this.queryTarget.focus()
  }

  dropFile() {
    this.chosenTarget.querySelector("[data-file]")?.remove()
    this.#changed()
    this.textTarget.focus()
  }

  // The focus went elsewhere on the page; what was typed stays in the list's field till it is opened anew.
  left({ relatedTarget }) {
    if (!this.popupTarget.hidden && relatedTarget && !this.element.contains(relatedTarget)) this.popupTarget.hidden = true
  }

  // The reply is sent: the list would lie over it. The focus stays where it is.
  shut() {
    this.request?.abort()
    this.popupTarget.hidden = true
  }

  // Internal

  #open(typed) {
    this.typed = typed
    this.span = [this.textTarget.selectionStart, this.textTarget.selectionEnd]
    this.queryTarget.value = ""
    this.popupTarget.hidden = false
    this.#show(this.searchTarget)
    this.queryTarget.focus()
    this.#load()
  }

  #close() {
    this.shut()
    this.textTarget.focus()
    if (this.span) this.textTarget.setSelectionRange(...this.span)
  }

  // A blank right after the slash: it was meant as it stands.
  #giveBack() {
    const typed = this.typed + this.queryTarget.value
    this.#close()
    this.#type(typed)
  }

  async #load() {
    clearTimeout(this.timer)
    this.request?.abort()
    this.isStale = true
    this.request = new AbortController()
    const query = new URLSearchParams({ q: this.queryTarget.value })
    try {
      const response = await fetch(`${this.urlValue}?${query}`, { signal: this.request.signal, redirect: "manual" })
      if (!response.ok) return this.#lost()
      this.listTarget.innerHTML = await response.text()
    } catch (error) {
      return error.name === "AbortError" ? undefined : this.#lost()
    }
    this.isStale = false
    this.lostTarget.hidden = true
    this.#mark(this.#options[0])
    this.foundTarget.textContent = this.listTarget.querySelector("[data-found]").dataset.found
  }

  #lost() {
    this.lostTarget.hidden = false
  }

  get #options() {
    return [...this.listTarget.querySelectorAll("[role=option]")]
  }

  #move(step) {
    const options = this.#options
    const place = options.indexOf(this.current) + step
    this.#mark(options[(place + options.length) % options.length])
  }

  #mark(option, { scroll = true } = {}) {
    this.current?.setAttribute("aria-selected", "false")
    this.current = option
    option?.setAttribute("aria-selected", "true")
    if (option) this.queryTarget.setAttribute("aria-activedescendant", option.id)
    else this.queryTarget.removeAttribute("aria-activedescendant")
    if (scroll) option?.scrollIntoView({ block: "nearest" })
  }

  // Who types on and presses Enter means what is found by all that he typed.
  async #chooseFound() {
    if (this.isStale) await this.#load()
    if (!this.isStale && !this.popupTarget.hidden) this.#choose(this.current)
  }

  #choose(option) {
    if (!option) return
    this.#mark(option)
    const asks = JSON.parse(option.dataset.asks)
    if (!asks.length) return this.#insert(option, {})
    this.fieldsTarget.replaceChildren(...asks.map((ask) => this.#field(ask)))
    this.#show(this.asksTarget)
    this.fieldsTarget.querySelector("[data-name]").focus()
  }

  #field({ name, label, choices }) {
    const field = document.createElement(choices.length ? "select" : "input")
    field.dataset.name = name
    field.append(...choices.map((choice) => new Option(choice, choice)))
    const row = document.createElement("label")
    row.append(label, field)
    return row
  }

  #show(part) {
    this.searchTarget.hidden = part !== this.searchTarget
    this.asksTarget.hidden = part !== this.asksTarget
  }

  #insert(option, given) {
    const parts = JSON.parse(option.dataset.parts)
    const text = parts.map((part) => (typeof part === "string" ? part : given[part.ask])).join("")
    this.#note(option.dataset)
    this.#close()
    this.#type(text)
  }

  #note({ id, file }) {
    if (!this.chosenTarget.querySelector(`[name=text_block][value="${id}"]`)) {
      const mark = document.createElement("input")
      Object.assign(mark, { type: "hidden", name: "text_block", value: id })
      this.chosenTarget.append(mark)
    }
    if (!file) return
    this.chosenTarget.querySelector("[data-file]")?.remove()
    const chip = this.fileTarget.content.firstElementChild.cloneNode(true)
    chip.querySelector("input").value = id
    chip.querySelector(".chip__name").textContent = file
    this.chosenTarget.append(chip)
  }

  // As typed, so that the browser can undo it.
  #type(text) {
    if (document.execCommand("insertText", false, text)) return
    this.textTarget.setRangeText(text, ...this.span, "end")
    this.#changed()
  }

  #changed() {
    this.textTarget.dispatchEvent(new Event("input", { bubbles: true }))
  }
}
