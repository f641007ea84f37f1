// What a bubble may carry: header, media, places, contact cards, buttons, the button that opens a list.

import { element, icon } from "./element.js"
import { marked } from "./markup.js"

const KINDS = { quick_reply: "reply", reply: "reply", url: "link", location: "place", contact: "person" }

export function header(given) {
  return given.media ? medium(given.media) : element("p", { class: "header" }, ...marked(given.text))
}

export function medium(given) {
  const address = given.link ?? `/control/media/${given.id}`
  if (given.kind === "image" || given.kind === "sticker") {
    return element("img", { class: given.kind, src: address, alt: given.kind === "image" ? "Bild" : "Sticker", loading: "lazy" })
  }
  if (given.kind === "audio") return element("audio", { controls: true, preload: "metadata", src: address })
  if (given.kind === "video") return element("video", { controls: true, preload: "metadata", src: address })
  const name = given.filename ?? "Dokument"
  return element("a", { class: "document", href: safe(address), download: name, target: "_blank", rel: "noopener noreferrer" }, icon("document"), element("span", {}, name))
}

export function location(place) {
  const degrees = `${Number(place.latitude).toFixed(4)}, ${Number(place.longitude).toFixed(4)}`
  const lines = [place.name ?? "Standort", place.address ?? degrees].map((line) => element("span", {}, line))
  return element("p", { class: "place" }, icon("place"), element("span", { class: "lines" }, ...lines))
}

export function contacts(cards) {
  const lines = cards.flatMap((card) => [card.name?.formatted_name ?? "Kontakt", ...(card.phones ?? []).map((it) => it.phone)])
  return element("p", { class: "place" }, icon("person"), element("span", { class: "lines" }, ...lines.map((line) => element("span", {}, line))))
}

export function buttons(bubble, phone) {
  return element("div", { class: "buttons" }, ...bubble.look.buttons.map((button) => oneButton(bubble, button, phone)))
}

export function listButton(bubble, phone) {
  const open = () => phone.openList(bubble)
  const options = { type: "button", data: { list: bubble.wamid }, "aria-haspopup": "dialog", on: { click: open } }
  return element("div", { class: "buttons" }, element("button", options, icon("list"), bubble.look.list.button))
}

function oneButton(bubble, button, phone) {
  const sign = KINDS[button.kind] ? icon(KINDS[button.kind]) : null
  if (button.kind === "url") {
    const options = { href: safe(button.url), target: "_blank", rel: "noopener noreferrer", data: { button: button.id } }
    return element("a", options, sign, button.title)
  }
  const tap = () => phone.act({ type: "tap", wamid: bubble.wamid, id: button.id })
  return element("button", { type: "button", data: { button: button.id }, on: { click: tap } }, sign, button.title)
}

function safe(address) {
  return /^(https?:\/\/|\/control\/)/.test(address) ? address : null
}
