/* A summary of errors takes the focus, also when htmx brings it in. */
const takeFocus = (root) => root.querySelector("[data-takes-focus]")?.focus()

takeFocus(document)
document.addEventListener("htmx:afterSettle", (event) => takeFocus(event.target))
