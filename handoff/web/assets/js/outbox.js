import { chosen } from "./chosen.js"
import { STREAM, isElsewhere } from "./open_chat.js"
import { unsaved } from "./unsaved.js"

// Messages on their way, in the order in which they were written, each chat's one after the other. It outlives the
// pages that Turbo changes. A message keeps its key however often it is tried, so the server takes it once.
const LONGEST_WAIT = 15_000
const PATIENCE = 20_000
const queue = []
let timer = null

export const changes = new EventTarget()

export const outbox = {
  // Chats in which something was refused or given up, and still waits for who wrote it.
  get unsent() {
    const failed = queue.filter((entry) => entry.state === "failed" && isOwn(entry))
    return new Set([...failed.map((entry) => entry.chat), ...unsaved.refused])
  },

  of: (chat) => queue.filter((entry) => entry.chat === chat && isOwn(entry)),

  // Those of them that are still to be sent.
  waiting: (chat) => outbox.of(chat).filter((entry) => entry.state !== "failed"),

  // `data`: the form as it was submitted; `text`: what the bubble says.
  add({ chat, url, data, text }) {
    queue.push({ chat, url, data, text, key: data.get("client_key"), user: document.body.dataset.user, state: "sending", tries: 0 })
    changed(chat)
    pump(chat)
  },

  again(key) {
    const entry = find(key)
    if (!entry) return
    entry.state = "sending"
    changed(entry.chat)
    pump(entry.chat)
  },

  drop(key) {
    const entry = find(key)
    if (!entry) return
    queue.splice(queue.indexOf(entry), 1)
    changed(entry.chat)
  },

  // The thread shows it: it has arrived, whatever becomes of the answer.
  arrived(key) {
    const entry = find(key)
    if (!entry || entry.isShown) return
    entry.isShown = true
    if (entry.state !== "sending") outbox.drop(key)
    else changed(entry.chat)
  },
}

addEventListener("online", () => retry())
addEventListener("beforeunload", (event) => {
  const isAtRisk = document.body.dataset.user ? queue.some(isOwn) : queue.length
  if (isAtRisk || unsaved.isAtRisk || chosen.isAtRisk) event.preventDefault()
})

// Who logs in next in this window has nothing to do with what waits here.
function isOwn(entry) {
  return entry.user === document.body.dataset.user
}

function find(key) {
  return queue.find((entry) => entry.key === key)
}

function changed(chat) {
  changes.dispatchEvent(new CustomEvent("change", { detail: chat }))
}

// Something of this chat was not sent. Its writer may be elsewhere by now.
export function failed(chat) {
  changes.dispatchEvent(new CustomEvent("failed", { detail: chat }))
}

function retry() {
  clearTimeout(timer)
  timer = null
  for (const chat of new Set(queue.map((entry) => entry.chat))) pump(chat)
}

async function pump(chat) {
  const waiting = queue.filter((one) => one.chat === chat && one.state !== "failed")
  const entry = waiting.find(isOwn)
  // Another one's goes on when he logs in again.
  if (!entry || entry.isBusy) return wait(entry ?? waiting[0])
  entry.isBusy = true
  const answer = await attempt(entry)
  entry.isBusy = false
  await settle(entry, answer)
}

async function attempt(entry) {
  entry.data.set("csrf", document.body.dataset.csrf)
  const signal = AbortSignal.timeout(PATIENCE)
  try {
    const response = await fetch(entry.url, { method: "POST", body: entry.data, headers: { Accept: STREAM }, redirect: "manual", signal })
    return { status: response.status, html: await response.text() }
  } catch {
    return { status: 0 }
  }
}

async function settle(entry, { status, html }) {
  // Thrown away, or shown by the thread before its answer came.
  if (!queue.includes(entry)) return pump(entry.chat)
  if (!isOwn(entry)) return status === 200 ? sent(entry, "") : later(entry)
  // Once more, it would stand behind what was written after it.
  if (entry.isShown) return sent(entry, "")
  if (status === 200) return sent(entry, html)
  if (status === 422) return refused(entry, html)
  // No answer, a server that is not well, or a log-in that has ended: later is another try.
  if (status < 400 || status >= 500 || status === 429) return later(entry)
  giveUp(entry, status === 409 || status === 404 ? "moved" : "refused")
}

function later(entry) {
  entry.state = "waiting"
  entry.tries += 1
  changed(entry.chat)
  wait(entry)
}

function giveUp(entry, reason) {
  entry.state = "failed"
  entry.reason = reason
  changed(entry.chat)
  failed(entry.chat)
  pump(entry.chat)
}

// The server is there, so what waits is tried at once, in whichever chat.
function sent(entry, html) {
  if (html && !isElsewhere(entry.url)) window.Turbo.renderStreamMessage(html)
  outbox.drop(entry.key)
  retry()
}

// What was written after it stays with it: sent before it, it would be out of order. Where nothing can be written any
// more, its bubble keeps it.
function refused(entry, html) {
  if (!html.includes('id="body"')) {
    if (!isElsewhere(entry.url)) window.Turbo.renderStreamMessage(html)
    return giveUp(entry, "refused")
  }
  const waiting = outbox.waiting(entry.chat)
  const field = document.querySelector(`#composer [data-composer-chat-value="${entry.chat}"] textarea`)
  const typed = field?.value ?? unsaved.get(entry.chat)?.body
  const body = [...waiting.map((one) => one.text), typed].filter((text) => text?.trim()).join("\n\n")
  unsaved.set(entry.chat, { body, key: entry.key, revision: null, isStuck: true, isRefused: true })
  for (const one of waiting) queue.splice(queue.indexOf(one), 1)
  if (field) giveBack(field, body, entry.key)
  if (!isElsewhere(entry.url)) window.Turbo.renderStreamMessage(html)
  changed(entry.chat)
  failed(entry.chat)
}

// The new composer comes in the next frame: a letter that is typed until then must not begin with nothing.
function giveBack(field, body, key) {
  field.value = body
  field.form.elements.client_key.value = key
}

function wait(entry) {
  if (!entry || timer) return
  timer = setTimeout(retry, Math.min(LONGEST_WAIT, 1000 * 2 ** Math.min(entry.tries, 5)))
}
