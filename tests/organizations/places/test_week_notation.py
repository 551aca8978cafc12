"""The week in one line: what is written is read back, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.places.hours import HolidayRule, Known, Schedule, WeeklyHours
from organizations.places.hours_text import schedule_from_columns, schedule_from_note
from organizations.places.week_notation import LONGEST_WEEK, same_week, split_week, write_week

WEEKS = st.frozensets(st.sampled_from([1, 2, 3, 4, 5, -1]), max_size=3)


@st.composite
def _hours(draw: st.DrawFn) -> WeeklyHours:
    opens = draw(st.integers(0, 1439))
    closes = draw(st.integers(opens + 1, 2880))
    last = draw(st.none() | st.integers(opens, closes))
    return WeeklyHours(draw(st.integers(0, 6)), opens, closes, draw(WEEKS), last)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    weekly = tuple(draw(st.lists(_hours(), min_size=1, max_size=8)))
    rule = draw(st.sampled_from(HolidayRule))
    own = ((600, 900), (960, 1500)) if rule is HolidayRule.OWN or draw(st.booleans()) else ()
    if rule is HolidayRule.SHIFT:
        own = own or ((600, 900),)
    known = draw(st.sampled_from([Known.HOURS, Known.APPOINTMENT]))
    return Schedule(known, weekly, rule, own, draw(st.booleans()))


@given(schedules(), st.sampled_from(["", "要予約", "〔昼休みあり〕", "月～金:9:00～17:00"]))
def test_what_is_written_is_read_back(one: Schedule, note: str) -> None:
    line = write_week(one)
    if not line:
        return
    assert len(line) <= LONGEST_WEEK
    told, rest = split_week(f"{line} {note}")
    assert told is not None and same_week(told, one)
    assert rest == note
    assert write_week(told) == line
    read = schedule_from_note(f"{line} {note}")
    assert read is not None and same_week(read, one)


WEEKDAYS_AND_SATURDAYS = Schedule(
    Known.HOURS,
    (
        *(WeeklyHours(day, opens, closes) for day in (0, 1, 3) for opens, closes in ((540, 720), (780, 1020))),
        WeeklyHours(4, 1080, 1560, last_reception=1500),
        WeeklyHours(5, 600, 720, frozenset({2, 4, -1})),
    ),
    closed_at_year_end=False,
)
LINE = (
    "〔月火木 9:00～12:00、13:00～17:00；金 18:00～翌2:00（受付翌1:00まで）；第2・第4・最終土曜日 10:00～12:00；"
    "祝日 休み；年末年始 通常どおり〕"
)


def test_people_can_read_it() -> None:
    assert write_week(WEEKDAYS_AND_SATURDAYS) == LINE


@pytest.mark.parametrize(
    ("rule", "own", "words"),
    [
        (HolidayRule.CLOSED, (), "祝日 休み"),
        (HolidayRule.OPEN, (), "祝日 通常どおり"),
        (HolidayRule.OWN, ((600, 900),), "祝日 10:00～15:00"),
        (HolidayRule.SHIFT, (), "祝日 開館、翌平日休み"),
        (HolidayRule.SHIFT, ((600, 900),), "祝日 10:00～15:00、翌平日休み"),
    ],
)
def test_what_holidays_do_is_said(rule: HolidayRule, own: tuple[tuple[int, int], ...], words: str) -> None:
    one = Schedule(Known.HOURS, (WeeklyHours(1, 540, 1020),), rule, own)
    line = write_week(one)
    assert words in line
    told, _ = split_week(line)
    assert told is not None and same_week(told, one)


def test_by_appointment_is_said_and_unknown_hours_are_not() -> None:
    assert write_week(Schedule(Known.APPOINTMENT)) == "〔予約制〕"
    assert split_week("〔予約制〕")[0] == Schedule(Known.APPOINTMENT)
    assert write_week(Schedule(Known.UNKNOWN)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "要予約",
        "〔〕",
        "〔昼休みあり〕月 9:00～17:00",
        "〔月 9:00～17:00",
        "〔月 9:00～8:00〕",
        "〔月 9:00～17:00；ときどき休み〕",
        "〔月 25:00～26:00〕",
        "〔月 9:60～17:00〕",
        "〔祝日 休み〕",
        "〔月 9:00～17:00；祝日 不定〕",
        "〔第6月曜日 9:00～17:00〕",
        "ほか〔月 9:00～17:00〕",
    ],
)
def test_nothing_else_is_taken_for_a_week(text: str) -> None:
    assert split_week(text) == (None, text)


def test_a_week_too_long_to_read_is_not_written() -> None:
    weekly = tuple(WeeklyHours(day, minute, minute + 1) for day in range(7) for minute in range(day, 700, 7))
    assert write_week(Schedule(Known.HOURS, weekly)) == ""


def test_columns_that_contradict_the_line_leave_the_hours_unknown() -> None:
    line = "〔土日 22:00～翌2:00〕"
    told = schedule_from_columns("土日", "22:00", "02:00", line)
    assert told is not None and {row.closes for row in told.weekly} == {1560}
    assert schedule_from_columns("土", "22:00", "02:00", line) is None
    assert schedule_from_columns("土日", "22:00", "03:00", line) is None
