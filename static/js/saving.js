/* Saves what one writes while one writes it, and says so. Nothing is kept in the browser: the form holds what was
   typed, and the site what was saved. Where other words were saved meanwhile, it stops; the page that settles that
   comes by pressing Save. */
const IDLE = 1500 // milliseconds without typing
const RETRY = [5, 10, 20, 40, 60] // seconds
const NAMES = ["title", "summary", "abstract", "body", "bibliography"]
const OVERTAKEN = 409
const TOO_OFTEN = 429

const form = document.querySelector("form[data-editor]")
const state = document.querySelector("[data-saving-state]")

const say = (words, { isBad = false } = {}) => {
  if (state.textContent !== words) state.textContent = words
  state.classList.toggle("saving--bad", isBad)
}

const typed = () => Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]))

/* Against what the server put into the form, or has taken since: unsaved.js asks the same before one leaves. */
const isChanged = () =>
  form.dataset.unsaved === "typed" || NAMES.some((name) => form.elements[name].value !== form.elements[name].defaultValue)

/* Only where they are others: a field nobody has typed in would lose the place of its cursor. */
const take = (words) => {
  for (const name of NAMES) {
    if (form.elements[name].defaultValue !== words[name]) form.elements[name].defaultValue = words[name]
  }
  form.dataset.unsaved = ""
}

const begin = () => {
  let timer = 0
  let failures = 0
  let isAtWork = false
  let hasStopped = false
  let goesByHand = false
  let unanswered = null // words that may have been saved, as no answer came: they are sent again before any newer ones

  const later = (milliseconds) => {
    clearTimeout(timer)
    if (!hasStopped) timer = setTimeout(run, milliseconds)
  }

  const stop = (words) => {
    hasStopped = true
    clearTimeout(timer)
    say(words, { isBad: true })
  }

  const retry = (seconds, why) => {
    say(`Could not save: ${why}, retrying`, { isBad: true })
    later((seconds || RETRY[Math.min(failures, RETRY.length - 1)]) * 1000)
    failures += 1
  }

  const saved = ({ shown, at }, words) => {
    form.elements.shown.value = shown
    take(words)
    failures = 0
    say(isChanged() ? "" : `All changes saved ${at}`)
    if (isChanged()) later(IDLE)
  }

  const hear = async (answer, words) => {
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json")
    if (answer.ok && isOurs) return saved(await answer.json(), words)
    if (answer.status === OVERTAKEN) return stop("Not saved: other words were saved meanwhile. Press Save to see both and choose.")
    if (answer.status === TOO_OFTEN) return retry(Number(answer.headers.get("Retry-After")), "this was too often")
    if (answer.status >= 500) return retry(0, "the site could not take it")
    if (isOurs) return say(`Not saved. ${(await answer.json()).sentence}`, { isBad: true })
    stop("Not saved. Press Save to see why: what you typed is still here.")
  }

  const send = (words) => {
    const body = new FormData()
    for (const name of ["csrfmiddlewaretoken", "shown"]) body.set(name, form.elements[name].value)
    for (const name of NAMES) body.set(name, words[name])
    return fetch(form.dataset.saving, { method: "POST", body, credentials: "same-origin", redirect: "manual" })
  }

  const run = async () => {
    clearTimeout(timer)
    if (isAtWork) return later(IDLE)
    if (hasStopped || !isChanged()) return
    isAtWork = true
    const words = unanswered ?? typed()
    say("Saving …")
    try {
      const answer = await send(words)
      unanswered = null
      await hear(answer, words)
    } catch {
      unanswered = words
      retry(0, "the site does not answer")
    } finally {
      isAtWork = false
    }
  }

  form.addEventListener("input", (event) => {
    if (!NAMES.includes(event.target.name)) return
    if (!hasStopped && !isAtWork && !failures) say("")
    if (!failures) later(IDLE)
  })
  form.addEventListener("focusout", (event) => {
    if (NAMES.includes(event.target.name) && !failures) run()
  })
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") run()
  })
  window.addEventListener("online", () => {
    if (failures) run()
  })
  form.addEventListener("submit", async (event) => {
    const isPlain = !event.submitter?.name
    if (!isPlain || hasStopped || goesByHand || form.elements.bibliography_file.value) return
    event.preventDefault()
    if (!isChanged()) return say(state.textContent || "All changes saved")
    await run()
    /* What the site did not take goes the way it goes without scripts: its page says what is wrong. */
    if (isChanged() && !failures && !isAtWork && !unanswered) {
      goesByHand = true
      form.requestSubmit()
    }
  })

  if (form.dataset.savedAt) say(`All changes saved ${form.dataset.savedAt}`)
  if (form.dataset.unsaved === "typed") later(IDLE)
}

if (form?.dataset.saving) begin()
else if (form && !state.textContent) say("Not saved yet")
