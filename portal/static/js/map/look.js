// Where the map looks first: at the place asked for, around a point, at what was found, else at the ward.
import { DEEPEST } from "./ground.js";
import { placeAsked } from "./near.js";
import { number } from "./words.js";

const DEFAULT_KM = 2;
const AT_PLACE = 17;
const NEAREST_FIT = 16;
const STEP_BACK = 3;

export class FirstLook {
  constructor(map, panel, outline) {
    Object.assign(this, { map, outline, place: placeAsked(), settled: false, steps: 0 });
    const asked = new URLSearchParams(panel.dataset.query || "");
    const near = (asked.get("near") || "").split(",").map(number);
    if (near.length === 2 && !near.includes(null)) this.around(near, number(asked.get("radius")) || DEFAULT_KM);
    else this.ward(panel);
    this.settled = this.near ? !this.place : [...asked.keys()].length === 0;
  }

  around(near, radius) {
    this.near = near;
    const metres = radius * 1000;
    if (this.place) this.map.setView(near, AT_PLACE, { animate: false });
    else this.map.fitBounds(L.latLng(near).toBounds(metres * 2), { animate: false });
    L.circle(near, { radius: metres, className: "map-circle", interactive: false }).addTo(this.map);
    if (!this.place) L.circleMarker(near, { radius: 7, className: "map-here", interactive: false }).addTo(this.map);
  }

  ward(panel) {
    if (this.outline) {
      this.map.fitBounds(this.outline.getBounds(), { animate: false, padding: [8, 8] });
      return;
    }
    const { lat, lng } = panel.dataset;
    this.map.setView([number(lat) ?? 35.69, number(lng) ?? 139.7], 13, { animate: false });
  }

  /** After an answer, until the look is settled. markers: those drawn, by place. */
  follow({ clusters, places }, markers) {
    if (this.settled) return;
    if (this.near) this.openPlace(markers);
    else this.fit([...clusters.map(([lat, lng]) => [lat, lng]), ...places.map(([, lat, lng]) => [lat, lng])]);
  }

  openPlace(markers) {
    const made = markers.get(this.place);
    this.settled = Boolean(made) || this.map.getZoom() >= DEEPEST;
    if (made) made.openPopup();
    else if (!this.settled) this.map.setView(this.near, DEEPEST, { animate: false });
  }

  /** Closer, where all that was found lies close together; back a step, once, where nothing was. */
  fit(spots) {
    if (spots.length === 0 && this.steps === 0) {
      this.steps = 1;
      this.map.setZoom(this.map.getZoom() - STEP_BACK, { animate: false });
      return;
    }
    const area = L.latLngBounds(spots);
    const closer = spots.length > 0 && this.map.getBoundsZoom(area) > this.map.getZoom();
    if (closer || (spots.length > 0 && !this.map.getBounds().contains(area))) {
      this.map.fitBounds(area, { animate: false, padding: [48, 48], maxZoom: NEAREST_FIT });
    }
    this.settled = true;
  }
}
