"""Times, days and freshness in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from organizations.places.form_fields import parse_clock
from organizations.places.schedule import State, StateKind, epoch_minute, midnight
from organizations.places.wording import (
    clock,
    day_words,
    days_words,
    freshness_words,
    mode_words,
    service_words,
    span_words,
    spans_words,
    state_words,
    typed_clock,
    weekday_words,
    weeks_words,
)
from portal.shared.ruby import strip_ruby

WEDNESDAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("minute", "shown", "typed"),
    [
        (0, "0:00", "0:00"),
        (5, "0:05", "0:05"),
        (540, "9:00", "9:00"),
        (1439, "23:59", "23:59"),
        (1440, "24:00", "24:00"),
        (1500, "1:00", "25:00"),
        (2880, "0:00", "48:00"),
    ],
)
def test_a_time_of_day(minute: int, shown: str, typed: str) -> None:
    assert (clock(minute), typed_clock(minute)) == (shown, typed)


@given(st.integers(0, 1740))
def test_what_is_shown_in_the_editor_is_understood_there(minute: int) -> None:
    assert parse_clock(typed_clock(minute)) == minute


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ((540, 1020), "9:00–17:00"),
        ((0, 1440), "24 hours"),
        ((0, 720), "0:00–12:00"),
        ((1080, 1440), "18:00–24:00"),
        ((1080, 1560), "18:00–2:00 the next day"),
        ((540, 1020, 990), "9:00–17:00 (last reception 16:30)"),
        ((540, 1020, 1020), "9:00–17:00"),
        ((540, 1020, None), "9:00–17:00"),
    ],
)
def test_an_interval(span: tuple[int, int, int], words: str) -> None:
    assert span_words(*span) == words


def test_intervals_of_a_day_are_a_list_in_the_pages_own_way() -> None:
    slots = [(540, 720), (780, 1020, 990)]
    assert spans_words(slots) == "9:00–12:00, 13:00–17:00 (last reception 16:30)"
    assert spans_words([]) == ""
    with translation.override("ja"):
        assert spans_words(slots) == "9:00～12:00、13:00～17:00（最終受付 16:30）"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (WEDNESDAY, WEDNESDAY, "18 November (Wed)"),
        (WEDNESDAY, date(2026, 11, 20), "18 November (Wed) – 20 November (Fri)"),
        (date(2026, 12, 29), date(2027, 1, 3), "29 December (Tue) – 3 January (Sun)"),
    ],
)
def test_days(first: date, last: date, words: str) -> None:
    assert days_words(first, last) == words


def test_a_day_in_japanese() -> None:
    with translation.override("ja"):
        assert day_words(WEDNESDAY) == "11月18日（水）"


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        ((), ""),
        ((2,), "2nd"),
        ((1, 3), "1st and 3rd"),
        ((3, 1), "1st and 3rd"),
        ((2, 4), "2nd and 4th"),
        ((5, 3, 1), "1st, 3rd and 5th"),
        ((-1,), "last"),
        ((-1, 1), "1st, last"),
        ((1, 2, 4, 5), "1st, 2nd, 4th, 5th"),
        ((1, 9), "1st"),
    ],
)
def test_weeks_of_the_month(weeks: tuple[int, ...], words: str) -> None:
    assert weeks_words(weeks) == words


@given(st.sets(st.integers(0, 6), min_size=1))
def test_every_named_day_and_no_other_is_read_out_of_the_words(days: set[int]) -> None:
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    read: set[int] = set()
    for part in weekday_words(sorted(days)).split(", "):
        ends = [names.index(name) for name in part.split("–")]
        read |= set(range(ends[0], ends[-1] + 1))
    assert read == days


def row(**more: object) -> SimpleNamespace:
    values = {"weekdays": [], "weeks": [], "starts": None, "ends": None, "mode": "staff", "needs_booking": False}
    return SimpleNamespace(**{**values, **more})


@pytest.mark.parametrize(
    ("said", "when", "how"),
    [
        ({}, "whenever the place is open", ""),
        ({"weekdays": [3]}, "Thu", ""),
        ({"weekdays": [3], "starts": 780, "ends": 1020}, "Thu 13:00–17:00", ""),
        ({"starts": 780, "ends": 1020}, "13:00–17:00", ""),
        ({"weekdays": [3], "weeks": [1, 3]}, "1st and 3rd Thu", ""),
        ({"weeks": [1, 3]}, "1st and 3rd Mon–Sun", ""),
        ({"needs_booking": True}, "whenever the place is open", "booking needed"),
        ({"mode": "volunteer", "needs_booking": True}, "whenever the place is open", "volunteers, booking needed"),
        ({"mode": "telephone"}, "whenever the place is open", "by telephone"),
        ({"mode": "of another age"}, "whenever the place is open", ""),
    ],
)
def test_when_and_how_a_language_is_spoken(said: dict[str, object], when: str, how: str) -> None:
    assert service_words(row(**said)) == (when, how)


def test_every_mode_but_the_usual_one_has_words() -> None:
    assert mode_words("staff") == ""
    modes = [mode_words(mode) for mode in ("volunteer", "interpreter", "telephone", "video", "machine")]
    assert len(set(modes)) == 5 and all(modes)


@pytest.mark.parametrize(
    ("hour", "until", "words"),
    [
        (23, 24, "Open until 24:00"),
        (9, 24, "Open until 24:00"),
        (23, 26, "Open until 2:00"),
        (9, 33, "Open until 9:00"),
        (9, 48, "Open now"),
    ],
)
def test_open_until_an_hour_that_nobody_misreads(hour: int, until: int, words: str) -> None:
    begin = midnight(WEDNESDAY)
    assert state_words(State(StateKind.OPEN, until=begin + until * 60), begin + hour * 60, True) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, "Not confirmed yet"),
        (-3, "Confirmed today"),
        (0, "Confirmed today"),
        (1, "Confirmed 1 day ago"),
        (2, "Confirmed 2 days ago"),
        (365, "Confirmed 365 days ago"),
        (366, "Confirmed more than a year ago"),
    ],
)
def test_how_fresh_an_entry_is(days: int | None, words: str) -> None:
    confirmed = None if days is None else WEDNESDAY - timedelta(days=days)
    assert freshness_words(confirmed, WEDNESDAY) == words


def test_the_same_moment_is_told_in_every_interface_language(now: object) -> None:
    state = State(StateKind.OPEN, until=epoch_minute(now) + 60)  # type: ignore[arg-type]
    told = set()
    for language in ("ja", "ja-simple", "en"):
        with translation.override(language):
            told.add(state_words(state, epoch_minute(now), True))  # type: ignore[arg-type]
    assert told == {
        "Open until 11:30",
        "11:30まで開いています",
        "{午前|ごぜん}{11時|じゅういちじ}{30分|さんじゅっぷん}まで {開|あ}いて います",
    }


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"weekdays": [0, 1, 2, 3, 4], "starts": 540, "ends": 1020},
            "月曜日から 金曜日まで 午前9時から 午後5時まで",
        ),
        ({"weekdays": [2], "weeks": [2, 4]}, "2番目と 4番目の 水曜日"),
        ({"weekdays": [1, 3], "starts": 1080, "ends": 1530}, "火曜日、木曜日 午後6時から 次の 日の 午前1時30分まで"),
    ],
)
def test_plain_japanese_has_one_clock_and_whole_names_of_days(said: dict[str, object], words: str) -> None:
    with translation.override("ja-simple"):
        assert strip_ruby(service_words(row(**said))[0]) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (90, "今日 昼の 12時に 開きます"),
        (26 * 60 + 30, "木曜日 午後1時に 開きます"),
        (7 * 1440, "11月25日 午前10時30分に 開きます"),
    ],
)
def test_when_it_opens_in_plain_japanese(now: datetime, minutes: int, words: str) -> None:
    minute = epoch_minute(now)
    with translation.override("ja-simple"):
        assert strip_ruby(state_words(State(StateKind.CLOSED, opens_next=minute + minutes), minute, True)) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Opens in a disaster. You need not call first."),
        ("ja", "災害のときに開きます。電話は要りません。"),
        ("ja-simple", "災害の ときに 開きます。電話は 要りません。"),
    ],
)
def test_a_shelter_asks_nobody_to_call(language: str, words: str) -> None:
    with translation.override(language):
        for can_call in (True, False):
            assert strip_ruby(state_words(State(StateKind.UNKNOWN), 0, can_call, shelter=True)) == words
        usual = State(StateKind.APPOINTMENT)
        assert state_words(usual, 0, True, shelter=True) == state_words(usual, 0, True)
