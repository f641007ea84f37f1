import { Controller } from "/vendor/stimulus.js"

const HEIGHT = 220
// Colour alone tells no line from another: each has its dashes, too.
const LOOKS = {
  customer: { colour: "--customer" },
  bot: { colour: "--robot", dash: [2, 3] },
  waiting: { colour: "--warn", dash: [7, 4] },
  queue: { colour: "--warn", dash: [2, 3] },
  people: { colour: "--people", dash: [7, 4] },
  first_answer: { colour: "--people" },
  first_answer_90: { colour: "--people", dash: [2, 3] },
  waiting_90: { colour: "--warn", dash: [2, 3] },
}

// A line chart, in the page's colours and as wide as its place.
export default class extends Controller {
  static values = { of: Object }

  // Lifecycle

  async connect() {
    const { default: uPlot } = await import("/vendor/uplot.js")
    if (!this.element.isConnected) return
    this.uPlot = uPlot
    this.numbers = new Intl.NumberFormat(document.documentElement.lang === "de" ? "de-DE" : "en-GB", { maximumFractionDigits: 1 })
    this.dark = matchMedia("(prefers-color-scheme: dark)")
    this.redraw = () => this.#draw()
    this.dark.addEventListener("change", this.redraw)
    this.watching = new ResizeObserver(() => this.plot?.setSize(this.#size))
    this.watching.observe(this.element)
    this.#draw()
  }

  disconnect() {
    this.dark?.removeEventListener("change", this.redraw)
    this.watching?.disconnect()
    this.plot?.destroy()
  }

  // Internal

  get #size() {
    return { width: Math.max(this.element.clientWidth, 120), height: HEIGHT }
  }

  #draw() {
    this.plot?.destroy()
    const { about, labels, names, series, unit } = this.ofValue
    const places = labels.map((_, place) => place)
    const options = {
      ...this.#size,
      scales: { x: { time: false, range: (_, least, most) => [least - 0.3, most + 0.3] }, y: { range: (_, __, most) => [0, Math.max(most * 1.08, 1)] } },
      legend: { markers: { width: 2, dash: (_, place) => this.#border(series[place - 1]) } },
      cursor: { drag: { x: false, y: false }, points: { size: 7 } },
      axes: [this.#axis((_, splits) => splits.map((place) => labels[place] ?? "")), this.#axis((_, splits) => splits.map((value) => this.numbers.format(value)))],
      series: [{ label: about, value: (_, place) => names[place] ?? "" }, ...series.map((one) => this.#line(one, unit))],
    }
    options.axes[0].space = 56
    options.axes[0].size = 30
    options.axes[0].incrs = [1, 2, 3, 4, 6, 7, 8, 12, 14, 24, 28]
    options.axes[0].grid = { show: false }
    options.axes[1].label = unit || undefined
    options.axes[1].labelSize = 18
    options.axes[1].size = 52
    this.plot = new this.uPlot(options, [places, ...series.map((one) => one.values)], this.element)
  }

  #axis(values) {
    return {
      values,
      stroke: this.#colour("--quiet"),
      font: "12px system-ui, sans-serif",
      labelFont: "12px system-ui, sans-serif",
      grid: { stroke: this.#colour("--rule"), width: 1 },
      ticks: { show: false },
    }
  }

  #line({ label, look, values }, unit) {
    const { colour, dash } = LOOKS[look]
    return {
      label,
      dash,
      stroke: this.#colour(colour),
      width: 2,
      spanGaps: true,
      points: { show: values.length < 40, size: 5 },
      value: (_, value) => (value === null || value === undefined ? "–" : [this.numbers.format(value), unit].filter(Boolean).join(" ")),
    }
  }

  #border(one) {
    const { dash } = LOOKS[one?.look] ?? {}
    return dash ? (dash[0] < dash[1] ? "dotted" : "dashed") : "solid"
  }

  // A canvas knows no light-dark(): the browser is asked what the colour is here and now.
  #colour(name) {
    const probe = document.createElement("span")
    probe.style.color = `var(${name})`
    this.element.append(probe)
    const found = getComputedStyle(probe).color
    probe.remove()
    return found
  }
}
