"""The grid: covers are exact, wherever the box lies and however large it is."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from organizations.resource_map.grid import SIDE, Box, cover, level_of, shift_to
from portal.shared.geo import DEEPEST_ZOOM, interleave, map_cell

longitudes = st.floats(-180, 180, allow_nan=False)
latitudes = st.floats(-90, 90, allow_nan=False)
zooms = st.integers(0, DEEPEST_ZOOM)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    west, south = draw(longitudes), draw(latitudes)
    wide, high = draw(st.floats(1e-7, 20)), draw(st.floats(1e-7, 20))
    return Box(west, south, min(west + wide, 180.0), min(south + high, 90.0))


@given(boxes(), zooms)
def test_the_runs_are_exactly_the_cells(box: Box, zoom: int) -> None:
    found = cover(box, zoom)
    cells = {interleave(x, y) for x in range(found.left, found.right + 1) for y in range(found.top, found.bottom + 1)}
    shift = shift_to(found.level)
    assert sum(last - first + 1 for first, last in found.runs) == len(cells) << shift
    for first, last in found.runs:
        assert {first >> shift, last >> shift} <= cells
        assert (first >> shift) << shift == first and ((last >> shift) + 1) << shift == last + 1


@given(boxes(), zooms)
def test_runs_are_in_order_and_never_touch(box: Box, zoom: int) -> None:
    runs = cover(box, zoom).runs
    assert all(one[1] + 1 < two[0] for one, two in pairwise(runs))


@given(boxes(), zooms)
def test_a_cover_is_small_and_never_finer_than_the_zoom(box: Box, zoom: int) -> None:
    found = cover(box, zoom)
    assert found.right - found.left <= SIDE and found.bottom - found.top <= SIDE
    assert found.level <= level_of(zoom)


@given(boxes(), zooms, st.floats(0, 1), st.floats(0, 1))
def test_whatever_lies_in_the_box_lies_in_the_cover(box: Box, zoom: int, across: float, up: float) -> None:
    latitude = max(-85.0, min(85.0, box.south + (box.north - box.south) * up))
    longitude = box.west + (box.east - box.west) * across
    if not (box.south <= latitude <= box.north and box.west <= longitude <= box.east):
        return
    code = map_cell(latitude, longitude)
    assert any(first <= code <= last for first, last in cover(box, zoom).runs)


def test_a_screen_is_covered_at_the_zoom_s_own_cells() -> None:
    assert cover(Box(139.69, 35.68, 139.73, 35.71), 14).level == 16
    assert level_of(14) == 16
    assert level_of(18) == DEEPEST_ZOOM
