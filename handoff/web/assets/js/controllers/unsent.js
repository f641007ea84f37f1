import { Controller } from "/vendor/stimulus.js"
import { changes, outbox } from "../outbox.js"

// What was refused while its chat was not open: told wherever its writer is, and marked in the lists until it is settled.
export default class extends Controller {
  static targets = ["notice", "mark"]

  // Lifecycle

  connect() {
    this.mark = () => this.#mark()
    this.tell = ({ detail }) => { this.#tell(detail); this.#mark() }
    changes.addEventListener("change", this.mark)
    changes.addEventListener("failed", this.tell)
    document.addEventListener("unsaved:change", this.mark)
    this.lists = new MutationObserver(this.mark)
    this.lists.observe(document.body, { childList: true, subtree: true })
    this.#mark()
  }

  disconnect() {
    changes.removeEventListener("change", this.mark)
    changes.removeEventListener("failed", this.tell)
    document.removeEventListener("unsaved:change", this.mark)
    this.lists.disconnect()
  }

  // Internal

  #tell(chat) {
    if (document.querySelector("#notice_settings [value=failure]:not(:checked)")) return
    const notice = this.noticeTarget.content.firstElementChild.cloneNode(true)
    notice.querySelector("a").href = `/desk/chats/${chat}`
    document.getElementById("notices").append(notice)
  }

  // The lists are written anew by their stream, without our marks.
  #mark() {
    const unsent = outbox.unsent
    for (const mark of document.querySelectorAll("[data-unsent]")) {
      if (!unsent.has(mark.closest(".line")?.id.replace("line_", ""))) mark.remove()
    }
    for (const chat of unsent) {
      const line = document.querySelector(`#line_${CSS.escape(chat)} .line__link`)
      if (line && !line.querySelector("[data-unsent]")) line.append(this.markTarget.content.firstElementChild.cloneNode(true))
    }
  }
}
