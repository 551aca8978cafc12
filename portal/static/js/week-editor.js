// The editor of the week: copies Monday, and shows the week in words while one types. Everything works without it.
(() => {
  "use strict";

  const WAIT = 400;
  const form = document.querySelector("form.editor");
  const copy = document.querySelector("[data-copy-monday]");
  const preview = document.querySelector("[data-preview]");
  const total = document.querySelector('input[name="hours-TOTAL_FORMS"]');

  function rowsOf(day) {
    return [...document.querySelectorAll(`[data-day="${day}"] [data-row]`)];
  }

  function fields(row) {
    return [...row.querySelectorAll("input:not([type=hidden]), select")];
  }

  // One more row at the end of a day, numbered as the server numbers its own.
  function addRow(last) {
    const made = last.cloneNode(true);
    made.querySelectorAll(".errors").forEach((error) => error.remove());
    made.querySelectorAll(".field--error").forEach((slot) => slot.classList.remove("field--error"));
    made.querySelectorAll("[aria-invalid]").forEach((field) => {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    });
    for (const one of made.querySelectorAll("[id], [name], [for]")) {
      for (const name of ["id", "name", "for"]) {
        const value = one.getAttribute(name);
        if (value) one.setAttribute(name, value.replace(/hours-\d+-/, `hours-${total.value}-`));
      }
    }
    total.value = String(Number(total.value) + 1);
    last.after(made);
    return made;
  }

  function copyRow(from, to) {
    const source = fields(from);
    fields(to).forEach((field, index) => {
      field.value = source[index].value;
    });
  }

  function clear(row) {
    for (const field of fields(row)) field.value = "";
  }

  function copyDay(from, to) {
    const rows = rowsOf(to);
    while (rows.length < from.length) rows.push(addRow(rows.at(-1)));
    rows.forEach((row, index) => (index < from.length ? copyRow(from[index], row) : clear(row)));
  }

  function copyMonday() {
    const said = rowsOf("0").filter((row) => fields(row).some((field) => field.value));
    for (const day of ["1", "2", "3", "4"]) copyDay(said, day);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Hours that nobody knows: the week rests, folded, and comes back when they are known.
  function fold(event) {
    if (event.target.name !== "hours_known") return;
    const rests = event.target.value === "unknown";
    document.querySelector("[data-fold]").open = !rests;
    document.querySelector("[data-fold-rests]").hidden = !rests;
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
      // Whoever is signed out meanwhile is led to another page, which is no preview.
      const html = answer.ok && !answer.redirected ? await answer.text() : "";
      if (html && turn === latest) preview.innerHTML = html;
    } catch {
      // Away from the network: the button "Show in words" is still there.
    }
  }

  if (copy && form && total) {
    copy.hidden = false;
    copy.addEventListener("click", copyMonday);
  }
  if (form) form.addEventListener("change", fold);
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
