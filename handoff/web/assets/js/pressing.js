// Fields that letters go into.
export const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]"

// Whether a part of the page that comes may take the focus. Who is typing elsewhere goes on there: a note is not for the
// customer. On a phone the focus would bring its keyboard.
export function mayTakeFocus() {
  return !matchMedia("(pointer: coarse)").matches && !document.activeElement?.matches(TYPING)
}

// What a key or the palette does with what stands on the page. A menu that is opened so knows it by the focus on it.
export function press(element) {
  if (element instanceof HTMLDialogElement) return element.showModal()
  if (element.matches(TYPING)) return element.focus()
  if (element.matches("summary")) element.focus()
  element.click()
}

// What stands in a closed menu is there for keys, too.
export function isThere(element) {
  const menu = element.closest("details:not([open])")
  return !element.disabled && (element.checkVisibility() || Boolean(menu?.checkVisibility()))
}
