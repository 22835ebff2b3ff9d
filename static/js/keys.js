/* Ctrl+Enter, or Cmd+Enter, sends the form one is writing in; Ctrl+S as well, where a form is for saving. */
const wanted = (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null
  if (event.key === "Enter") return event.target.closest?.("form[data-submit-key]")
  if (event.key.toLowerCase() === "s" && !event.shiftKey) return document.querySelector("form[data-save-key]")
  return null
}

document.addEventListener("keydown", (event) => {
  const form = wanted(event)
  if (!form) return
  event.preventDefault()
  form.requestSubmit()
})

/* "/" goes to the field one searches in; where a page has none, to the page that has. */
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]")
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return
  const place = document.querySelector("input[data-slash]") ?? document.querySelector("a[data-slash]")
  if (!place) return
  event.preventDefault()
  if (place.matches("a")) place.click()
  else place.select()
})
