/* The preview beside the text: asked of the site a moment after one stops typing, and as its page will show it. */
const IDLE = 600 // milliseconds without typing
const BETWEEN = 2000 // milliseconds from one question to the next: half as many as the site takes, for there may be two tabs
const WIDE = matchMedia("(width >= 62.5rem)")

const form = document.querySelector("form[data-editor]")
const pane = document.querySelector("[data-preview]")

const begin = () => {
  const shown = pane.querySelector("[data-preview-shown]")
  const views = document.querySelector("[data-views]")
  let timer = 0
  let lastAsked = 0
  let isAtWork = false
  let isWanted = false
  let lastWords = ""

  const isSeen = () => WIDE.matches || pane.parentElement.dataset.view === "preview"
  const words = () => {
    const body = new FormData(form)
    body.delete("bibliography_file")
    body.delete("shown")
    return body
  }
  const fingerprint = (body) => JSON.stringify([...body])

  const later = (milliseconds) => {
    clearTimeout(timer)
    timer = setTimeout(ask, milliseconds)
  }

  const ask = async () => {
    const body = words()
    const asked = fingerprint(body)
    if (asked === lastWords || !isSeen()) return
    if (isAtWork) {
      isWanted = true
      return
    }
    const tooSoon = lastAsked + BETWEEN - Date.now()
    if (tooSoon > 0) return later(tooSoon)
    isAtWork = true
    lastAsked = Date.now()
    pane.setAttribute("aria-busy", "true")
    try {
      const answer = await fetch(pane.dataset.preview, { method: "POST", body, credentials: "same-origin", redirect: "manual" })
      if (answer.ok || answer.status === 422) {
        shown.innerHTML = await answer.text()
        lastWords = asked
      } else if (answer.status === 429) {
        later((Number(answer.headers.get("Retry-After")) || 5) * 1000)
      }
    } catch {
      /* The state of saving says that the site does not answer. */
    }
    pane.removeAttribute("aria-busy")
    isAtWork = false
    if (isWanted) {
      isWanted = false
      later(IDLE)
    }
  }

  const see = (view) => {
    pane.parentElement.dataset.view = view
    for (const button of views.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === view))
    }
    later(0)
  }

  pane.hidden = false
  views.hidden = false
  pane.querySelector("[data-preview-acts]")?.remove()
  see(shown.children.length ? "preview" : "write")
  views.addEventListener("click", (event) => {
    const button = event.target.closest("[data-view]")
    if (button) see(button.dataset.view)
  })
  form.addEventListener("input", () => later(IDLE))
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "preview") return
    event.preventDefault()
    lastWords = ""
    lastAsked = 0
    see("preview")
    pane.focus()
  })
  WIDE.addEventListener("change", () => later(0))
}

if (form && pane) begin()
