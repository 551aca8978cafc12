// Shows the button that prints the page. Without it, the browser's own way remains.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
