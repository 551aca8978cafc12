"""A cursor survives the way through an address; anything else is refused without a word."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.resource_map.cursors import LAST_DAY, MAX_ID, Cursor, read_cursor

RANKS = st.integers(-(2**31), 2**31 - 1)
IDS = st.integers(0, MAX_ID)
TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=200)
CURSORS = st.one_of(
    st.builds(lambda exact, rank, id_: Cursor("names", (exact, rank, id_)), st.integers(0, 1), RANKS, IDS),
    st.builds(lambda phase, rank, id_: Cursor(phase, (rank, id_)), st.sampled_from(["rank", "near"]), RANKS, IDS),
    st.builds(lambda days, id_: Cursor("fresh", (days, id_)), st.integers(-1, LAST_DAY), IDS),
    st.builds(lambda key, id_: Cursor("kana", (key, id_)), TEXTS, IDS),
)


@given(CURSORS)
def test_what_was_written_is_read(cursor: Cursor) -> None:
    text = str(cursor)
    assert text.isascii() and "=" not in text and "&" not in text
    if len(text) <= 1200:
        assert read_cursor(text) == cursor


@given(st.text(max_size=300))
def test_any_text_is_a_cursor_or_nothing(text: str) -> None:
    found = read_cursor(text)
    assert found is None or str(found) == text


@pytest.mark.parametrize(
    "json",
    [
        "",
        "1",
        "{}",
        "[]",
        "[1,2]",
        '["rank"]',
        '["rank",1]',
        '["rank",1,2,3]',
        '["rank","1",2]',
        '["rank",1.5,2]',
        '["rank",true,2]',
        '["rank",2147483648,2]',
        '["rank",1,-1]',
        '["rank",1,9223372036854775808]',
        '["rank",NaN,2]',
        '["rank", 1,2]',
        '["fresh",2932897,2]',
        '["fresh",-2,2]',
        '["names",2,1,1]',
        '["kana",1,1]',
        '["kana","\\u0000",1]',
        '["kana","\\ud800",1]',
        '["other",1,1]',
        "[" * 900,
    ],
)
def test_wrong_shapes_are_refused(json: str) -> None:
    assert read_cursor(urlsafe_b64encode(json.encode()).decode().rstrip("=")) is None
