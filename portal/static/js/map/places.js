// The big map beside the list: clusters and places as the server counts them; list and map point at each other.
import { addressOf, Asker } from "./asking.js";
import { addTiles, DEEPEST, drawGround, loadLeaflet, readOutline, STILL } from "./ground.js";
import { named } from "./furigana.js";
import { FirstLook } from "./look.js";
import { addIcon, marker, popup } from "./markers.js";
import { addressNear, nearMeButton, placeAsked } from "./near.js";
import { Roving } from "./roving.js";
import { element, labels, say, shown, speaker } from "./words.js";

const REST_MS = 150;
const CLOSEST_KM = 0.1;
const FARTHEST_KM = 20;

function cardOf(id) {
  return document.querySelector(`.card[data-place="${Number(id)}"]`);
}

class PlaceMap {
  constructor(panel) {
    this.panel = panel;
    this.text = labels(panel);
    this.language = panel.dataset.lang || document.documentElement.lang || "ja";
    this.markers = new Map();
    this.byId = new Map();
    this.asker = new Asker((found) => this.draw(found), () => this.note("failed"));
  }

  async start() {
    const outline = await readOutline(this.panel);
    this.map = drawGround(this.panel, this.text);
    this.layer = L.layerGroup().addTo(this.map);
    this.status = speaker("visually-hidden");
    this.noteLine = speaker("map-note");
    this.panel.after(this.status);
    this.panel.append(this.noteLine);
    this.addButtons();
    this.roving = new Roving(this.map);
    this.look = new FirstLook(this.map, this.panel, outline);
    outline?.addTo(this.map);
    addTiles(this.map, this.panel);
    this.followMoves();
    this.load();
    this.followCards();
  }

