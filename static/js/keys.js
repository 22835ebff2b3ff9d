/* Ctrl+Enter, or Cmd+Enter, sends the form one is writing in. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
  const form = event.target.closest?.("form[data-submit-key]")
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
