// A refused form comes back with its problems beside the fields: who works by keyboard goes on at the first of them,
// not at the top of the page.
const WRONG = "[aria-invalid=true]"

function goTo(place) {
  const fields = [...(place?.querySelectorAll(WRONG) ?? [])]
  fields.find((field) => field.checkVisibility())?.focus()
}

// A form that was sent without Turbo comes back as a page that is loaded.
document.addEventListener("turbo:load", () => goTo(document))
document.addEventListener("turbo:render", () => goTo(document))
document.addEventListener("turbo:frame-render", ({ target }) => goTo(target))

// News that come by a stream have no problems: what has some is the answer to a form. Turbo puts the focus back in the
// next frame; this comes after it.
document.addEventListener("turbo:before-stream-render", ({ target: stream, detail }) => {
  if (!stream.templateElement?.content.querySelector(WRONG)) return
  const render = detail.render
  detail.render = async (one) => {
    await render(one)
    requestAnimationFrame(() => goTo(document.getElementById(one.target)))
  }
})
