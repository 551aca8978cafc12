// The ground of every map: Leaflet itself, paper, outline, tiles.
import { element } from "./words.js";

export const DEEPEST = 18;
export const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const TRIES = 3;

function loadOnce(tag, attributes) {
  return new Promise((resolve, reject) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.addEventListener("load", resolve);
    made.addEventListener("error", () => {
      made.remove();
      reject(new Error("Leaflet could not be loaded"));
    });
    // In front: our own sheet must have the last word over Leaflet's.
    document.head.prepend(made);
  });
}

export async function loadLeaflet(panel) {
  const { leafletCss: css, leafletJs: js } = panel.dataset;
  const sheets = [...document.querySelectorAll("link[rel=stylesheet]")];
  if (css && !sheets.some((sheet) => sheet.getAttribute("href") === css)) {
    await loadOnce("link", { rel: "stylesheet", href: css });
  }
  if (!window.L && js) await loadOnce("script", { src: js });
  if (!window.L) throw new Error("Leaflet is missing");
}

export function drawGround(panel, text) {
  panel.replaceChildren();
  const moving = !STILL.matches;
  const map = L.map(panel, {
    zoomControl: false,
    attributionControl: false,
    maxZoom: DEEPEST,
    minZoom: 5,
    zoomAnimation: moving,
    fadeAnimation: moving,
    markerZoomAnimation: moving,
    inertia: moving,
  });
  // Leaflet itself glides when keys or a popup move the map.
  if (!moving) map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false });
  panel.setAttribute("aria-label", text.map || "");
  panel.setAttribute("role", "group");
  L.control.attribution({ prefix: false }).addTo(map);
  L.control.zoom({ zoomInTitle: text.zoom_in || "", zoomOutTitle: text.zoom_out || "" }).addTo(map);
  return map;
}

/** The map stays usable on plain paper: where none of the first tiles comes, no more are asked for. */
export function addTiles(map, panel) {
  const { tiles, credit, creditUrl } = panel.dataset;
  if (!tiles) {
    panel.classList.add("map-panel--plain");
    return;
  }
  const link = element("a", "", credit || "");
  if (/^https?:\/\//.test(creditUrl || "")) link.href = creditUrl;
  const layer = L.tileLayer(tiles, { maxZoom: DEEPEST, attribution: credit ? link.outerHTML : "" });
  let arrived = 0;
  let missing = 0;
  layer.on("tileload", () => { arrived += 1; });
  layer.on("tileerror", () => {
    missing += 1;
    if (arrived === 0 && missing >= TRIES) {
      layer.remove();
      panel.classList.add("map-panel--plain");
    }
  });
  layer.addTo(map);
}

export async function readOutline(panel) {
  if (!panel.dataset.outline) return null;
  try {
    const answer = await fetch(panel.dataset.outline, { credentials: "same-origin" });
    const feature = await answer.json();
    if (!feature.geometry) return null;
    return L.geoJSON(feature, { interactive: false, style: { className: "map-outline" } });
  } catch {
    return null;
  }
}
