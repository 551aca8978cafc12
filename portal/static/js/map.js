// The map panel, the small map of a place, and the pin in an address form. Leaflet draws, the server counts.
(() => {
  "use strict";

  const CELL = 256;
  const DEEPEST = 18;
  const STILL = matchMedia("(prefers-reduced-motion: reduce)");

  function words(panel) {
    try {
      return JSON.parse(panel.dataset.messages || "{}");
    } catch {
      return {};
    }
  }

  function say(text, values = {}) {
    return (text || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function number(text) {
    const value = parseFloat(text);
    return Number.isFinite(value) ? value : null;
  }

  function loadOnce(tag, attributes) {
    return new Promise((resolve, reject) => {
      const made = Object.assign(document.createElement(tag), attributes);
      made.addEventListener("load", resolve);
      made.addEventListener("error", reject);
      // In front: our own sheet must have the last word over Leaflet's.
      document.head.prepend(made);
    });
  }

  async function withLeaflet(panel) {
    const { leafletCss: css, leafletJs: js } = panel.dataset;
    const sheets = [...document.querySelectorAll("link[rel=stylesheet]")];
    if (css && !sheets.some((sheet) => sheet.getAttribute("href") === css)) {
      await loadOnce("link", { rel: "stylesheet", href: css });
    }
    if (!window.L && js) await loadOnce("script", { src: js });
    if (!window.L) throw new Error("Leaflet is missing");
  }

  // Ground: paper, outline, tiles

  function drawGround(panel, text) {
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
      closePopupOnClick: true,
    });
    panel.setAttribute("aria-label", text.map || "");
    panel.setAttribute("role", "group");
    L.control.attribution({ prefix: false }).addTo(map);
    L.control.zoom({ zoomInTitle: text.zoom_in || "", zoomOutTitle: text.zoom_out || "" }).addTo(map);
    return map;
  }

  function addTiles(map, panel) {
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
      if (arrived === 0 && missing >= 3) {
        layer.remove();
        panel.classList.add("map-panel--plain");
      }
    });
    layer.addTo(map);
  }

  async function readOutline(panel) {
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

  function go(map, position, zoom) {
    map.setView(position, zoom, { animate: !STILL.matches });
  }

  // Markers

  function marker(position, className, label, name) {
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

  function popup(made, content, text) {
    made.bindPopup(content, { maxWidth: 280, minWidth: 180, closeButton: true });
    made.on("press", () => made.openPopup());
    made.on("popupopen", (event) => {
      const box = event.popup.getElement();
      const close = box.querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", text.close || "");
      box.addEventListener("keydown", (pressed) => {
        if (pressed.key === "Escape") made.closePopup();
      });
      if (made.getElement() === document.activeElement) box.querySelector("a")?.focus({ preventScroll: true });
    });
    made.on("popupclose", () => {
      const { activeElement } = document;
      if (activeElement === document.body || activeElement?.closest(".leaflet-popup")) {
        made.getElement()?.focus({ preventScroll: true });
      }
    });
  }

  // The big map

  class PlaceMap {
    constructor(panel) {
      this.panel = panel;
      this.text = words(panel);
      this.language = panel.dataset.lang || document.documentElement.lang || "ja";
      this.markers = new Map();
      this.byId = new Map();
      this.asked = null;
      this.moved = false;
    }

    async start() {
      const outline = await readOutline(this.panel);
      this.map = drawGround(this.panel, this.text);
      this.layer = L.layerGroup().addTo(this.map);
      this.status = element("p", "visually-hidden");
      this.status.setAttribute("role", "status");
      this.panel.after(this.status);
      this.addButtons();
      this.look(outline);
      outline?.addTo(this.map);
      addTiles(this.map, this.panel);
      this.map.on("moveend", () => this.later());
      this.map.on("dragend zoomstart", () => this.noteMove());
      this.map.on("keydown", () => this.noteMove());
      this.ready = true;
      this.load();
      this.followCards();
      new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(this.panel);
    }

    near() {
      const given = new URLSearchParams(this.panel.dataset.query || "").get("near");
      const parts = (given || "").split(",").map(number);
      return parts.length === 2 && parts.every((part) => part !== null) ? parts : null;
    }

    look(outline) {
      const near = this.near();
      if (!near && outline) {
        this.map.fitBounds(outline.getBounds(), { animate: false, padding: [8, 8] });
        return;
      }
      if (!near) {
        const { lat, lng, latitude, longitude } = this.panel.dataset;
        this.map.setView([number(lat || latitude) ?? 35.69, number(lng || longitude) ?? 139.7], 13, { animate: false });
        return;
      }
      const radius = number(new URLSearchParams(this.panel.dataset.query).get("radius")) || 2;
      this.map.fitBounds(L.latLng(near).toBounds(radius * 2000), { animate: false });
      L.circle(near, { radius: radius * 1000, className: "map-circle", interactive: false }).addTo(this.map);
    }

    addButtons() {
      const bar = L.control({ position: "topright" });
      bar.onAdd = () => {
        const box = element("div", "map-bar");
        L.DomEvent.disableClickPropagation(box);
        this.areaButton = element("button", "button map-bar__area", this.text.search_area);
        this.areaButton.type = "button";
        this.areaButton.hidden = true;
        this.areaButton.addEventListener("click", () => this.searchArea());
        box.append(this.areaButton);
        if (navigator.geolocation && !document.querySelector("[data-near-me]")) {
          const near = element("button", "button button--quiet", this.text.near_me);
          near.type = "button";
          near.dataset.nearMe = "";
          near.addEventListener("click", () => nearMe(near, this.panel, this.text));
          box.append(near);
        }
        return box;
      };
      bar.addTo(this.map);
    }

    noteMove() {
      if (this.ready) this.areaButton.hidden = false;
    }

    searchArea() {
      const { lat, lng } = this.map.getCenter();
      const bounds = this.map.getBounds();
      const tall = this.map.distance(bounds.getNorthWest(), bounds.getSouthWest());
      const wide = this.map.distance(bounds.getNorthWest(), bounds.getNorthEast());
      const kilometres = Math.min(Math.max(Math.min(tall, wide) / 2000, 0.1), 20);
      location.assign(listAddress(this.panel, lat, lng, 4, kilometres.toFixed(1)));
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(), 150);
    }

    address() {
      const zoom = Math.round(this.map.getZoom());
      const { min, max } = this.map.getPixelBounds();
      const first = L.point(Math.floor(min.x / CELL) * CELL + 1, Math.floor(min.y / CELL) * CELL + 1);
      const last = L.point(Math.ceil(max.x / CELL) * CELL - 1, Math.ceil(max.y / CELL) * CELL - 1);
      const northWest = this.map.unproject(first, zoom);
      const southEast = this.map.unproject(last, zoom);
      const box = [northWest.lng, southEast.lat, southEast.lng, northWest.lat].map((one) => one.toFixed(6));
      const asked = new URLSearchParams(this.panel.dataset.query || "");
      asked.set("bbox", box.join(","));
      asked.set("zoom", zoom);
      asked.set("in", this.language);
      return `${this.panel.dataset.points}?${asked}`;
    }

    async load() {
      const address = this.address();
      if (address === this.asked) return;
      this.asked = address;
      this.stop?.abort();
      this.stop = new AbortController();
      try {
        const answer = await fetch(address, { signal: this.stop.signal, credentials: "same-origin" });
        if (!answer.ok) throw new Error(String(answer.status));
        this.draw(await answer.json());
      } catch (error) {
        if (error.name === "AbortError") return;
        this.asked = null;
        this.status.textContent = this.text.failed || "";
      }
    }

    draw({ clusters, places, types, truncated }) {
      const wanted = new Map();
      for (const [lat, lng, count] of clusters) {
        wanted.set(`c${lat},${lng},${count}`, () => this.cluster(lat, lng, count));
      }
      for (const [spot, rows] of this.spots(places)) {
        const key = `p${spot}:${rows.map((row) => row[0]).join()}`;
        wanted.set(key, () => this.spot(rows, types));
      }
      const focused = this.panel.contains(document.activeElement);
      for (const [key, made] of this.markers) {
        if (wanted.has(key)) continue;
        this.layer.removeLayer(made);
        this.markers.delete(key);
      }
      for (const [key, make] of wanted) {
        if (!this.markers.has(key)) this.markers.set(key, make().addTo(this.layer));
      }
      if (focused && !this.panel.contains(document.activeElement)) this.panel.focus({ preventScroll: true });
      this.tell(clusters, places, truncated);
    }

    spots(places) {
      const found = new Map();
      for (const row of places) {
        const spot = `${row[1].toFixed(5)},${row[2].toFixed(5)}`;
        if (!found.has(spot)) found.set(spot, []);
        found.get(spot).push(row);
      }
      return found;
    }

    tell(clusters, places, truncated) {
      const count = clusters.reduce((sum, one) => sum + one[2], places.length);
      const told = say(this.text.loaded, { count });
      this.status.textContent = truncated ? `${told} ${this.text.truncated || ""}` : told;
    }

    cluster(lat, lng, count) {
      const size = count < 10 ? "small" : count < 100 ? "middle" : "large";
      const name = say(this.text.cluster, { count });
      const made = marker([lat, lng], `map-marker--cluster map-marker--${size}`, String(count), name);
      made.on("click press", () => {
        if (this.map.getZoom() < DEEPEST) {
          this.noteMove();
          go(this.map, [lat, lng], Math.min(this.map.getZoom() + 2, DEEPEST));
        } else {
          location.assign(listAddress(this.panel, lat, lng, 5, "0.1"));
        }
      });
      return made;
    }

    spot(rows, types) {
      const [first] = rows;
      const kind = types[first[3]] || ["", "", "place"];
      const single = rows.length === 1;
      const name = single ? `${first[4]}, ${kind[1]}` : say(this.text.places_here, { count: rows.length });
      const made = marker([first[1], first[2]], single ? "map-marker--place" : "map-marker--stack", single ? "" : String(rows.length), name);
      if (single) made.on("add", () => this.addIcon(made, kind[2]));
      const content = element("div", "map-popup");
      for (const row of rows) content.append(this.entry(row, types));
      popup(made, content, this.text);
      for (const row of rows) this.byId.set(String(row[0]), made);
      made.on("remove", () => rows.forEach((row) => {
        if (this.byId.get(String(row[0])) === made) this.byId.delete(String(row[0]));
      }));
      made.on("mouseover", () => this.markCards(rows, true));
      made.on("mouseout", () => this.markCards(rows, false));
      made.on("add", () => {
        made.getElement().addEventListener("focus", () => this.markCards(rows, true));
        made.getElement().addEventListener("blur", () => this.markCards(rows, false));
      });
      return made;
    }

    addIcon(made, icon) {
      const sprite = this.panel.dataset.icons;
      const face = made.getElement()?.querySelector(".map-marker__face");
      if (!sprite || !face || face.firstChild) return;
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
      svg.setAttribute("class", "icon");
      svg.setAttribute("aria-hidden", "true");
      use.setAttribute("href", `${sprite}#${icon}`);
      svg.append(use);
      face.append(svg);
    }

    entry(row, types) {
      const entry = element("div", "map-popup__entry");
      const link = element("a", "map-popup__name", row[4]);
      link.href = `/${this.language}/places/${row[0]}/`;
      entry.append(link, element("p", "map-popup__kind", (types[row[3]] || ["", ""])[1]));
      const state = cardOf(row[0])?.querySelector(".badge");
      if (state) entry.append(state.cloneNode(true));
      else entry.append(element("p", "map-popup__hint", this.text.details));
      return entry;
    }

    markCards(rows, on) {
      for (const row of rows) cardOf(row[0])?.classList.toggle("card--pointed", on);
    }

    followCards() {
      for (const card of document.querySelectorAll(".card")) {
        const id = idOf(card);
        if (!id) continue;
        const point = (on) => () => this.point(id, on);
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

  function idOf(card) {
    const link = card.querySelector('a[href*="/places/"]');
    return link?.getAttribute("href").match(/\/places\/(\d+)\//)?.[1] || null;
  }

  function cardOf(id) {
    return document.querySelector(`.card a[href*="/places/${Number(id)}/"]`)?.closest(".card") || null;
  }

  // Near me: asked for only when pressed, rounded to a hundred metres before it leaves the browser

  function listAddress(panel, lat, lng, digits, radius) {
    const asked = new URLSearchParams(panel?.dataset.query || "");
    const shown = new URLSearchParams(location.search).get("view");
    for (const name of ["after", "sort"]) asked.delete(name);
    asked.set("near", `${lat.toFixed(digits)},${lng.toFixed(digits)}`);
    if (radius) asked.set("radius", radius);
    if (shown === "map") asked.set("view", shown);
    const list = panel?.dataset.list || `/${panel?.dataset.lang || document.documentElement.lang}/map/`;
    return `${list}?${asked}`;
  }

  function nearMe(button, panel, text) {
    const tell = (message) => {
      let line = document.getElementById("near-me-status");
      if (!line) {
        line = element("p", "map-message");
        line.id = "near-me-status";
        line.setAttribute("role", "status");
        (button.closest(".map-panel") || button).after(line);
      }
      line.textContent = message || "";
    };
    tell(text.locating);
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => {
        button.disabled = false;
        if (latitude < 20 || latitude > 46 || longitude < 122 || longitude > 154) tell(text.outside);
        else location.assign(listAddress(panel, latitude, longitude, 3, ""));
      },
      (error) => {
        button.disabled = false;
        tell(error.code === error.PERMISSION_DENIED ? text.denied : text.not_found);
      },
      { maximumAge: 300000, timeout: 10000 },
    );
  }

  function offerNearMe(panel) {
    if (!navigator.geolocation) return;
    const text = panel ? words(panel) : {};
    for (const button of document.querySelectorAll("button[data-near-me]")) {
      if (button.closest(".map-panel")) continue;
      button.hidden = false;
      button.addEventListener("click", () => nearMe(button, panel, text));
    }
  }

  // One place, or a pin to be set

  async function smallMap(panel) {
    const text = words(panel);
    const map = drawGround(panel, text);
    const latInput = document.getElementById(panel.dataset.pinLatInput || "");
    const lngInput = document.getElementById(panel.dataset.pinLngInput || "");
    const centre = [number(panel.dataset.lat) ?? 35.69, number(panel.dataset.lng) ?? 139.7];
    if (latInput && lngInput) {
      setPin(map, panel, text, latInput, lngInput, centre);
    } else {
      map.setView(centre, number(panel.dataset.zoom) ?? 16, { animate: false });
      const name = panel.dataset.label || text.pin_here || "";
      L.marker(centre, {
        icon: L.divIcon({ className: "map-marker map-marker--pin", html: element("span", "map-marker__face"), iconSize: [44, 44] }),
        keyboard: false,
        interactive: false,
      }).on("add", (event) => {
        const shown = event.target.getElement();
        shown.setAttribute("role", "img");
        shown.setAttribute("aria-label", name);
      }).addTo(map);
    }
    addTiles(map, panel);
    (await readOutline(panel))?.addTo(map);
  }

  function setPin(map, panel, text, latInput, lngInput, centre) {
    const read = () => {
      const lat = number(latInput.value);
      const lng = number(lngInput.value);
      return lat === null || lng === null ? null : [lat, lng];
    };
    const pin = marker(read() || centre, "map-marker--pin", "", text.pin || "");
    pin.options.draggable = true;
    pin.options.autoPan = true;
    pin.addTo(map);
    const write = ({ lat, lng }) => {
      latInput.value = lat.toFixed(6);
      lngInput.value = lng.toFixed(6);
      for (const input of [latInput, lngInput]) input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const move = (position) => {
      pin.setLatLng(position);
      if (!map.getBounds().pad(-0.1).contains(position)) map.panTo(position, { animate: !STILL.matches });
    };
    map.setView(read() || centre, read() ? 17 : 14, { animate: false });
    pin.on("dragend", () => write(pin.getLatLng()));
    map.on("click", (event) => {
      move(event.latlng);
      write(event.latlng);
    });
    for (const input of [latInput, lngInput]) {
      input.addEventListener("input", () => {
        const position = read();
        if (position && Math.abs(position[0]) <= 85 && Math.abs(position[1]) <= 180) move(position);
      });
    }
    pin.getElement().addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const far = event.shiftKey ? 40 : 8;
      const target = map.project(pin.getLatLng()).add([step[0] * far, step[1] * far]);
      move(map.unproject(target));
      write(pin.getLatLng());
    });
  }

  // A hidden panel (a phone shows the list first) waits until it is looked at

  function whenSeen(panel, start) {
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      withLeaflet(panel).then(start).catch(() => panel.classList.add("map-panel--away"));
    }, { rootMargin: "200px" });
    watch.observe(panel);
  }

  function begin() {
    const panels = [...document.querySelectorAll(".map-panel")];
    offerNearMe(panels.find((panel) => panel.dataset.points) || null);
    for (const panel of panels) {
      whenSeen(panel, () => (panel.dataset.points ? new PlaceMap(panel).start() : smallMap(panel)));
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
