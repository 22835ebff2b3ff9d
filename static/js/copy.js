/* A button that copies the text beside it, and says so. */
const offer = (root) => {
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]")
  if (!button) return
  const label = button.querySelector("[data-copy-label]")
  const before = label.textContent
  await navigator.clipboard.writeText(button.parentElement.querySelector("[data-copy-source]").textContent)
  label.textContent = "Copied"
  setTimeout(() => { label.textContent = before }, 2000)
})

offer(document)
document.addEventListener("htmx:afterSettle", (event) => offer(event.target))
