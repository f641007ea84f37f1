// Turbo takes over a page's language, but not its colours; who logs in has his own.
document.addEventListener("turbo:before-render", ({ detail: { newBody } }) => {
  const { theme } = newBody.closest("html")?.dataset ?? {}
  if (theme) document.documentElement.dataset.theme = theme
})
