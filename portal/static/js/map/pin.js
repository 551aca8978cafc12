// The pin of an address form: dragged, clicked or moved by keys, it writes into two fields; they move it back.
import { addTiles, drawGround, loadLeaflet, readOutline, STILL } from "./ground.js";
import { marker } from "./markers.js";
import { labels, number } from "./words.js";

const STEP_PX = 8;
const FAR_PX = 40;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class Pin {
  constructor(map, panel, latInput, lngInput) {
    Object.assign(this, { map, latInput, lngInput });
    const centre = [number(panel.dataset.lat) ?? 35.69, number(panel.dataset.lng) ?? 139.7];
    const set = this.read();
    this.marker = marker(set || centre, "map-marker--pin", "", labels(panel).pin || "");
    Object.assign(this.marker.options, { draggable: true, autoPan: true });
    map.setView(set || centre, set ? 17 : 14, { animate: false });
    this.marker.addTo(map);
  }

  read() {
    const [lat, lng] = [number(this.latInput.value), number(this.lngInput.value)];
    return lat === null || lng === null || Math.abs(lat) > 85 || Math.abs(lng) > 180 ? null : [lat, lng];
  }

  write() {
    const { lat, lng } = this.marker.getLatLng().wrap();
    this.latInput.value = lat.toFixed(6);
    this.lngInput.value = lng.toFixed(6);
    for (const input of [this.latInput, this.lngInput]) input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  move(position) {
    this.marker.setLatLng(position);
    if (this.map.getBounds().pad(-0.1).contains(position)) return;
    this.map.panTo(position, { animate: !STILL.matches });
  }

  step(event) {
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const far = event.shiftKey ? FAR_PX : STEP_PX;
    this.move(this.map.unproject(this.map.project(this.marker.getLatLng()).add([way[0] * far, way[1] * far])));
    this.write();
  }

  follow() {
    this.marker.on("dragend", () => this.write());
    this.marker.getElement().addEventListener("keydown", (event) => this.step(event));
    this.map.on("click", (event) => {
      this.move(event.latlng);
      this.write();
    });
    for (const input of [this.latInput, this.lngInput]) {
      input.addEventListener("input", () => {
        const position = this.read();
        if (position) this.move(position);
      });
    }
  }
}

export async function startPin(panel) {
  await loadLeaflet(panel);
  const latInput = document.getElementById(panel.dataset.pinLatInput);
  const lngInput = document.getElementById(panel.dataset.pinLngInput);
  const map = drawGround(panel, labels(panel));
  new Pin(map, panel, latInput, lngInput).follow();
  addTiles(map, panel);
  (await readOutline(panel))?.addTo(map);
}
