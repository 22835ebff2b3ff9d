/* Ctrl+Enter, or Cmd+Enter, sends the form one is writing in. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
  const form = event.target.closest?.("form[data-submit-key]")
  if (!form) return
  event.preventDefault()
  form.requestSubmit()
})
