"""Times of day in plain Japanese: what is written, and how it is read aloud."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.places.plain_times import plain_time
from portal.shared.ruby import ruby_pass, strip_ruby


@pytest.mark.parametrize(
    ("minute", "words"),
    [
        (0, "{夜|よる}の {12時|じゅうにじ}"),
        (30, "{午前|ごぜん}{0時|れいじ}{30分|さんじゅっぷん}"),
        (4 * 60, "{午前|ごぜん}{4時|よじ}"),
        (7 * 60 + 5, "{午前|ごぜん}{7時|しちじ}{5分|ごふん}"),
        (9 * 60, "{午前|ごぜん}{9時|くじ}"),
        (11 * 60 + 59, "{午前|ごぜん}{11時|じゅういちじ}{59分|ごじゅうきゅうふん}"),
        (12 * 60, "{昼|ひる}の {12時|じゅうにじ}"),
        (12 * 60 + 16, "{昼|ひる}の {12時|じゅうにじ}{16分|じゅうろっぷん}"),
        (13 * 60 + 10, "{午後|ごご}{1時|いちじ}{10分|じゅっぷん}"),
        (17 * 60, "{午後|ごご}{5時|ごじ}"),
        (19 * 60 + 45, "{午後|ごご}{7時|しちじ}{45分|よんじゅうごふん}"),
        (24 * 60, "{夜|よる}の {12時|じゅうにじ}"),
        (26 * 60, "{午前|ごぜん}{2時|にじ}"),
    ],
)
def test_a_time_as_it_is_said(minute: int, words: str) -> None:
    assert plain_time(minute) == words


@pytest.mark.parametrize(
    ("minutes", "reading"),
    [
        (1, "いっ"),
        (2, "に"),
        (3, "さん"),
        (4, "よん"),
        (6, "ろっ"),
        (7, "なな"),
        (8, "はっ"),
        (9, "きゅう"),
        (20, "にじゅっ"),
    ],
)
def test_minutes_end_in_fun_or_pun(minutes: int, reading: str) -> None:
    fun = "ふん" if minutes in (2, 7, 9) else "ぷん"
    assert plain_time(540 + minutes).endswith(f"{{{minutes}分|{reading}{fun}}}")


@given(st.integers(0, 2880))
def test_every_minute_can_be_read_aloud_and_no_two_are_alike(minute: int) -> None:
    words = plain_time(minute)
    aloud = re.sub(r"<ruby>.*?</ruby>", "", ruby_pass(words, show=True))
    assert aloud in ("", "の ")
    assert (words == plain_time(minute + 1)) is False
    assert re.fullmatch(r"(?:午前|午後|夜の |昼の )\d{1,2}時(?:\d{1,2}分)?", strip_ruby(words))
