import { Controller } from "/vendor/stimulus.js"

const PATIENCE = 5000
// The server says something every twenty seconds (GLANCE in stream.py): after two of them the connection is gone, even
// where nobody has told the browser.
const SILENCE = 50_000
const LEGIBLE = 12_000

// Says so when the stream of changes is away for longer than a moment, or a step finds no connection or a server that
// is not well, and keeps the page and what is being typed or chosen from it.
export default class extends Controller {
  // Lifecycle

  connect() {
    this.#listen()
    this.timer = setInterval(() => this.#look(), 1000)
    this.keep = (event) => this.#keep(event)
    this.keepChoice = (event) => this.#keepChoice(event)
    this.stay = (event) => this.#stay(event)
    this.judge = (event) => this.#judge(event)
    this.tell = () => this.#tell()
    this.asked = new WeakSet()
    document.addEventListener("turbo:fetch-request-error", this.stay)
    document.addEventListener("turbo:before-fetch-response", this.judge, true)
    document.addEventListener("notify:undone", this.tell)
    document.addEventListener("turbo:before-stream-render", this.keep)
    document.addEventListener("turbo:before-morph-element", this.keepChoice)
  }

  disconnect() {
    clearInterval(this.timer)
    document.removeEventListener("turbo:fetch-request-error", this.stay)
    document.removeEventListener("turbo:before-fetch-response", this.judge, true)
    document.removeEventListener("notify:undone", this.tell)
    document.removeEventListener("turbo:before-stream-render", this.keep)
    document.removeEventListener("turbo:before-morph-element", this.keepChoice)
  }

  // Internal

  // A stream that begins sends everything; a composer in the same state stays, with its text and its notice.
  #keep(event) {
    const stream = event.detail.newStream
    if (stream.target !== "composer" || stream.getAttribute("method") !== "morph") return
    const state = stream.templateContent.firstElementChild?.dataset.state
    if (state === document.getElementById("composer")?.dataset.state) event.preventDefault()
  }

  // What is chosen and not sent yet; a morph would choose what the server knows.
  #keepChoice(event) {
    const { target: select, detail: { newElement } } = event
    if (!(select instanceof HTMLSelectElement) || select.value === newElement.value) return
    if (!select.selectedOptions[0]?.defaultSelected) event.preventDefault()
  }

  #look() {
    this.#listen()
    const { readyState } = this.element.streamSource
    const isSilent = Date.now() - this.heardAt > SILENCE
    const open = readyState === EventSource.OPEN && !isSilent
    if (open) this.since = null
    else this.since ??= Date.now()
    this.#say(open)
    const waited = Date.now() - Math.max(this.since, this.askedAt)
    if (isSilent || (readyState === EventSource.CLOSED && waited > PATIENCE)) this.#again()
  }

  // A step that failed is told at once, and long enough to be read.
  #say(open) {
    const lost = document.getElementById("lost")
    const isUndone = Date.now() - this.failedAt < LEGIBLE
    lost.hidden = !isUndone && (open || Date.now() - this.since < PATIENCE)
    document.getElementById("unconnected").hidden = open
    if (lost.hidden) document.getElementById("undone").hidden = true
  }

  // No answer at all. Turbo would now leave the page for the browser's own, which knows nothing of what is typed here.
  // What the browser only fetches beforehand, from under the mouse, nobody waits for.
  #stay(event) {
    if (event.target instanceof HTMLAnchorElement) return
    const { currentVisit: visit } = window.Turbo.navigator
    if (visit && visit.request === event.detail.request) {
      event.preventDefault()
      this.#giveUp(visit)
    }
    this.#tellOf(event.target)
  }

  // The answer of a server that is not well, or of what stands before it. Turbo would show it instead of the page.
  // That of a visit comes without an element, as does that of an element which has gone.
  #judge(event) {
    const { target, detail: { fetchResponse } } = event
    if (!fetchResponse.serverError || target instanceof HTMLAnchorElement) return
    event.preventDefault()
    if (target !== document.documentElement) return this.#tellOf(target)
    const { currentVisit: visit } = window.Turbo.navigator
    const isVisits = fetchResponse.redirected || fetchResponse.location.href === visit?.location.href.split("#")[0]
    if (!visit?.request || !isVisits) return
    this.#giveUp(visit)
    this.#tell()
  }

  // Back and forward have changed the address already.
  #giveUp(visit) {
    const { navigator, session } = window.Turbo
    if (visit.action === "restore") navigator.history.push(session.view.lastRenderedLocation)
    visit.fail()
  }

  // A frame that asks when it is seen does so once. What it asks again is nobody's step.
  #tellOf(element) {
    const isAskedByUs = this.asked.delete(element)
    if (element.matches("turbo-frame[loading=lazy]")) {
      setTimeout(() => { this.asked.add(element); element.loading = "lazy" }, LEGIBLE)
    }
    if (!isAskedByUs) this.#tell()
  }

  #tell() {
    this.failedAt = Date.now()
    document.getElementById("undone").hidden = false
    this.#look()
  }

  // Each time that it is connected the element has another source.
  #listen() {
    const source = this.element.streamSource
    if (source === this.source) return
    this.source = source
    this.heardAt = this.askedAt = Date.now()
    source.addEventListener("open", () => this.heardAt = Date.now())
    source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) this.#refused(source) })
    for (const kind of ["message", "beat"]) source.addEventListener(kind, ({ lastEventId }) => this.#hear(lastEventId))
  }

  #hear(id) {
    this.heardAt = Date.now()
    this.heard = id
  }

  // A source doesn't say why it was refused. Where the log-in has ended, the page that is read anew is the log-in form.
  async #refused(source) {
    const answer = await fetch(source.url, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null)
    answer?.body?.cancel()
    if (answer?.status !== 401 || !this.element.isConnected || source !== this.element.streamSource) return
    window.Turbo.visit(location.href, { action: "replace" })
  }

  // The browser gives up when it is refused, and waits for ever where packets just stop; the page asks again. A new
  // source doesn't know what the one before heard last.
  #again() {
    this.element.disconnectedCallback()
    const place = new URL(this.element.src, location)
    if (this.heard) place.searchParams.set("since", this.heard)
    this.element.setAttribute("src", place.pathname + place.search)
    this.element.connectedCallback()
    this.#listen()
  }
}
