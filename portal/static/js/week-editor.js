// The editor of the week: copies Monday, and shows the week in words while one types. Everything works without it.
(() => {
  "use strict";

  const WAIT = 400;
  const form = document.querySelector("form.editor");
  const copy = document.querySelector("[data-copy-monday]");
  const preview = document.querySelector("[data-preview]");

  function fields(row) {
    return [...row.querySelectorAll("input:not([type=hidden]), select")];
  }

  function copyRow(from, to) {
    const source = fields(from);
    fields(to).forEach((field, index) => {
      field.value = source[index].value;
    });
  }

  function copyMonday() {
    const monday = [...document.querySelectorAll('[data-day="0"] [data-row]')];
    for (const day of ["1", "2", "3", "4"]) {
      const rows = [...document.querySelectorAll(`[data-day="${day}"] [data-row]`)];
      monday.slice(0, rows.length).forEach((row, index) => copyRow(row, rows[index]));
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  let timer = 0;
  let latest = 0;

  async function show() {
    const turn = ++latest;
    try {
      const answer = await fetch(preview.dataset.preview, {
        method: "POST",
        body: new FormData(form),
        credentials: "same-origin",
      });
      const html = answer.ok ? await answer.text() : "";
      if (html && turn === latest) preview.innerHTML = html;
    } catch {
      // Away from the network: the button "Show in words" is still there.
    }
  }

  if (copy && form) {
    copy.hidden = false;
    copy.addEventListener("click", copyMonday);
  }
  if (preview && form) {
    for (const kind of ["input", "change"]) {
      form.addEventListener(kind, () => {
        clearTimeout(timer);
        timer = setTimeout(show, WAIT);
      });
    }
    show();
  }
})();
