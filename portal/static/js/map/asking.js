// What the big map asks the server for, and that only the newest answer counts.

const CELL = 256;
const EDGE = { west: -180, south: -85, east: 180, north: 85 };

/** West, south, east and north of the whole tiles on the screen, never past the edge of the world; null outside it. */
export function boxOf(map) {
  const zoom = Math.round(map.getZoom());
  const { min, max } = map.getPixelBounds();
  const first = L.point(Math.floor(min.x / CELL) * CELL + 1, Math.floor(min.y / CELL) * CELL + 1);
  const last = L.point(Math.ceil(max.x / CELL) * CELL - 1, Math.ceil(max.y / CELL) * CELL - 1);
  const northWest = map.unproject(first, zoom);
  const southEast = map.unproject(last, zoom);
  const west = Math.max(northWest.lng, EDGE.west);
  const south = Math.max(southEast.lat, EDGE.south);
  const east = Math.min(southEast.lng, EDGE.east);
  const north = Math.min(northWest.lat, EDGE.north);
  return west < east && south < north ? [west, south, east, north] : null;
}

export function addressOf(panel, map, language) {
  const box = boxOf(map);
  if (!box) return null;
  const asked = new URLSearchParams(panel.dataset.query || "");
  asked.set("bbox", box.map((one) => one.toFixed(6)).join(","));
  asked.set("zoom", Math.round(map.getZoom()));
  asked.set("in", language);
  return `${panel.dataset.points}?${asked}`;
}

/** Asks one address after the other; an answer that a newer question has overtaken is dropped. */
export class Asker {
  constructor(draw, failed) {
    Object.assign(this, { draw, failed, asked: null, turn: 0 });
  }

  async ask(address) {
    if (address === this.asked) return;
    this.asked = address;
    this.turn += 1;
    const { turn } = this;
    this.stop?.abort();
    this.stop = new AbortController();
    try {
      const answer = await fetch(address, { signal: this.stop.signal, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (turn === this.turn) this.draw(found);
    } catch {
      if (turn !== this.turn) return;
      this.asked = null; // the next move asks again
      this.failed();
    }
  }
}
