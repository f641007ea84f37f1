// One customer's phone: its frame, the thread with the chosen institution, and what the customer does on it.

import { act, changeNumber, updateCustomer } from "./api.js"
import { createBubble, updateBubble } from "./bubble.js"
import { Composer } from "./composer.js"
import { element, icon } from "./element.js"
import { listSheet, menuSheet, openSheet } from "./sheet.js"

export class Phone {
  constructor(customer, numbers, onClose) {
    this.id = customer.id
    this.customer = customer
    this.numbers = numbers
    this.number = customer.number || numbers[0].phone_number_id
    this.bubbles = new Map()
    this.onClose = onClose
    this.composer = new Composer(this)
    this.label = element("h2", { class: "owner" })
    this.log = element("div", { class: "log", role: "log", "aria-live": "polite", tabindex: 0, "aria-label": "Nachrichten", data: { log: "" } })
    this.dots = element("p", { class: "dots", hidden: true, "aria-label": "schreibt …", data: { typing: "" } }, element("i"), element("i"), element("i"))
    this.complaint = element("p", { class: "complaint", role: "alert", hidden: true })
    this.root = element("section", { class: "phone", data: { customer: this.id } }, this.top(), this.log, this.complaint, this.composer.root)
    this.log.append(this.dots)
    this.showOwner()
  }

  receive(view) {
    this.customer = view.customer
    this.showOwner()
    const low = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80
    for (const bubble of view.bubbles) this.place(bubble)
    this.dots.hidden = !view.typing.includes(this.number)
    if (low) this.log.scrollTop = this.log.scrollHeight
  }

  act(wanted) { return this.tried(() => act(this.id, { number: this.number, ...wanted })) }

  async tried(run) {
    this.complaint.hidden = true
    try {
      await run()
    } catch (error) {
      this.complaint.textContent = error.message
      this.complaint.hidden = false
    }
  }

  institution(number) { return this.numbers.find((it) => it.phone_number_id === number)?.name ?? number }

  openList(bubble) { listSheet(this, bubble) }

  openMenu(bubble) { menuSheet(this, this.bubbles.get(bubble.wamid)) }

  // Internal

  top() {
    const options = this.numbers.map((it) => element("option", { value: it.phone_number_id, selected: it.phone_number_id === this.number }, it.name))
    this.chooser = element("select", { "aria-label": "Institut", data: { number: "" }, on: { change: () => this.choose(this.chooser.value) } }, ...options)
    const more = element("button", { type: "button", class: "plain", "aria-label": "Telefon einstellen", data: { settings: "" }, on: { click: () => this.openSettings() } }, icon("more"))
    return element("header", { class: "top" }, element("span", { class: "face", "aria-hidden": "true" }, icon("person")), element("div", { class: "names" }, this.chooser, this.label), more)
  }

  showOwner() {
    const { name, wa_id, hides_phone, username, user_id, online } = this.customer
    const address = hides_phone || !wa_id ? `@${username ?? user_id}` : `+${wa_id}`.replace(/^(\+49)(\d{3})/, "$1 $2 ")
    this.label.textContent = `${name} · ${address}${online ? "" : " · aus"}`
  }

  choose(number) {
    this.number = number
    const mine = [...this.bubbles.values()].filter((bubble) => bubble.number === number)
    this.log.replaceChildren(...mine.map((bubble) => createBubble(bubble, this)), this.dots)
    this.dots.hidden = true
    this.log.scrollTop = this.log.scrollHeight
  }

  place(bubble) {
    if (bubble.type === "reaction") return
    this.bubbles.set(bubble.wamid, bubble)
    if (bubble.number !== this.number) return
    const drawn = this.log.querySelector(`[data-bubble="${CSS.escape(bubble.wamid)}"]`)
    if (drawn) updateBubble(drawn, bubble, this)
    else this.dots.before(createBubble(bubble, this))
  }

  openSettings() {
    const { online, receipts } = this.customer
    const row = (label, action, run) => element("button", { type: "button", class: "row", data: { action }, on: { click: () => { close(); run() } } }, label)
    const change = (wanted) => () => this.tried(() => updateCustomer(this.id, wanted))
    const close = openSheet(this.root, "Telefon",
      row(online ? "Telefon ausschalten" : "Telefon einschalten", "online", change({ online: !online })),
      row(receipts ? "Lesebestätigungen aus" : "Lesebestätigungen an", "receipts", change({ receipts: !receipts })),
      row("Telefonnummer wechseln", "change-number", () => this.tried(() => changeNumber(this.id))),
      row("Vom Bildschirm nehmen", "close", () => this.onClose(this)))
  }
}
