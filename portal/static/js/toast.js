// Shows a short message and has it read out: dispatch `new CustomEvent("tsunagu:toast", { detail: "Saved" })`
// on document, or give a button data-toast="Saved".
const SECONDS = 6;

function toast(text) {
  const region = document.querySelector("[data-toasts]");
  if (!region || !text) return;
  const box = document.createElement("p");
  box.className = "toast";
  box.textContent = text;
  region.append(box);
  let timer = setTimeout(() => box.remove(), SECONDS * 1000);
  box.addEventListener("mouseenter", () => clearTimeout(timer));
  box.addEventListener("mouseleave", () => { timer = setTimeout(() => box.remove(), SECONDS * 1000); });
}

document.addEventListener("tsunagu:toast", (event) => toast(event.detail));
document.addEventListener("click", (event) => {
  const trigger = event.target.closest("[data-toast]");
  if (trigger) toast(trigger.dataset.toast);
});