  followMoves() {
    this.map.on("moveend", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(), REST_MS);
    });
    this.map.on("dragend zoomstart", () => {
      if (this.look.settled) this.offerArea();
    });
    this.map.on("keydown", ({ originalEvent }) => {
      if (originalEvent.key.startsWith("Arrow")) this.offerArea();
    });
    new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(this.panel);
  }

  addButtons() {
    const bar = L.control({ position: "topright" });
    bar.onAdd = () => {
      const box = element("div", "map-bar");
      L.DomEvent.disableClickPropagation(box);
      this.areaButton = element("button", "button", shown(this.panel, "search_area"));
      Object.assign(this.areaButton, { type: "button", hidden: true });
      this.areaButton.classList.add("map-bar__area");
      this.areaButton.addEventListener("click", () => this.searchArea());
      box.append(this.areaButton);
      if (navigator.geolocation) box.append(nearMeButton(this.panel, (name) => this.note(name)));
      return box;
    };
    bar.addTo(this.map);
  }

  offerArea() {
    this.areaButton.hidden = false;
  }

  searchArea() {
    const { lat, lng } = this.map.getCenter().wrap();
    const bounds = this.map.getBounds();
    const tall = this.map.distance(bounds.getNorthWest(), bounds.getSouthWest());
    const wide = this.map.distance(bounds.getNorthWest(), bounds.getNorthEast());
    const kilometres = Math.min(Math.max(Math.min(tall, wide) / 2000, CLOSEST_KM), FARTHEST_KM);
    location.assign(addressNear(this.panel, lat, lng, 4, kilometres.toFixed(1)));
  }

  load() {
    const address = addressOf(this.panel, this.map, this.language);
    if (address) this.asker.ask(address);
  }

  /** Seen and read out; an empty name takes the words away. */
  note(name) {
    this.noteLine.replaceChildren(shown(this.panel, name));
  }

  draw({ clusters, places, types, truncated }) {
    const wanted = new Map();
    for (const [lat, lng, count] of clusters) {
      wanted.set(`c${lat},${lng},${count}`, () => this.cluster(lat, lng, count));
    }
    for (const [spot, rows] of bySpot(places)) {
      wanted.set(`p${spot}:${rows.map((row) => row[0]).join()}`, () => this.spot(rows, types));
    }
    this.replace(wanted);
    const count = clusters.reduce((sum, one) => sum + one[2], places.length);
    this.status.textContent = say(this.text.loaded, { count });
    this.note(truncated ? "truncated" : "");
    this.look.follow({ clusters, places }, this.byId);
  }

  /** Markers that stay keep their popup and the focus; a focus that would vanish goes to the map. */
  replace(wanted) {
    const focused = this.panel.contains(document.activeElement);
    for (const [key, made] of this.markers) {
      if (wanted.has(key)) continue;
      this.layer.removeLayer(made);
      this.markers.delete(key);
    }
    for (const [key, make] of wanted) {
      if (!this.markers.has(key)) this.markers.set(key, make().addTo(this.layer));
    }
    this.roving.settle();
    if (focused && !this.panel.contains(document.activeElement)) this.panel.focus({ preventScroll: true });
  }

  cluster(lat, lng, count) {
    const size = count < 10 ? "small" : count < 100 ? "middle" : "large";
    const name = say(this.text.cluster, { count });
    const made = marker([lat, lng], `map-marker--cluster map-marker--${size}`, String(count), name);
    made.on("click press", () => {
      if (this.map.getZoom() < DEEPEST) {
        this.map.setView([lat, lng], Math.min(this.map.getZoom() + 2, DEEPEST), { animate: !STILL.matches });
      } else {
        location.assign(addressNear(this.panel, lat, lng, 5, String(CLOSEST_KM)));
      }
    });
    return made;
  }

  spot(rows, types) {
    const asked = Number(placeAsked());
    rows.sort((one, other) => (other[0] === asked) - (one[0] === asked));
    const [first] = rows;
    const [, kind, icon] = types[first[3]] || ["", "", "place"];
    const single = rows.length === 1;
    const name = single ? `${first[4]}, ${kind}` : say(this.text.places_here, { count: rows.length });
    const face = single ? "map-marker--place" : "map-marker--stack";
    const made = marker([first[1], first[2]], face, single ? "" : String(rows.length), name);
    const content = element("div", "map-popup");
    content.append(...rows.map((row) => this.entry(row, types)));
    popup(made, content, this.text);
    made.on("add", () => {
      if (single) addIcon(made, this.panel.dataset.icons, icon);
      made.getElement().addEventListener("focus", () => markCards(rows, true));
      made.getElement().addEventListener("blur", () => markCards(rows, false));
      for (const row of rows) this.byId.set(String(row[0]), made);
    });
    made.on("remove", () => {
      markCards(rows, false);
      for (const row of rows) if (this.byId.get(String(row[0])) === made) this.byId.delete(String(row[0]));
    });
    made.on("mouseover", () => markCards(rows, true));
    made.on("mouseout", () => markCards(rows, false));
    return made;
  }

  /** A card of the list, where there is one, knows more: furigana, the language of the name, open or not. */
  entry(row, types) {
    const [id, , , type, ...name] = row;
    const [, kind = "", , ...kindMore] = types[type] || [];
    const card = cardOf(id);
    const title = card?.querySelector(".card__title a");
    const entry = element("div", "map-popup__entry");
    const link = element("a", "map-popup__name", title ? copyOf(title) : named(name, this.panel));
    link.href = `/${this.language}/places/${id}/`;
    const lang = title ? title.lang : name[1];
    if (lang) link.lang = lang;
    const line = element("p", "map-popup__kind", named([kind, ...kindMore], this.panel));
    if (kindMore[0]) [line.lang] = kindMore;
    entry.append(link, line);
    const state = card?.querySelector(".badge");
    entry.append(state ? state.cloneNode(true) : element("p", "map-popup__hint", shown(this.panel, "details")));
    return entry;
  }

  followCards() {
    for (const card of document.querySelectorAll(".card[data-place]")) {
      const point = (on) => () => this.point(card.dataset.place, on);
      card.addEventListener("mouseenter", point(true));
      card.addEventListener("mouseleave", point(false));
      card.addEventListener("focusin", point(true));
      card.addEventListener("focusout", point(false));
    }
  }

  point(id, on) {
    const made = this.byId.get(id);
    if (!made) return;
    made.getElement()?.classList.toggle("map-marker--pointed", on);
    made.setZIndexOffset(on ? 1000 : 0);
  }
}

export async function startPlaces(panel) {
  await loadLeaflet(panel);
  await new PlaceMap(panel).start();
}

function bySpot(places) {
  const found = new Map();
  for (const row of places) {
    const spot = `${row[1].toFixed(5)},${row[2].toFixed(5)}`;
    if (!found.has(spot)) found.set(spot, []);
    found.get(spot).push(row);
  }
  return found;
}

function markCards(rows, on) {
  for (const row of rows) cardOf(row[0])?.classList.toggle("card--pointed", on);
}

function copyOf(title) {
  const copy = document.createDocumentFragment();
  copy.append(...title.cloneNode(true).childNodes);
  return copy;
}
