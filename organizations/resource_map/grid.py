"""The map's grid: boxes widened to whole cells, and the runs of Morton codes that cover them exactly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from portal.shared.geo import DEEPEST_ZOOM, interleave, tile_of

STEEPEST_LATITUDE = 85.05
SIDE = 32
FINER = 5
"""A cell is 64 px at its zoom: two tile zooms below, 256 px a tile."""
CELLS_PER_TILE = 2
SINGLE_ZOOM = 18

Run = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """West, south, east and north in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Cover:
    """Whole cells of tile zoom `level` around a box, at most SIDE + 1 a side; columns and rows inclusive."""

    level: int
    left: int
    top: int
    right: int
    bottom: int

    @property
    def runs(self) -> tuple[Run, ...]:
        """The covered Morton codes at the deepest zoom as inclusive runs, in order: exact, no code outside."""
        return _runs(self)

    def collect(self, zoom: int, x: int, y: int, found: list[Run]) -> None:
        """Add the runs below one tile."""
        depth = self.level - zoom
        first_x, last_x = x << depth, ((x + 1) << depth) - 1
        first_y, last_y = y << depth, ((y + 1) << depth) - 1
        if first_x > self.right or last_x < self.left or first_y > self.bottom or last_y < self.top:
            return
        if first_x >= self.left and last_x <= self.right and first_y >= self.top and last_y <= self.bottom:
            _append(found, interleave(x, y), zoom)
            return
        for half_y in (0, 1):
            for half_x in (0, 1):
                self.collect(zoom + 1, 2 * x + half_x, 2 * y + half_y, found)


@lru_cache(maxsize=256)
def _runs(cover: Cover) -> tuple[Run, ...]:
    found: list[Run] = []
    cover.collect(0, 0, 0, found)
    return tuple(found)


def _append(found: list[Run], code: int, zoom: int) -> None:
    shift = shift_to(zoom)
    first, last = code << shift, ((code + 1) << shift) - 1
    if found and found[-1][1] + 1 == first:
        found[-1] = (found[-1][0], last)
    else:
        found.append((first, last))


def shift_to(level: int) -> int:
    """Bits by which a stored code moves right to name its tile at that zoom."""
    return 2 * (DEEPEST_ZOOM - level)


def level_of(zoom: int) -> int:
    """Tile zoom of the cells at a map zoom; from SINGLE_ZOOM on as fine as positions are stored."""
    return DEEPEST_ZOOM if zoom >= SINGLE_ZOOM else zoom + CELLS_PER_TILE


def cover(box: Box, zoom: int) -> Cover:
    """The cells that a box touches, coarser while there are more than SIDE a side."""
    level = min(zoom + CELLS_PER_TILE, DEEPEST_ZOOM)
    left, top = tile_of(_bounded(box.north), box.west, level)
    right, bottom = tile_of(_bounded(box.south), box.east, level)
    while max(right - left, bottom - top) > SIDE:
        left, top, right, bottom, level = left >> 1, top >> 1, right >> 1, bottom >> 1, level - 1
    return Cover(level, left, top, right, bottom)


def _bounded(latitude: float) -> float:
    return min(max(latitude, -STEEPEST_LATITUDE), STEEPEST_LATITUDE)
