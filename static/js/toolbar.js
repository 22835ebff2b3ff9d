/* Buttons that write Markdown around what is chosen in the text. What they write can be undone like any typing. */
const marks = {
  bold: { around: "**", stand: "bold" },
  italic: { around: "*", stand: "italic" },
  code: { around: "`", stand: "code", block: ["```\n", "\n```"] },
  math: { around: "$", stand: "x^2", block: ["$$\n", "\n$$"] },
}
const lineMarks = { heading: "## ", list: "- ", quote: "> " }

const write = (text, { from, to, words, choose }) => {
  text.focus()
  text.setSelectionRange(from, to)
  /* The one way that keeps the browser's own undo; where there is none, the words still come in. */
  if (!document.execCommand("insertText", false, words)) {
    text.setRangeText(words, from, to, "end")
    text.dispatchEvent(new Event("input", { bubbles: true }))
  }
  text.setSelectionRange(from + choose[0], from + choose[1])
}

const around = (text, { around: mark, stand, block }) => {
  const [from, to] = [text.selectionStart, text.selectionEnd]
  const chosen = text.value.slice(from, to)
  const isInMarks = text.value.slice(from - mark.length, from) === mark && text.value.slice(to, to + mark.length) === mark
  if (chosen && isInMarks) {
    const [start, end] = [from - mark.length, to + mark.length]
    return write(text, { from: start, to: end, words: chosen, choose: [0, chosen.length] })
  }
  const [before, after] = block && chosen.includes("\n") ? block : [mark, mark]
  const words = chosen || stand
  write(text, { from, to, words: before + words + after, choose: [before.length, before.length + words.length] })
}

const inLines = (text, mark) => {
  const from = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1
  const next = text.value.indexOf("\n", text.selectionEnd)
  const to = next < 0 ? text.value.length : next
  const lines = text.value.slice(from, to).split("\n")
  const areMarked = lines.every((line) => line.startsWith(mark))
  const words = lines.map((line) => areMarked ? line.slice(mark.length) : mark + line).join("\n")
  write(text, { from, to, words, choose: lines.length > 1 ? [0, words.length] : [words.length, words.length] })
}

const link = (text) => {
  const [from, to] = [text.selectionStart, text.selectionEnd]
  const chosen = text.value.slice(from, to)
  const isAddress = /^https?:\/\/\S+$/.test(chosen)
  const [words, address] = isAddress ? ["words", chosen] : [chosen || "words", "https://"]
  const start = isAddress || !chosen ? 1 : words.length + 3
  const length = isAddress || !chosen ? words.length : address.length
  write(text, { from, to, words: `[${words}](${address})`, choose: [start, start + length] })
}

const note = (text) => {
  const taken = new Set([...text.value.matchAll(/\[\^(\w+)\]/g)].map((found) => found[1]))
  let name = 1
  while (taken.has(String(name))) name += 1
  const at = text.selectionEnd
  const rest = text.value.slice(at).replace(/\s*$/, "")
  const before = `[^${name}]${rest}\n\n[^${name}]: `
  const stand = "What the note says."
  write(text, { from: at, to: text.value.length, words: `${before}${stand}\n`, choose: [before.length, before.length + stand.length] })
}

const cite = (text) => {
  const [from, to] = [text.selectionStart, text.selectionEnd]
  const chosen = text.value.slice(from, to).trim()
  /* citing.js offers the bibliography's keys, where there are any. */
  if (!chosen && !document.dispatchEvent(new Event("editor:cite", { cancelable: true }))) return
  const key = chosen || "key"
  write(text, { from, to, words: `[@${key}]`, choose: [2, 2 + key.length] })
}

const theorem = (text) => {
  const [from, to] = [text.selectionStart, text.selectionEnd]
  const gap = from === 0 || text.value.slice(0, from).endsWith("\n\n") ? "" : text.value[from - 1] === "\n" ? "\n" : "\n\n"
  const before = `${gap}::: theorem {#thm:name}\n`
  const words = text.value.slice(from, to) || "If …, then …."
  write(text, { from, to, words: `${before}${words}\n:::\n`, choose: [before.length, before.length + words.length] })
}

const use = (tool, text) => {
  if (marks[tool]) return around(text, marks[tool])
  if (lineMarks[tool]) return inLines(text, lineMarks[tool])
  return { link, note, cite, theorem }[tool]?.(text)
}

const toolOf = { b: "bold", i: "italic", k: "link" }

for (const bar of document.querySelectorAll("[data-toolbar]")) {
  const text = document.getElementById(bar.dataset.toolbar)
  bar.hidden = false
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tool]")
    if (button) use(button.dataset.tool, text)
  })
  text.addEventListener("keydown", (event) => {
    const tool = toolOf[event.key.toLowerCase()]
    if (!tool || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    event.preventDefault()
    use(tool, text)
  })
}
