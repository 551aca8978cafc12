// A marker that keys can press, and the popup that opens from it and gives the focus back.
import { element } from "./words.js";

const UNDER_BUTTONS = [12, 112];

export function marker(position, className, label, name) {
  const face = element("span", "map-marker__face", label);
  const icon = L.divIcon({ className: `map-marker ${className}`, html: face, iconSize: [44, 44] });
  const made = L.marker(position, { icon, keyboard: true, riseOnHover: true });
  made.on("add", () => {
    const shown = made.getElement();
    shown.setAttribute("aria-label", name);
    shown.setAttribute("role", "button");
    shown.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      made.fire("press");
    });
  });
  return made;
}

export function addIcon(made, sprite, icon) {
  const face = made.getElement()?.querySelector(".map-marker__face");
  if (!sprite || !face || face.firstElementChild) return;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${icon}`);
  svg.append(use);
  face.append(svg);
}

function followEscape(made, box) {
  if (box.dataset.follows) return; // Leaflet keeps the box of a popup from one opening to the next
  box.dataset.follows = "1";
  box.addEventListener("keydown", (pressed) => {
    if (pressed.key === "Escape") made.closePopup();
  });
}

export function popup(made, content, text) {
  made.bindPopup(content, { maxWidth: 280, minWidth: 180, closeButton: true, autoPanPaddingTopLeft: UNDER_BUTTONS });
  made.on("press", () => made.openPopup());
  made.on("popupopen", (event) => {
    const box = event.popup.getElement();
    box.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", text.close || "");
    followEscape(made, box);
    if (made.getElement() === document.activeElement) box.querySelector("a")?.focus({ preventScroll: true });
  });
  made.on("popupclose", () => {
    const { activeElement } = document;
    if (activeElement === document.body || activeElement?.closest(".leaflet-popup")) {
      made.getElement()?.focus({ preventScroll: true });
    }
  });
}
