// One bubble. What it says is drawn again only when it changed, so that a tick takes no focus away.

import { buttons, contacts, header, listButton, location, medium } from "./bubble-parts.js"
import { element, icon } from "./element.js"
import { marked } from "./markup.js"

const TICKS = { accepted: "clock", sent: "tick", delivered: "ticks", read: "ticks", played: "ticks", failed: "failed" }
const STATUS = {
  accepted: "Unterwegs", sent: "Gesendet", delivered: "Zugestellt", read: "Gelesen", played: "Angehört",
  failed: "Nicht zugestellt",
}
const TIME = new Intl.DateTimeFormat("de-DE", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Berlin" })

export function createBubble(bubble, phone) {
  const drawn = element("article", { class: "bubble", data: { bubble: bubble.wamid, type: bubble.type } })
  drawn.classList.add(bubble.outbound ? "theirs" : "own")
  updateBubble(drawn, bubble, phone)
  return drawn
}

export function updateBubble(drawn, bubble, phone) {
  const { look, edited, revoked, reactions } = bubble
  const content = JSON.stringify([look, edited, revoked, reactions])
  if (drawn.content !== content) {
    drawn.content = content
    drawn.replaceChildren(...parts(bubble, phone))
  }
  drawn.dataset.status = bubble.status
  drawn.querySelector("[data-ticks]")?.replaceWith(ticks(bubble))
}

export function summary(bubble) {
  if (bubble.revoked) return "Gelöschte Nachricht"
  const kinds = { image: "Bild", video: "Video", audio: "Sprachnachricht", document: "Dokument", sticker: "Sticker" }
  return bubble.look.text || kinds[bubble.type] || { location: "Standort", contacts: "Kontakt" }[bubble.type] || "Nachricht"
}

function parts(bubble, phone) {
  if (bubble.revoked) return [element("p", { class: "revoked" }, "Sie haben diese Nachricht gelöscht."), foot(bubble)]
  const { look } = bubble
  return [
    menuButton(bubble, phone),
    quote(bubble, phone),
    look.header && header(look.header),
    look.media && medium(look.media),
    look.location && location(look.location),
    look.contacts && contacts(look.contacts),
    look.text && element("p", { class: "text" }, ...marked(look.text)),
    look.footer && element("p", { class: "footer" }, look.footer),
    foot(bubble),
    look.buttons?.length && buttons(bubble, phone),
    look.list && listButton(bubble, phone),
    reactions(bubble),
  ].filter(Boolean)
}

function menuButton(bubble, phone) {
  const open = () => phone.openMenu(bubble)
  return element("button", { type: "button", class: "bubble-menu", "aria-label": "Aktionen zur Nachricht", data: { menu: "" }, on: { click: open } }, icon("down"))
}

function quote(bubble, phone) {
  const quoted = bubble.quoted && phone.bubbles.get(bubble.quoted)
  if (!quoted) return null
  const author = quoted.outbound ? phone.institution(quoted.number) : "Sie"
  return element("blockquote", { class: "quote" }, element("strong", {}, author), element("span", {}, summary(quoted)))
}

function foot(bubble) {
  const time = TIME.format(new Date(bubble.at * 1000))
  return element("p", { class: "foot" }, bubble.edited ? element("span", {}, "bearbeitet") : null, element("time", {}, time), ticks(bubble))
}

function ticks(bubble) {
  const label = bubble.code ? `${STATUS[bubble.status]} (Fehler ${bubble.code})` : STATUS[bubble.status]
  const drawn = element("span", { class: "ticks", title: label, "aria-label": label, role: "img", data: { ticks: bubble.status } }, icon(TICKS[bubble.status]))
  if (bubble.code) drawn.append(` ${bubble.code}`)
  return drawn
}

function reactions(bubble) {
  const given = Object.values(bubble.reactions)
  return given.length ? element("p", { class: "reactions", data: { reactions: "" } }, given.join(" ")) : null
}
