"""Box and zoom of the map, as written by scripts that know what they want, and by those that do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.resource_map.box_reading import (
    DEFAULT_ZOOM,
    JAPAN_AND_AROUND,
    UnreadableError,
    read_box,
    read_zoom,
)
from organizations.resource_map.grid import Box
from portal.shared.geo import DEEPEST_ZOOM


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("", JAPAN_AND_AROUND),
        ("   ", JAPAN_AND_AROUND),
        ("139.6,35.6,139.8,35.8", Box(139.6, 35.6, 139.8, 35.8)),
        (" 139.6 , 35.6 ,139.8,35.8 ", Box(139.6, 35.6, 139.8, 35.8)),
        ("+139,-35,+140,+36", Box(139, -35, 140, 36)),
        ("-180,-90,180,90", Box(-180, -90, 180, 90)),
        ("0,0,1,1", Box(0, 0, 1, 1)),
    ],
)
def test_a_box(text: str, box: Box) -> None:
    assert read_box(text) == box


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (",", "four numbers"),
        ("1,2,3", "four numbers"),
        ("1,2,3,4,5", "four numbers"),
        ("1,2,3,", "four numbers"),
        ("a,b,c,d", "four numbers"),
        ("1e1,2,30,40", "four numbers"),
        ("１,2,3,4", "four numbers"),
        ("nan,2,3,4", "four numbers"),
        ("0x1,2,3,4", "four numbers"),
        ("1_0,2,30,40", "four numbers"),
        ("1111,2,3,4", "four numbers"),
        ("-181,0,0,1", "outside the earth"),
        ("0,-91,1,0", "outside the earth"),
        ("0,0,180.0001,1", "outside the earth"),
        ("2,0,1,1", "west before east"),
        ("0,2,1,1", "south before north"),
        ("1,1,1,2", "west before east"),
        ("1,1,2,1", "south before north"),
    ],
)
def test_no_box(text: str, word: str) -> None:
    with pytest.raises(UnreadableError, match=word) as caught:
        read_box(text)
    assert caught.value.field == "bbox" and str(caught.value) == caught.value.message


@given(
    st.tuples(st.floats(-180, 179), st.floats(-90, 89)),
    st.tuples(st.floats(0.001, 1), st.floats(0.001, 1)),
    st.integers(4, 15),
)
def test_what_the_map_writes_is_read(corner: tuple[float, float], size: tuple[float, float], digits: int) -> None:
    edges = (corner[0], corner[1], corner[0] + size[0], corner[1] + size[1])
    box = read_box(",".join(f"{edge:.{digits}f}" for edge in edges))
    assert (box.west, box.south, box.east, box.north) == pytest.approx(edges, abs=10**-digits)


@given(st.text(max_size=60))
def test_any_text_is_a_box_or_a_refusal(text: str) -> None:
    try:
        box = read_box(text)
    except UnreadableError as error:
        assert error.field == "bbox" and error.message
    else:
        assert -180 <= box.west < box.east <= 180 and -90 <= box.south < box.north <= 90


@pytest.mark.parametrize(("text", "zoom"), [("", DEFAULT_ZOOM), (" ", DEFAULT_ZOOM), ("0", 0), (" 7 ", 7), ("07", 7)])
def test_a_zoom(text: str, zoom: int) -> None:
    assert read_zoom(text) == zoom


@given(st.integers(0, DEEPEST_ZOOM))
def test_every_zoom_of_the_map(zoom: int) -> None:
    assert read_zoom(str(zoom)) == zoom


@pytest.mark.parametrize("text", ["23", "-1", "1.0", "２", "1e1", "99", "100", "x", "0x1", "1 2", "\u0661"])
def test_no_zoom(text: str) -> None:
    with pytest.raises(UnreadableError, match=str(DEEPEST_ZOOM)) as caught:
        read_zoom(text)
    assert caught.value.field == "zoom"
