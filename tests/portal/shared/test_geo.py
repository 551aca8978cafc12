"""Positions: tiles hold what lies in them, codes keep neighbours together, distances are those on the ground."""

from __future__ import annotations

from math import atan, degrees, pi, sinh

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.shared.geo import DEEPEST_ZOOM, EDGE_LATITUDE, interleave, map_cell, metres_between, tile_of

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)
IN_JAPAN = st.tuples(st.floats(24, 46), st.floats(123, 154))
ZOOMS = st.integers(0, DEEPEST_ZOOM)
CELLS = st.integers(0, (1 << DEEPEST_ZOOM) - 1)


def north_edge(row: int, zoom: int) -> float:
    """Latitude of a tile row's upper border, by the projection's inverse."""
    return degrees(atan(sinh(pi * (1 - 2 * row / (1 << zoom)))))


@pytest.mark.parametrize(
    ("latitude", "longitude", "zoom", "tile"),
    [
        (0.0, 0.0, 0, (0, 0)),
        (0.0, 0.0, 1, (1, 1)),
        (35.6938, 139.7034, 10, (909, 403)),
        (35.6938, 139.7034, 15, (29100, 12901)),
        (43.0642, 141.3469, 6, (57, 23)),
        (85.0, -180.0, 3, (0, 0)),
        (-85.0, 179.999, 3, (7, 7)),
    ],
)
def test_known_tiles(latitude: float, longitude: float, zoom: int, tile: tuple[int, int]) -> None:
    assert tile_of(latitude, longitude, zoom) == tile


@given(IN_JAPAN, st.integers(0, 20))
def test_a_tile_holds_its_position(position: tuple[float, float], zoom: int) -> None:
    latitude, longitude = position
    x, y = tile_of(latitude, longitude, zoom)
    size = 1 << zoom
    assert x / size * 360 - 180 <= longitude + 1e-9 and longitude - 1e-9 <= (x + 1) / size * 360 - 180
    assert north_edge(y + 1, zoom) - 1e-9 <= latitude <= north_edge(y, zoom) + 1e-9


@given(LATITUDES, LONGITUDES, ZOOMS)
def test_every_position_has_a_tile_of_the_map_the_poles_too(latitude: float, longitude: float, zoom: int) -> None:
    x, y = tile_of(latitude, longitude, zoom)
    assert 0 <= x < 1 << zoom and 0 <= y < 1 << zoom


@pytest.mark.parametrize("zoom", [0, 5, DEEPEST_ZOOM])
def test_beyond_the_edge_is_the_last_row(zoom: int) -> None:
    assert tile_of(90, 0, zoom)[1] == tile_of(EDGE_LATITUDE, 0, zoom)[1] == 0
    assert tile_of(-90, 0, zoom)[1] == tile_of(-EDGE_LATITUDE, 0, zoom)[1] == (1 << zoom) - 1
    assert tile_of(0, 180, zoom)[0] == (1 << zoom) - 1


@given(IN_JAPAN, st.integers(0, DEEPEST_ZOOM - 1))
def test_the_tile_above_holds_the_tile_below(position: tuple[float, float], zoom: int) -> None:
    x, y = tile_of(*position, zoom=zoom + 1)
    assert tile_of(*position, zoom=zoom) == (x >> 1, y >> 1)


@given(CELLS, CELLS)
def test_the_code_holds_both_numbers_bit_by_bit(x: int, y: int) -> None:
    code = interleave(x, y)
    assert [code >> 2 * n & 1 for n in range(DEEPEST_ZOOM)] == [x >> n & 1 for n in range(DEEPEST_ZOOM)]
    assert [code >> 2 * n + 1 & 1 for n in range(DEEPEST_ZOOM)] == [y >> n & 1 for n in range(DEEPEST_ZOOM)]
    assert 0 <= code < 1 << 2 * DEEPEST_ZOOM, "fits a bigint"


@given(CELLS, CELLS, CELLS, CELLS)
def test_different_tiles_have_different_codes(x: int, y: int, other_x: int, other_y: int) -> None:
    assert (interleave(x, y) == interleave(other_x, other_y)) == ((x, y) == (other_x, other_y))


@given(IN_JAPAN, ZOOMS)
def test_two_bits_less_are_one_zoom_above(position: tuple[float, float], zoom: int) -> None:
    assert map_cell(*position) >> 2 * (DEEPEST_ZOOM - zoom) == interleave(*tile_of(*position, zoom=zoom))


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ((35.681236, 139.767125), (35.690921, 139.700258), 6_134),
        ((35.6812, 139.7671), (34.7025, 135.4959), 403_000),
        ((0, 0), (0, 180), 20_015_087),
        ((90, 0), (-90, 0), 20_015_087),
        ((35, 139), (35, 139), 0),
        ((0, 179.9999), (0, -179.9999), 22),
    ],
)
def test_known_distances(one: tuple[float, float], other: tuple[float, float], metres: float) -> None:
    assert metres_between(*one, *other) == pytest.approx(metres, rel=0.01, abs=1)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_the_way_back_is_as_long_and_never_round_the_world(a: float, b: float, c: float, d: float) -> None:
    there = metres_between(a, b, c, d)
    assert there == pytest.approx(metres_between(c, d, a, b), abs=1e-3)
    assert 0 <= there <= 20_015_088


@given(IN_JAPAN, IN_JAPAN, IN_JAPAN)
def test_a_detour_is_never_shorter(
    one: tuple[float, float], other: tuple[float, float], between: tuple[float, float]
) -> None:
    assert metres_between(*one, *other) <= metres_between(*one, *between) + metres_between(*between, *other) + 0.01
