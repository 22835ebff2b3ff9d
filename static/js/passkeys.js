/* Says in words what went wrong with a passkey, where allauth only writes to the console. */
const sentences = {
  NotAllowedError: "The passkey was not used: it was cancelled, or took too long. You can try again.",
  InvalidStateError: "This passkey is already known here.",
  NotSupportedError: "This browser or device cannot use passkeys here.",
  SecurityError: "Passkeys only work at the site's own address.",
}

const place = document.querySelector("[data-passkey-error]")

document.addEventListener("allauth.error", (event) => {
  if (!place) return
  place.textContent = sentences[event.detail.exception?.name] ?? "The passkey did not work. You can try again, or sign in another way."
  place.hidden = false
})
