// Turbo puts the focus back to where it was before it rendered a stream, one frame later. Who has gone to another field
// in that frame stays there: the next letter would land in the field before.
const rendering = []
let moved = null

document.addEventListener("turbo:before-stream-render", () => {
  rendering.push(document.activeElement)
  requestAnimationFrame(() => requestAnimationFrame(() => {
    rendering.shift()
    if (!rendering.length) moved = null
  }))
})

document.addEventListener("focusin", ({ target }) => {
  if (!rendering.length) return
  if (!rendering.includes(target)) moved = target
  else if (moved?.isConnected) moved.focus({ preventScroll: true })
})
