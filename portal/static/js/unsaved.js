// Asks before somebody leaves an editor whose changes are not saved. Without it, leaving simply leaves.
(() => {
  "use strict";

  const form = document.querySelector("form.editor");
  if (!form) return;
  let changed = "unsaved" in form.dataset;

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const field = event.target;
      if (field === form || field.form === form) changed = true;
    });
  }
  form.addEventListener("submit", () => {
    changed = false;
  });
  // Whoever comes back by the browser's own button finds what was typed, and it still is not saved.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) changed = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
})();
