// Opens <dialog id="x"> from [data-dialog="x"]; without script the trigger is an ordinary link or form button.
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
  } else if (event.target.nodeName === "DIALOG") {
    event.target.close(); // a tap on the veil
  }
});
