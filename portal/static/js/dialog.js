// Opens <dialog id="x"> from [data-dialog="x"]; without script the trigger is an ordinary link or form button.
// The veil and the dialog's own margin are the same element: only where the tap lies tells them apart.
function onVeil({ target, clientX, clientY }) {
  const { left, right, top, bottom } = target.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

document.addEventListener("click", (event) => {
  const trigger = event.target.closest("[data-dialog]");
  if (trigger) {
    const dialog = document.getElementById(trigger.dataset.dialog);
    if (dialog && dialog.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) {
    closer.closest("dialog").close();
  } else if (event.target.nodeName === "DIALOG" && onVeil(event)) {
    event.target.close();
  }
});
