import { Controller } from "/vendor/stimulus.js"
import { failed } from "../outbox.js"

const STREAM = "text/vnd.turbo-stream.html"

// Files on their way to the customer: chosen, dropped or pasted, looked at, and sent one after the other. The reply's
// button and its Enter send them too: first the files, then what is written.
export default class extends Controller {
  static targets = ["panel", "list", "input", "row", "drop"]
  static values = { chat: String, url: String, largest: Number, largestPicture: Number, tooLarge: String, pictureTooLarge: String, lost: String, other: String }

  // Actions

  choose(event) {
    event.preventDefault()
    this.inputTarget.click()
  }

  chosen() {
    this.#add(this.inputTarget.files)
    this.inputTarget.value = ""
  }

  paste(event) {
    const files = event.clipboardData?.files ?? []
    // What comes from a document or a table is a picture too, but meant as text.
    if (!files.length || event.clipboardData.getData("text/plain") || !this.#mayWrite) return
    event.preventDefault()
    this.#add(files)
  }

  // A file that falls where nobody may send it must not open in place of the desk.
  over(event) {
    if (!event.dataTransfer.types.includes("Files")) return
    event.preventDefault()
    this.dropTarget.hidden = !this.#mayWrite
  }

  out(event) {
    if (!this.element.contains(event.relatedTarget)) this.dropTarget.hidden = true
  }

  drop(event) {
    this.dropTarget.hidden = true
    if (!event.dataTransfer.files.length) return
    event.preventDefault()
    if (this.#mayWrite) this.#add(event.dataTransfer.files)
  }

  remove(event) {
    event.currentTarget.closest("li").remove()
    this.#say("")
    if (!this.listTarget.children.length) this.cancel()
  }

  cancel() {
    if (this.isSending) return
    this.listTarget.replaceChildren()
    this.panelTarget.hidden = true
    this.#say("")
    this.#write()
  }

  // The reply waits for the files that were chosen with it.
  before(event) {
    if (event.target !== this.#text?.form || !this.listTarget.children.length) return
    event.stopPropagation()
    this.send(event)
  }

  // One that is refused stays with its reason, and all after it wait. Who has written on meanwhile sends that himself.
  // They go on their way when the agent goes to another chat; where something did not get through, he is told there.
  async send(event) {
    event.preventDefault()
    if (this.isSending) return
    const { submitter } = event
    const text = this.#text?.value
    this.isSending = true
    await this.#sendAll()
    this.isSending = false
    const isSent = !this.listTarget.children.length
    if (!this.element.isConnected) return isSent && !text?.trim() ? undefined : failed(this.chatValue)
    if (!isSent) return
    this.cancel()
    if (text && this.#text?.value === text) this.#text.form.requestSubmit(submitter?.isConnected ? submitter : null)
  }

  // Internal

  get #text() {
    return document.getElementById("body")
  }

  get #mayWrite() {
    return document.getElementById("composer")?.dataset.state?.startsWith("write ") ?? false
  }

  #add(files) {
    for (const file of files) this.listTarget.append(this.#row(file))
    this.panelTarget.hidden = !this.listTarget.children.length
    this.listTarget.querySelector("input")?.focus()
  }

  #row(file) {
    const row = this.rowTarget.content.firstElementChild.cloneNode(true)
    row.file = file
    // The same file sent again after a broken connection is the same message.
    row.key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")
    row.querySelector("b").textContent = file.name
    row.querySelector("small").textContent = this.#size(file.size)
    row.querySelector(".outgoing__kind").textContent = file.name.split(".").pop().slice(0, 4).toUpperCase()
    if (/^image\/(jpeg|png)$/.test(file.type)) this.#look(row)
    return row
  }

  #look(row) {
    const reader = new FileReader()
    reader.onload = () => {
      const picture = row.querySelector("img")
      picture.src = reader.result
      picture.hidden = false
      row.querySelector(".outgoing__kind").hidden = true
    }
    reader.readAsDataURL(row.file)
  }

  async #sendAll() {
    this.#say("")
    for (let row; (row = this.listTarget.firstElementChild); row.remove()) {
      if (!(await this.#sendOne(row))) return
    }
  }

  async #sendOne(row) {
    const { file, key } = row
    if (file.size > this.largestValue) return this.#say(this.tooLargeValue)
    if (file.type.startsWith("image/") && file.size > this.largestPictureValue) return this.#say(this.pictureTooLargeValue)
    const form = new FormData()
    form.append("file", file)
    form.append("caption", row.querySelector("input").value)
    form.append("client_key", key)
    this.#mark(row, { isBusy: true })
    const { status, stream } = await this.#post(form)
    this.#mark(row, { isBusy: false })
    const isSent = status === 200 && stream !== null
    if (!this.element.isConnected) return isSent
    if (stream !== null) {
      window.Turbo.renderStreamMessage(stream)
      return isSent
    }
    if (status === 413) return this.#say(this.tooLargeValue)
    // The chat has another holder, or nobody is logged in any more.
    if (![0, 500, 503].includes(status)) window.Turbo.visit(location.href)
    return this.#say(this.lostValue)
  }

  #mark(row, { isBusy }) {
    row.ariaBusy = isBusy ? "true" : null
    row.querySelector("button").disabled = isBusy
  }

  // `status` 0: no answer, or not all of it.
  async #post(body) {
    const headers = { Accept: STREAM, "X-CSRF-Token": document.body.dataset.csrf }
    try {
      const response = await fetch(this.urlValue, { method: "POST", body, headers })
      const isStream = response.headers.get("content-type")?.startsWith(STREAM)
      return { status: response.status, stream: isStream ? await response.text() : null }
    } catch {
      return { status: 0, stream: null }
    }
  }

  #say(words) {
    if (this.element.isConnected) document.getElementById("file_problem").textContent = words
    return false
  }

  #size(bytes) {
    const mega = bytes >= 1048576
    const number = mega ? bytes / 1048576 : Math.max(1, Math.round(bytes / 1024))
    const shown = number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: mega ? 1 : 0 })
    return `${shown} ${mega ? "MB" : "KB"}`
  }

  #write() {
    this.#text?.focus()
  }
}
