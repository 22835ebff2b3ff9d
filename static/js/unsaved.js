/* Warns before one leaves a page with words that were not sent. Nothing is stored anywhere:
   a form is compared with what the server put into it. */
const forms = () => document.querySelectorAll("form[data-unsaved]")
const sent = new WeakSet()

const isChanged = (control) =>
  control.type === "checkbox" || control.type === "radio"
    ? control.checked !== control.defaultChecked
    : "defaultValue" in control && control.type !== "hidden" && control.value !== control.defaultValue

const hasUnsavedWords = (form) =>
  !sent.has(form) && (form.dataset.unsaved === "typed" || [...form.elements].some(isChanged))

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) sent.add(event.target)
})

document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) sent.delete(event.target)
})

window.addEventListener("beforeunload", (event) => {
  if ([...forms()].some(hasUnsavedWords)) event.preventDefault()
})
