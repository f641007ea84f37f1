// The line at the bottom of a phone: text, emoji, files, what is quoted or edited.

import { upload } from "./api.js"
import { summary } from "./bubble.js"
import { element, icon } from "./element.js"
import { openSheet } from "./sheet.js"

const EMOJI = ["😀", "😂", "😍", "😢", "😡", "👍", "👎", "🙏", "❤️", "🎉", "🤔", "👋"]
const FILES = [
  ["image", "Bild", "image/jpeg,image/png"],
  ["audio", "Sprachnachricht", "audio/*"],
  ["document", "Dokument", ""],
  ["video", "Video", "video/mp4"],
  ["sticker", "Sticker", "image/webp"],
]

export class Composer {
  constructor(phone) {
    this.phone = phone
    this.about = element("p", { class: "about", hidden: true, data: { about: "" } })
    this.emoji = element("div", { class: "emoji-row", hidden: true }, ...EMOJI.map((sign) => this.emojiButton(sign)))
    this.input = element("textarea", { rows: 1, placeholder: "Nachricht", "aria-label": "Nachricht", data: { input: "" }, on: { keydown: (event) => this.onKey(event), input: () => this.grow() } })
    const line = element("form", { class: "line", on: { submit: (event) => this.onSubmit(event) } },
      this.button("smile", "Emoji", () => { this.emoji.hidden = !this.emoji.hidden }),
      this.button("attach", "Anhängen", () => this.openFiles()),
      this.input,
      element("button", { type: "submit", class: "send", "aria-label": "Senden", data: { send: "" } }, icon("send")))
    this.root = element("footer", { class: "composer" }, this.about, this.emoji, line)
    this.mode = {}
  }

  quote(bubble) { this.setMode({ reply_to: bubble.wamid, type: "text" }, `Antwort auf: ${summary(bubble)}`) }

  edit(bubble) {
    this.setMode({ type: "edit", wamid: bubble.wamid }, "Nachricht bearbeiten")
    this.input.value = bubble.look.text
    this.grow()
  }

  // Internal

  setMode(mode, about) {
    this.mode = mode
    this.about.hidden = !about
    this.about.replaceChildren(...(about ? [element("span", {}, about), this.button("close", "Verwerfen", () => this.setMode({}, ""))] : []))
    if (about) this.input.focus()
  }

  async onSubmit(event) {
    event.preventDefault()
    const text = this.input.value.trim()
    if (!text) return
    const mode = this.mode
    this.input.value = ""
    this.grow()
    this.setMode({}, "")
    await this.phone.act({ type: "text", ...mode, text })
  }

  onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    event.preventDefault()
    this.input.form.requestSubmit()
  }

  grow() {
    this.input.rows = Math.min(5, this.input.value.split("\n").length)
  }

  emojiButton(sign) {
    const insert = () => { this.input.setRangeText(sign, this.input.selectionStart, this.input.selectionEnd, "end"); this.input.focus() }
    return element("button", { type: "button", data: { emoji: sign }, on: { click: insert } }, sign)
  }

  button(name, label, click) {
    return element("button", { type: "button", class: "plain", "aria-label": label, title: label, on: { click } }, icon(name))
  }

  openFiles() {
    const act = (type) => () => { close(); this.phone.act({ type }) }
    const row = (label, action, click) => element("button", { type: "button", class: "row", data: { action }, on: { click } }, label)
    const files = FILES.map(([kind, label, accept]) => row(label, kind, () => { close(); this.pick(kind, accept) }))
    const close = openSheet(this.phone.root, "Anhängen", ...files, row("Standort", "location", act("location")), row("Eigener Kontakt", "contacts", act("contacts")))
  }

  pick(kind, accept) {
    const picker = element("input", { type: "file", accept, hidden: true, data: { file: kind } })
    picker.addEventListener("change", async () => {
      const [file] = picker.files
      picker.remove()
      const query = { kind, filename: file.name, number: this.phone.number, voice: kind === "audio" }
      await this.phone.tried(() => upload(this.phone.id, file, query))
    })
    this.root.append(picker)
    picker.click()
  }
}
