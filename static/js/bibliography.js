/* A .bib file that is chosen is read here, so that one sees at once what it says; one that cannot be is sent as it is. */
const input = document.querySelector("[name=bibliography_file]")
const LARGEST = 200_000 // bytes

const decoded = (bytes) => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder("windows-1252").decode(bytes)
  }
}

input?.addEventListener("change", async () => {
  const [file] = input.files
  if (!file || file.size > LARGEST) return
  const text = input.form.elements.bibliography
  text.value = decoded(await file.arrayBuffer()).replaceAll("\r\n", "\n").trim()
  input.value = ""
  text.dispatchEvent(new Event("input", { bubbles: true }))
})
