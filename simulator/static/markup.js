// WhatsApp's marks in a text: *bold*, _italic_, ~struck~, ```mono```, and web addresses. Builds nodes, never HTML.

import { element } from "./element.js"

const EDGE = "(?<![\\p{L}\\p{N}])"
const END = "(?![\\p{L}\\p{N}])"
const span = (mark) => `${EDGE}${mark}(\\S|\\S[^\\n]*?\\S)${mark}${END}`
const MARKS = new RegExp(
  ["```([^]+?)```", "(https?://[^\\s<>]+[^\\s<>.,;:!?)'\"])", span("\\*"), span("_"), span("~")].join("|"), "u")

export function marked(text) {
  const nodes = []
  let rest = text
  for (let found = MARKS.exec(rest); found; found = MARKS.exec(rest)) {
    nodes.push(rest.slice(0, found.index), markedNode(found))
    rest = rest.slice(found.index + found[0].length)
  }
  return [...nodes, rest].filter((node) => node !== "")
}

function markedNode([, mono, address, bold, italic, struck]) {
  if (mono != null) return element("code", {}, mono)
  if (address != null) return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address)
  if (bold != null) return element("strong", {}, ...marked(bold))
  if (italic != null) return element("em", {}, ...marked(italic))
  return element("s", {}, ...marked(struck))
}
