"""Text from outside: what deceives the eye goes, what people write stays, what nobody can store is refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.shared.clean_text import UnusableTextError, clean_line, clean_paragraphs

STORABLE = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufffe\uffff"), max_size=200)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\udfff", "\ufffe", "x\uffff"])
@pytest.mark.parametrize("clean", [clean_line, clean_paragraphs])
def test_what_no_database_can_carry_is_refused(text: str, clean: object) -> None:
    with pytest.raises(UnusableTextError):
        clean(text)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  日本語教室  ", "日本語教室"),
        ("　全角　空白　", "全角　空白"),
        ("one\ttwo\r\nthree\nfour", "one two three four"),
        ("one\u2028two\u2029three\u0085four", "one two three four"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("\u2067right to left\u2069", "right to left"),
        ("\ufeff名前", "名前"),
        ("bell\x07", "bell"),
        ("か\u3099っこう", "がっこう"),
        ("e\u0301cole", "école"),
        ("\u200b\u200d\u2060", ""),
        ("\u3164", ""),
        ("", ""),
        ("<b>&amp;", "<b>&amp;"),
        ("=SUM(A1)", "=SUM(A1)"),
    ],
)
def test_a_line(text: str, line: str) -> None:
    assert clean_line(text) == line


@pytest.mark.parametrize(
    "text",
    ["👨‍👩‍👧", "क्‍ष", "می‌خواهم", "မြန်မာ\u200bဘာသာ", "👍🏽", "𠮷野家", "葛\U000e0100城", "Tiếng Việt", "ﾊﾝｶｸ", "㈱"],
)
def test_what_people_write_stays(text: str) -> None:
    assert clean_line(text) == text == clean_paragraphs(text)


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("\n\n one\n\n  two \n\n", "one\n\n  two"),
        ("tab\there", "tab\there"),
    ],
)
def test_lines_and_blanks_inside_paragraphs_stay(text: str, paragraphs: str) -> None:
    assert clean_paragraphs(text) == paragraphs


@given(STORABLE)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_paragraphs(clean_paragraphs(text)) == clean_paragraphs(text)


@given(STORABLE)
def test_nothing_visible_is_lost_and_nothing_is_invented(text: str) -> None:
    """Every letter, sign and figure is still there, in its order."""

    def visible(one: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFC", one) if unicodedata.category(c)[0] in "LNPS")

    kept = visible(clean_paragraphs(text))
    assert kept.replace("\u115f", "").replace("\u1160", "").replace("\u3164", "").replace("\uffa0", "") == visible(
        text
    ).replace("\u115f", "").replace("\u1160", "").replace("\u3164", "").replace("\uffa0", "")


@given(STORABLE)
def test_a_line_is_one_line(text: str) -> None:
    assert len(clean_line(text).splitlines()) <= 1
    assert clean_line(text) == clean_line(text).strip()
