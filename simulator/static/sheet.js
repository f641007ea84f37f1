// Sheets that rise from the bottom of a phone: the rows of a list, and what can be done with a bubble.

import { element, icon } from "./element.js"

export const EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏"]

export function openSheet(phone, title, ...children) {
  const before = document.activeElement
  const close = () => { sheet.remove(); before?.focus?.() }
  const onKey = (event) => { if (event.key === "Escape") close() }
  const closer = element("button", { type: "button", "aria-label": "Schließen", on: { click: close } }, icon("close"))
  const top = element("header", {}, element("h3", {}, title), closer)
  const panel = element("div", { class: "sheet", role: "dialog", "aria-label": title, data: { sheet: "" } }, top, ...children)
  const sheet = element("div", { class: "veil", on: { keydown: onKey, click: (event) => { if (event.target === sheet) close() } } }, panel)
  phone.append(sheet)
  ;(panel.querySelector("[data-button], [data-action]") ?? closer).focus()
  return close
}

export function listSheet(phone, bubble) {
  const { button, sections } = bubble.look.list
  const close = openSheet(phone.root, button, ...sections.flatMap((section) => [
    section.title ? element("h4", {}, section.title) : null,
    ...section.rows.map((row) => listRow(row, () => { close(); phone.act({ type: "tap", wamid: bubble.wamid, id: row.id }) })),
  ]).filter(Boolean))
}

export function menuSheet(phone, bubble) {
  const actions = bubble.outbound ? [emojiRow(phone, bubble, () => close())] : []
  const act = (name, label, run) => element("button", { type: "button", class: "row", data: { action: name }, on: { click: () => { close(); run() } } }, label)
  actions.push(act("reply", "Antworten", () => phone.composer.quote(bubble)))
  if (!bubble.outbound && bubble.type === "text") actions.push(act("edit", "Bearbeiten", () => phone.composer.edit(bubble)))
  if (!bubble.outbound) actions.push(act("revoke", "Für alle löschen", () => phone.act({ type: "revoke", wamid: bubble.wamid })))
  const close = openSheet(phone.root, "Nachricht", ...actions)
}

function listRow(row, tap) {
  const lines = [element("span", {}, row.title), row.description ? element("small", {}, row.description) : null]
  return element("button", { type: "button", class: "row", data: { button: row.id }, on: { click: tap } }, ...lines)
}

function emojiRow(phone, bubble, close) {
  const react = (emoji) => { close(); phone.act({ type: "reaction", wamid: bubble.wamid, emoji: bubble.reactions.customer === emoji ? "" : emoji }) }
  const buttons = EMOJI.map((emoji) => element("button", { type: "button", data: { action: "react", emoji }, on: { click: () => react(emoji) } }, emoji))
  return element("div", { class: "emoji-row" }, ...buttons)
}
