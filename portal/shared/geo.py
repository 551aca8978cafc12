"""Positions on the map: web-mercator tiles and their Morton codes, distances on the ground."""

from __future__ import annotations

from math import asin, cos, floor, log, pi, radians, sin, sqrt, tan

DEEPEST_ZOOM = 22
EARTH_METRES = 6_371_000.0
# Web mercator ends here; the poles themselves lie infinitely far away.
EDGE_LATITUDE = 85.0511287798066


def tile_of(latitude: float, longitude: float, zoom: int = DEEPEST_ZOOM) -> tuple[int, int]:
    """Column and row of the web-mercator tile that holds the position (degrees); beyond the map's edge, the last one."""
    size = 1 << zoom
    x = (longitude + 180.0) / 360.0 * size
    angle = radians(min(max(latitude, -EDGE_LATITUDE), EDGE_LATITUDE))
    y = (1.0 - log(tan(angle) + 1.0 / cos(angle)) / pi) / 2.0 * size
    return min(max(floor(x), 0), size - 1), min(max(floor(y), 0), size - 1)


def _spread(value: int) -> int:
    value = (value | (value << 16)) & 0x0000FFFF0000FFFF
    value = (value | (value << 8)) & 0x00FF00FF00FF00FF
    value = (value | (value << 4)) & 0x0F0F0F0F0F0F0F0F
    value = (value | (value << 2)) & 0x3333333333333333
    return (value | (value << 1)) & 0x5555555555555555


def interleave(x: int, y: int) -> int:
    """Morton code: bits of x on even, of y on odd places."""
    return _spread(x) | (_spread(y) << 1)


def map_cell(latitude: float, longitude: float) -> int:
    """Morton code of the tile at zoom 22; `>> 2 * n` gives the tile n zooms above."""
    return interleave(*tile_of(latitude, longitude))


def metres_between(latitude1: float, longitude1: float, latitude2: float, longitude2: float) -> float:
    """Great-circle distance in metres (haversine)."""
    phi1, phi2 = radians(latitude1), radians(latitude2)
    half_phi, half_lambda = (phi2 - phi1) / 2, radians(longitude2 - longitude1) / 2
    chord = sin(half_phi) ** 2 + cos(phi1) * cos(phi2) * sin(half_lambda) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(chord)))
