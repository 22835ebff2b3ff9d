/* "Cite" offers the entries of the bibliography: by typing part of a key, a name or a title, and choosing one. */
const dialog = document.querySelector("[data-citing]")
const form = document.querySelector("form[data-editor]")
const NOT_ENTRIES = new Set(["comment", "preamble", "string"])
const MOST = 50

const field = (entry, name) => {
  const found = entry.match(new RegExp(`\\b${name}\\s*=\\s*(.*?)\\s*(?:,\\s*\\w+\\s*=|\\n|$)`, "i"))
  return found ? found[1].replace(/[{}"\\]|,$/g, "").trim() : ""
}

/* As the eye finds them, not as BibTeX is read: what is chosen is only a key, and the preview says what it means. */
const entriesOf = (bibliography) => bibliography
  .split(/^\s*(?=@)/m)
  .map((entry) => ({ entry, begin: entry.match(/^@(\w+)\s*[{(]\s*([^\s,{}]+)/) }))
  .filter(({ begin }) => begin && !NOT_ENTRIES.has(begin[1].toLowerCase()))
  .map(({ entry, begin }) => ({
    key: begin[2],
    about: [field(entry, "author"), field(entry, "year"), field(entry, "title")].filter(Boolean).join(", "),
  }))

const begin = () => {
  const text = form.elements.body
  const search = dialog.querySelector("input")
  const list = dialog.querySelector("ul")
  const empty = dialog.querySelector("[data-citing-none]")

  const show = () => {
    const wanted = search.value.toLowerCase()
    const found = entriesOf(form.elements.bibliography.value)
      .filter(({ key, about }) => `${key} ${about}`.toLowerCase().includes(wanted))
      .slice(0, MOST)
    list.replaceChildren(...found.map(({ key, about }) => {
      const item = document.createElement("li")
      const button = document.createElement("button")
      const name = document.createElement("strong")
      button.type = "button"
      button.className = "citing__entry"
      button.dataset.key = key
      name.textContent = key
      button.append(name, ` ${about}`)
      item.append(button)
      return item
    }))
    empty.hidden = found.length > 0
  }

  const cite = (key) => {
    dialog.close()
    text.focus()
    const [from, to] = [text.selectionStart, text.selectionEnd]
    /* Within brackets that cite already, one more. */
    const isAnother = /\[[^\[\]]*@[^\[\]]*$/.test(text.value.slice(0, from)) && /^[^\[\]]*\]/.test(text.value.slice(to))
    const words = isAnother ? `; @${key}` : `[@${key}]`
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, from, to, "end")
      text.dispatchEvent(new Event("input", { bubbles: true }))
    }
  }

  document.addEventListener("editor:cite", (event) => {
    if (!entriesOf(form.elements.bibliography.value).length) return
    event.preventDefault()
    search.value = ""
    show()
    dialog.showModal()
  })
  search.addEventListener("input", show)
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return
    event.preventDefault()
    list.querySelector("[data-key]")?.click()
  })
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-key]")
    if (button) cite(button.dataset.key)
  })
  dialog.querySelector("[data-citing-close]").addEventListener("click", () => dialog.close())
}

if (dialog && form) begin()
