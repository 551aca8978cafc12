// Near me: asked for only when pressed, rounded to a hundred metres before it leaves the browser.
import { element, shown, speaker } from "./words.js";

const JAPAN = { south: 20, north: 46, west: 122, east: 154 };
const PATIENCE = { maximumAge: 300000, timeout: 10000 };

/** The search of the panel around a point; the list or the map, whichever is looked at. */
export function addressNear(panel, lat, lng, digits, radius) {
  const asked = new URLSearchParams(panel?.dataset.query || "");
  const view = new URLSearchParams(location.search).get("view");
  for (const name of ["after", "sort"]) asked.delete(name);
  asked.set("near", `${lat.toFixed(digits)},${lng.toFixed(digits)}`);
  if (radius) asked.set("radius", radius);
  if (view === "map") asked.set("view", view);
  return `/${panel?.dataset.lang || document.documentElement.lang}/map/?${asked}`;
}

/** The place whose page led here: its address ends in #place-12. */
export function placeAsked() {
  return /^#place-(\d+)$/.exec(location.hash)?.[1] || "";
}

function inJapan({ latitude, longitude }) {
  return latitude >= JAPAN.south && latitude <= JAPAN.north && longitude >= JAPAN.west && longitude <= JAPAN.east;
}

/** Makes a button ask for the reader's position; `tell` says what becomes of it. The focus stays on the button. */
export function followNearMe(button, panel, tell) {
  const settle = (name) => {
    button.removeAttribute("aria-disabled");
    tell(name);
  };
  button.addEventListener("click", () => {
    if (button.hasAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    tell("locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        settle(inJapan(coords) ? "" : "outside");
        if (inJapan(coords)) location.assign(addressNear(panel, coords.latitude, coords.longitude, 3, ""));
      },
      (error) => settle(error.code === error.PERMISSION_DENIED ? "denied" : "not_found"),
      PATIENCE,
    );
  });
}

/** A button on the map itself. */
export function nearMeButton(panel, tell) {
  const button = element("button", "button button--quiet", shown(panel, "near_me"));
  button.type = "button";
  followNearMe(button, panel, tell);
  return button;
}

/** The buttons that wait hidden in the page, each with a line of its own for what is said. */
export function offerNearMe(panel) {
  if (!navigator.geolocation) return;
  for (const button of document.querySelectorAll("button[data-near-me]")) {
    const line = speaker("map-message");
    button.after(line);
    button.hidden = false;
    followNearMe(button, panel, (name) => line.replaceChildren(shown(panel, name)));
  }
}
