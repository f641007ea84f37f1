import { Controller } from "/vendor/stimulus.js"
import { chosen } from "../chosen.js"
import { newKey } from "../keys.js"
import { STREAM } from "../open_chat.js"
import { failed } from "../outbox.js"

// Files on their way to the customer: chosen, dropped or pasted, looked at, and sent one after the other. The reply's
// button and its Enter send them too: first the files, then what is written.
export default class extends Controller {
  static targets = ["panel", "list", "input", "row", "drop"]
  static values = { chat: String, url: String, largest: Number, largestPicture: Number, tooLarge: String, pictureTooLarge: String, lost: String, loggedOut: String, unsent: String }

  // Lifecycle

  connect() {
    this.batch = chosen.of(this.chatValue)
    this.batch.page = this
    this.#show()
    this.#say(this.batch.problem)
  }

  disconnect() {
    if (this.batch.page === this) this.batch.page = null
  }

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
    this.#drop(event.currentTarget.closest("li"))
    this.#say("")
    if (!this.batch.rows.size) this.cancel()
  }

  cancel() {
    if (this.batch.isSending) return
    for (const row of this.batch.rows) this.#drop(row)
    this.#show()
    this.#say("")
    this.#write()
  }

  // The reply waits for the files that were chosen with it.
  before(event) {
    if (event.target !== this.#text?.form || !this.batch.rows.size || this.isReply) return
    event.stopPropagation()
    this.send(event)
  }

  // One that is refused stays with its reason, and all after it wait. What is chosen while others are on their way waits
  // till it is asked for, too. Who has written on meanwhile sends that himself. They go on their way when the agent goes to
  // another chat; where something did not get through, he is told there.
  async send(event) {
    event.preventDefault()
    const { batch } = this
    batch.asked = { text: this.#text?.value ?? "", submitter: event.submitter }
    for (const row of batch.rows) batch.due.add(row)
    if (batch.isSending) return
    batch.isSending = true
    const isSent = await this.#sendAll()
    batch.isSending = false
    const { asked } = batch
    batch.asked = null
    if (!batch.page) return isSent && !asked.text.trim() ? undefined : failed(this.chatValue)
    if (isSent) batch.page.#goOn(asked)
  }

  // Internal

  get #text() {
    return document.getElementById("body")
  }

  get #mayWrite() {
    return document.getElementById("composer")?.dataset.state?.startsWith("write ") ?? false
  }

  #add(files) {
    for (const file of files) this.batch.rows.add(this.#row(file))
    this.#show()
    this.listTarget.querySelector("input")?.focus()
  }

  #show() {
    for (const row of this.batch.rows) if (row.parentElement !== this.listTarget) this.listTarget.append(row)
    this.panelTarget.hidden = !this.batch.rows.size
  }

  #drop(row) {
    this.batch.rows.delete(row)
    this.batch.due.delete(row)
    row.remove()
  }

  // The files have got through, and the reply follows them.
  #goOn({ text, submitter }) {
    if (!this.batch.rows.size) this.cancel()
    if (!text || this.#text?.value !== text) return
    this.isReply = true
    this.#text.form.requestSubmit(submitter?.isConnected ? submitter : null)
    this.isReply = false
  }

  #row(file) {
    const row = this.rowTarget.content.firstElementChild.cloneNode(true)
    row.file = file
    // The same file sent again after a broken connection is the same message.
    row.key = newKey()
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

  // Whether all of them got through. Those that are asked for meanwhile come into `due`, too.
  async #sendAll() {
    this.#say("")
    for (const row of this.batch.due) {
      if (!(await this.#sendOne(row))) {
        this.batch.due.clear()
        return false
      }
      this.#drop(row)
    }
    return true
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
    if (stream !== null) {
      if (this.batch.page) window.Turbo.renderStreamMessage(stream)
      return isSent
    }
    if (status === 413) return this.#say(this.tooLargeValue)
    if (status === 0 || status === 429 || status >= 500) return this.#say(this.lostValue)
    // The page for the log-in: the files stay in sight while one logs in elsewhere.
    if (status === 200) return this.#say(this.loggedOutValue)
    // The page may be of an earlier log-in, or the chat out of reach: the files come back with the page, if that does.
    if (this.batch.page) window.Turbo.visit(location.href)
    return this.#say(this.unsentValue)
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
    this.batch.problem = words
    if (this.batch.page) document.getElementById("file_problem").textContent = words
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
