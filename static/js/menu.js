/* A menu closes when one presses Escape, clicks elsewhere or moves on. */
const openMenus = () => document.querySelectorAll("details[data-menu][open]")

const closeAllBut = (target) => {
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false
}

document.addEventListener("click", (event) => closeAllBut(event.target))
document.addEventListener("focusin", (event) => closeAllBut(event.target))
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return
  for (const menu of openMenus()) {
    menu.open = false
    menu.querySelector("summary").focus()
  }
})
