// The parts of a chat's page have the same names in every chat. What is answered about one that the agent has left
// meanwhile would be put into the chat where he is now.
const ABOUT = /^\/desk\/chats\/([^/]+)\//
export const STREAM = "text/vnd.turbo-stream.html"

// `url`: where something about a chat was asked for or sent to.
export function isElsewhere(url) {
  const chat = ABOUT.exec(new URL(url, location).pathname)?.[1]
  const open = document.getElementById("pending")?.dataset.pendingChatValue
  return Boolean(chat && open) && chat !== open
}

// Turbo cancels what is under way in a page that is left, but not what was sent from a frame in it.
addEventListener("turbo:before-fetch-response", (event) => {
  const { response } = event.detail.fetchResponse
  if (!response.headers.get("content-type")?.startsWith(STREAM) || !isElsewhere(response.url)) return
  event.preventDefault()
  event.stopPropagation()
}, true)
