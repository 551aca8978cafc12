"""The week on a place's page, and the days on which it does not hold."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from organizations.places.closures import exception_on, is_holiday, is_year_end, slots_on, weekly_slots
from organizations.places.schedule import Known, Schedule, WeeklyHours
from organizations.places.week_table import (
    DAYS_AHEAD,
    Deviation,
    deviations,
    exception_notes,
    holiday_words,
    today_words,
    week_lines,
)
from tests.organizations.places.schedules import (
    CLOSED,
    NINE_TO_FIVE,
    OPEN,
    OWN,
    SCHEDULES,
    SHIFT,
    WORKDAYS,
    on,
    open_place,
    week,
)

WEDNESDAY = date(2026, 11, 18)


def parts(schedule: Schedule) -> list[list[str]]:
    return [line.parts for line in week_lines(schedule, WEDNESDAY)]


def test_a_week_has_seven_lines_and_knows_today() -> None:
    lines = week_lines(SCHEDULES["office"], WEDNESDAY)
    assert [line.weekday for line in lines] == [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]  # fmt: skip
    assert [line.today for line in lines] == [False, False, True, False, False, False, False]
    assert [line.parts for line in lines] == [["8:30–17:00"]] * 5 + [[], []]


def test_a_line_names_the_weeks_after_the_hours_of_every_week() -> None:
    weekly = (
        WeeklyHours(2, 1080, 1200, frozenset({2, 4})),
        WeeklyHours(2, 780, 960),
        WeeklyHours(2, 540, 720, last_reception=690),
        WeeklyHours(2, 600, 660, frozenset({-1})),
    )
    assert parts(open_place(weekly, CLOSED))[2] == [
        "9:00–12:00 (last reception 11:30)",
        "13:00–16:00",
        "last Wed: 10:00–11:00",
        "2nd and 4th Wed: 18:00–20:00",
    ]


@pytest.mark.parametrize("name", ["unknown", "unknown-with-rows", "by-appointment", "only-once"])
def test_without_a_week_there_are_no_lines(name: str) -> None:
    assert week_lines(SCHEDULES[name], WEDNESDAY) == []


def test_hours_by_appointment_have_their_week() -> None:
    assert parts(SCHEDULES["by-appointment-weekdays"])[0] == ["8:30–17:00"]


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (SCHEDULES["office"], "Closed"),
        (SCHEDULES["hall"], "As on that weekday"),
        (SCHEDULES["desk"], "10:00–12:00, 13:00–15:00"),
        (SCHEDULES["museum"], "Open; if it falls on a closing day, closed on the next weekday instead"),
        (
            SCHEDULES["library"],
            "Open 9:00–17:00; if it falls on a closing day, closed on the next weekday instead",
        ),
        (Schedule(Known.APPOINTMENT, holidays=OWN), "By appointment"),
    ],
)
def test_what_holidays_do(schedule: Schedule, words: str) -> None:
    assert holiday_words(schedule) == words


@pytest.mark.parametrize("language", ["ja", "ja-simple"])
@pytest.mark.parametrize("name", ["office", "hall", "museum", "library"])
def test_what_holidays_do_is_said_in_japanese(language: str, name: str) -> None:
    english = holiday_words(SCHEDULES[name])
    with translation.override(language):
        words = holiday_words(SCHEDULES[name])
    assert words and words != english
    clock = "{午前|ごぜん}{9時|くじ}から {午後|ごご}{5時|ごじ}まで" if language == "ja-simple" else "9:00"
    assert (clock in words) == (name == "library")


def note(first: int, last: int, text: str) -> SimpleNamespace:
    return SimpleNamespace(first=date(2026, 12, first), last=date(2026, 12, last), note=text)


def test_remarks_belong_to_the_days_of_their_row() -> None:
    rows = [note(1, 1, "朝だけ"), note(1, 5, "大掃除"), note(1, 1, ""), note(1, 1, "夜も"), note(1, 1, "朝だけ")]
    assert exception_notes(rows) == {
        (date(2026, 12, 1), date(2026, 12, 1)): "朝だけ, 夜も",
        (date(2026, 12, 1), date(2026, 12, 5)): "大掃除",
    }


def told(schedule: Schedule, today: date, notes: Any = None) -> list[tuple[str, str, str, str]]:
    return [one[:4] for one in deviations(schedule, today, notes or {})]


def test_neighbouring_days_are_one_line_while_hours_and_reason_are_the_same() -> None:
    schedule = open_place(
        week(range(7), NINE_TO_FIVE), OPEN, exceptions=(on("2026-12-01", last="2026-12-03"), on("2026-12-04"))
    )
    days = {(date(2026, 12, 1), date(2026, 12, 3)): "工事"}
    assert told(schedule, date(2026, 11, 25), days) == [
        ("1 December (Tue) – 3 December (Thu)", "Closed", "", "工事"),
        ("4 December (Fri)", "Closed", "", ""),
        ("29 December (Tue) – 3 January (Sun)", "Closed", "Year end and New Year", ""),
    ]


def test_reasons_of_the_calendar() -> None:
    assert told(SCHEDULES["museum"], date(2026, 9, 19)) == [
        ("21 September (Mon)", "9:00–17:00", "National holiday", ""),
        ("24 September (Thu)", "Closed", "In place of the holiday before", ""),
        ("12 October (Mon)", "9:00–17:00", "National holiday", ""),
        ("13 October (Tue)", "Closed", "In place of the holiday before", ""),
    ]


def test_own_hours_of_a_day_are_told_in_order() -> None:
    schedule = open_place(week(WORKDAYS, NINE_TO_FIVE), OPEN, exceptions=(on("2026-11-19", (540, 600), (660, 720)),))
    assert told(schedule, WEDNESDAY)[0] == ("19 November (Thu)", "9:00–10:00, 11:00–12:00", "", "")


def test_an_exception_that_says_what_the_week_says_is_no_deviation() -> None:
    schedule = open_place(week(range(7), NINE_TO_FIVE), OPEN, exceptions=(on("2026-11-19", NINE_TO_FIVE),))
    assert told(schedule, date(2026, 10, 1)) == []


def test_a_deviation_of_today_is_marked() -> None:
    schedule = open_place(week(range(7), NINE_TO_FIVE), OPEN, exceptions=(on("2026-11-18", last="2026-11-19"),))
    assert [one.today for one in deviations(schedule, WEDNESDAY, {})] == [True, False]
    assert not any(one.today for one in deviations(schedule, WEDNESDAY - timedelta(days=1), {}))


def test_by_appointment_what_was_excepted_is_told_too() -> None:
    schedule = Schedule(Known.APPOINTMENT, exceptions=(on("2026-11-20", last="2026-11-22"),))
    days = {(date(2026, 11, 20), date(2026, 11, 22)): "研修"}
    assert deviations(schedule, WEDNESDAY, days) == [
        Deviation("20 November (Fri) – 22 November (Sun)", "Closed", "", "研修", False)
    ]
    assert deviations(SCHEDULES["by-appointment"], WEDNESDAY, {}) == []


def test_unknown_hours_deviate_from_nothing() -> None:
    schedule = Schedule(Known.UNKNOWN, exceptions=(on("2026-11-20"),))
    assert deviations(schedule, WEDNESDAY, {}) == []


def reason(schedule: Schedule, day: date) -> str:
    if exception_on(schedule, day):
        return "excepted"
    if schedule.closed_at_year_end and is_year_end(day):
        return "year end"
    return "holiday" if is_holiday(day) else "shifted"


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(SCHEDULES)), st.dates(date(2025, 12, 1), date(2027, 10, 1)))
def test_there_is_a_line_for_each_run_of_days_that_differ_in_the_same_way(name: str, today: date) -> None:
    schedule = SCHEDULES[name]
    days = [today + timedelta(days=offset) for offset in range(DAYS_AHEAD + 1)]
    differing = [day for day in days if slots_on(schedule, day) != weekly_slots(schedule, day)]
    begins = [
        day
        for day in differing
        if day - timedelta(days=1) not in differing
        or slots_on(schedule, day) != slots_on(schedule, day - timedelta(days=1))
        or reason(schedule, day) != reason(schedule, day - timedelta(days=1))
    ]
    expected = 0 if schedule.known is Known.UNKNOWN else len(begins)
    assert len(deviations(schedule, today, {})) == expected


@pytest.mark.parametrize(
    ("name", "day", "words"),
    [
        ("office", "2026-11-18", "8:30–17:00"),
        ("office", "2026-11-21", "Closed"),
        ("hall", "2026-11-18", "9:00–12:00, 13:00–17:00"),
        ("always", "2026-11-18", "24 hours"),
        ("late", "2026-11-21", "18:00–2:00 the next day"),
        ("late", "2026-11-22", ""),
        ("late", "2026-11-23", "Closed"),
        ("unknown", "2026-11-18", ""),
        ("by-appointment-weekdays", "2026-11-18", ""),
    ],
)
def test_what_holds_today(name: str, day: str, words: str) -> None:
    assert today_words(SCHEDULES[name], date.fromisoformat(day)) == words


def test_a_shift_without_hours_of_its_own_opens_as_usual() -> None:
    schedule = open_place(week([1, 2], NINE_TO_FIVE), SHIFT)
    assert today_words(schedule, date(2026, 11, 23)) == "9:00–17:00"
