// One tab stop for all markers: Tab comes to one of them, the arrow keys go on to the nearest in their direction.

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function middle(marker) {
  const { left, top, width, height } = marker.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}

/** The nearest in this direction; what lies aside counts double, what lies more aside than ahead not at all. */
function nearest(from, markers, [right, down]) {
  const [x, y] = middle(from);
  let best = null;
  let least = Infinity;
  for (const one of markers) {
    const [toX, toY] = middle(one);
    const ahead = (toX - x) * right + (toY - y) * down;
    const aside = Math.abs((toX - x) * down) + Math.abs((toY - y) * right);
    if (one !== from && ahead > 0 && aside <= ahead * 2 && ahead + 2 * aside < least) {
      best = one;
      least = ahead + 2 * aside;
    }
  }
  return best;
}

export class Roving {
  constructor(map) {
    this.pane = map.getPane("markerPane");
    this.pane.addEventListener("focusin", ({ target }) => this.choose(target.closest(".map-marker")));
    this.pane.addEventListener("keydown", (event) => this.go(event));
  }

  get markers() {
    return [...this.pane.querySelectorAll(".map-marker")];
  }

  /** To be called whenever markers have come or gone. */
  settle() {
    const { markers } = this;
    if (!markers.includes(this.chosen)) this.chosen = markers[0];
    for (const one of markers) one.tabIndex = one === this.chosen ? 0 : -1;
  }

  choose(marker) {
    if (!marker || marker === this.chosen) return;
    this.chosen = marker;
    this.settle();
  }

  go(event) {
    const direction = DIRECTIONS[event.key];
    const from = event.target.closest(".map-marker");
    if (!direction || !from || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation(); // the map itself must not move
    nearest(from, this.markers, direction)?.focus();
  }
}
