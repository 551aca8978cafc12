// Starts the maps of a page when they are looked at: the big map of places, and the pin of an address form.
import { offerNearMe, placeAsked } from "./map/near.js";
import { element, shown } from "./map/words.js";

function sayFailed(panel) {
  const words = shown(panel, "failed");
  if (words.childNodes.length) panel.replaceChildren(element("p", "map__rest", words));
  else panel.hidden = true; // the fields beside a pin do without it
}

async function start(panel) {
  if (panel.dataset.points) await (await import("./map/places.js")).startPlaces(panel);
  else await (await import("./map/pin.js")).startPin(panel);
}

// A hidden panel (a phone shows the list first) waits until it is looked at, and costs nothing until then.
function whenSeen(panel) {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    start(panel).catch(() => sayFailed(panel));
  }, { rootMargin: "200px" });
  watch.observe(panel);
}

const panels = [...document.querySelectorAll(".map-panel")];
offerNearMe(panels.find((panel) => panel.dataset.points));
panels.forEach(whenSeen);
if (placeAsked()) panels.find((panel) => panel.dataset.points)?.scrollIntoView({ block: "center" });
