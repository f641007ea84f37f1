// The page: which phones lie on the table, and the one stream that keeps them all up to date.

import * as api from "./api.js"
import { element } from "./element.js"
import { Phone } from "./phone.js"

const NAMES = ["Mara Beispiel", "Jonas Muster", "Aylin Probe", "Peter Versuch", "Sofia Exempel", "Karl Testmann"]
const OPEN = "schalter-phones"
const find = (name) => document.querySelector(`[data-${name}]`)

const phones = new Map()
const form = find("adding-form")
let numbers = []
let source = null

async function start() {
  numbers = await api.numbers()
  find("numbers").append(...numbers.map((it) => element("option", { value: it.phone_number_id }, it.name)))
  const known = new Map((await api.customers()).map((customer) => [customer.id, customer]))
  for (const id of wanted(known)) if (known.has(id)) lay(known.get(id))
  changed()
}

function wanted(known) {
  const asked = new URLSearchParams(location.search).get("customers")
  if (asked) return asked.split(",")
  const open = JSON.parse(localStorage.getItem(OPEN) ?? "[]").filter((id) => known.has(id))
  return open.length ? open : [...known.keys()].slice(0, 3)
}

function lay(customer) {
  const phone = new Phone(customer, numbers, remove)
  phones.set(customer.id, phone)
  find("phones").append(phone.root)
  return phone
}

function remove(phone) {
  phone.root.remove()
  phones.delete(phone.id)
  changed()
}

function changed() {
  localStorage.setItem(OPEN, JSON.stringify([...phones.keys()]))
  find("none").hidden = phones.size > 0
  source?.close()
  source = phones.size ? api.stream([...phones.keys()], receive) : null
}

function receive(view) {
  if (view.gone) return phones.has(view.gone) && remove(phones.get(view.gone))
  phones.get(view.customer.id)?.receive(view)
}

async function openDialog() {
  const others = (await api.customers()).filter((customer) => !phones.has(customer.id)).slice(-200)
  const names = new Set([...others, ...[...phones.values()].map((phone) => phone.customer)].map((it) => it.name))
  form.elements.name.value = NAMES.find((name) => !names.has(name)) ?? ""
  find("existing").replaceChildren(element("option", { value: "" }, "Nein, ein neuer"), ...others.map((it) => element("option", { value: it.id }, it.name)))
  find("existing-label").hidden = others.length === 0
  choose()
  find("adding").showModal()
}

function choose() {
  const existing = Boolean(find("existing").value)
  for (const name of ["name", "number", "hides_phone"]) form.elements[name].disabled = existing
}

async function create() {
  const existing = find("existing").value
  const { name, number, hides_phone } = form.elements
  const fresh = { name: name.value, number: number.value, hides_phone: hides_phone.checked }
  const customer = existing ? (await api.customers()).find((it) => it.id === existing) : await api.createCustomer(fresh)
  const phone = lay(customer)
  changed()
  phone.root.scrollIntoView({ inline: "end" })
  phone.composer.input.focus()
}

find("add").addEventListener("click", openDialog)
find("existing").addEventListener("change", choose)
find("cancel").addEventListener("click", () => find("adding").close())
form.addEventListener("submit", create)
start()
