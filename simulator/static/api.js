// The control API, as the page uses it.

async function ask(method, path, body, headers = {}) {
  const response = await fetch(`/control${path}`, { method, body, headers })
  const text = await response.text()
  const answer = text ? JSON.parse(text) : null
  if (!response.ok) throw new Error(answer?.error ?? `Fehler ${response.status}`)
  return answer
}

export const numbers = () => ask("GET", "/numbers")
export const customers = () => ask("GET", "/customers")
export const createCustomer = (wanted) => ask("POST", "/customers", JSON.stringify(wanted))
export const updateCustomer = (id, wanted) => ask("PATCH", `/customers/${id}`, JSON.stringify(wanted))
export const changeNumber = (id) => ask("POST", `/customers/${id}/number`, "{}")
export const act = (id, wanted) => ask("POST", `/customers/${id}/messages`, JSON.stringify(wanted))

export function upload(id, file, query) {
  const type = file.type || "application/octet-stream"
  return ask("POST", `/customers/${id}/files?${new URLSearchParams(query)}`, file, { "Content-Type": type })
}

export function stream(ids, listener) {
  const source = new EventSource(`/control/stream?customers=${ids.map(encodeURIComponent).join(",")}`)
  source.addEventListener("message", (event) => listener(JSON.parse(event.data)))
  return source
}
