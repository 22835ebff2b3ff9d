/* An image that is pasted or dropped into the text becomes a figure of the paper, and is shown where one writes. */
const form = document.querySelector("form[data-figures]")
const KINDS = { "image/png": "png", "image/jpeg": "jpg" }

const begin = () => {
  const text = form.elements.body
  const state = form.querySelector("[data-figures-state]")
  const taken = new Set(form.dataset.figureNames.split(" "))

  const nameOf = (file) => {
    const now = new Date().toISOString().replace(/\D/g, "").slice(0, 14)
    const stem = /^image\.\w+$/.test(file.name) ? `pasted-${now}` : file.name.replace(/\.\w+$/, "")
    const simple = stem.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[-_]+|[-_]+$/g, "").slice(0, 60) || "figure"
    let name = `${simple}.${KINDS[file.type]}`
    for (let number = 2; taken.has(name); number += 1) name = `${simple}-${number}.${KINDS[file.type]}`
    return name
  }

  const show = (name) => {
    const words = `![What it shows](${name})`
    const at = text.selectionEnd
    text.focus()
    text.setSelectionRange(at, at)
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, at, at, "end")
      text.dispatchEvent(new Event("input", { bubbles: true }))
    }
    text.setSelectionRange(at + 2, at + 2 + "What it shows".length)
  }

  const add = async (file) => {
    const name = nameOf(file)
    taken.add(name)
    state.textContent = `Adding ${name} …`
    const body = new FormData()
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
    body.set("name", name)
    body.set("image", file)
    try {
      const answer = await fetch(form.dataset.figures, { method: "POST", body, credentials: "same-origin" })
      if (answer.ok && answer.redirected) {
        state.textContent = `${name} is among the figures.`
        return show(name)
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html")
      const faults = [...page.querySelectorAll(".error-summary li")].map((fault) => fault.textContent.trim())
      state.textContent = `Not added: ${faults.join(" ") || "please try again in a moment, or use the page of figures."}`
    } catch {
      state.textContent = "Not added: the site does not answer."
    }
    taken.delete(name)
  }

  const addAll = async (files) => {
    for (const file of files) await add(file)
  }

  const imagesIn = (data) => [...(data?.files ?? [])].filter((file) => KINDS[file.type])

  text.addEventListener("paste", (event) => {
    const images = imagesIn(event.clipboardData)
    if (!images.length || event.clipboardData.getData("text/plain")) return
    event.preventDefault()
    addAll(images)
  })
  text.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault()
  })
  text.addEventListener("drop", (event) => {
    const images = imagesIn(event.dataTransfer)
    if (!images.length) return
    event.preventDefault()
    addAll(images)
  })
}

if (form) begin()
