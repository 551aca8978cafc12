"""From rows to the schedule, and to the next two weeks; the rows are model instances that were never saved."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizations.places.models import LanguageService, OpeningException, OpeningHours, Place
from organizations.places.opening_state import midnight
from organizations.places.schedule import HolidayRule, Known, Schedule, WeeklyHours, day_hours
from organizations.places.stored_hours import DAYS_AHEAD, falls_on, open_days, open_ranges, schedule_of, spoken_days
from tests.organizations.places.schedules import CLOSED, OPEN, SCHEDULES, open_place, week

WEDNESDAY = date(2026, 11, 18)


def place(known: str = "hours", holidays: str = "closed", closed_at_year_end: bool = True) -> Place:
    return Place(hours_known=known, holiday_treatment=holidays, closed_at_year_end=closed_at_year_end)


def hours(
    weekday: int, opens: int, closes: int, weeks: list[int] | None = None, last: int | None = None
) -> OpeningHours:
    return OpeningHours(weekday=weekday, opens=opens, closes=closes, weeks=weeks or [], last_reception=last)


def exception(first: date, last: date, opens: int | None = None, closes: int | None = None) -> OpeningException:
    return OpeningException(first=first, last=last, opens=opens, closes=closes)


def spoken(weekdays: list[int] | None = None, weeks: list[int] | None = None) -> LanguageService:
    return LanguageService(language="vi", weekdays=weekdays or [], weeks=weeks or [])


def test_every_column_finds_its_way() -> None:
    rows = [hours(7, 600, 900), hours(2, 780, 960, [2, 4], 930), hours(0, 780, 900), hours(0, 540, 720)]
    found = schedule_of(place(holidays="own", closed_at_year_end=False), rows, [])
    assert found == Schedule(
        Known.HOURS,
        (
            WeeklyHours(0, 540, 720),
            WeeklyHours(0, 780, 900),
            WeeklyHours(2, 780, 960, frozenset({2, 4}), 930),
        ),
        HolidayRule.OWN,
        ((600, 900),),
        closed_at_year_end=False,
    )


@pytest.mark.parametrize(
    ("row", "rows"),
    [
        (place(), []),
        (place(), [hours(7, 540, 720)]),
        (place(holidays="own"), [hours(0, 540, 720)]),
        (place(holidays="shift"), [hours(0, 540, 720), hours(1, 600, 720)]),
        (place(), [hours(0, 720, 540)]),
        (place(), [hours(9, 540, 720)]),
        (place(known="sometimes"), [hours(0, 540, 720)]),
        (place(holidays="sometimes"), [hours(0, 540, 720)]),
    ],
)
def test_rows_that_contradict_each_other_leave_the_hours_unknown(row: Place, rows: list[OpeningHours]) -> None:
    assert schedule_of(row, rows, []).known is Known.UNKNOWN


def test_one_open_day_within_a_closure_is_open_whichever_row_was_written_first() -> None:
    closure = exception(WEDNESDAY, WEDNESDAY + timedelta(days=7))
    one_day = exception(WEDNESDAY + timedelta(days=1), WEDNESDAY + timedelta(days=1), 600, 720)
    for rows in ([closure, one_day], [one_day, closure]):
        found = schedule_of(place(), [hours(day, 540, 1020) for day in range(7)], rows)
        told = [day_hours(found, WEDNESDAY + timedelta(days=offset)) for offset in range(3)]
        assert told == [(), ((600, 720),), ()]


@pytest.mark.parametrize(
    ("weekdays", "weeks", "days"),
    [
        ([], [], [18, 19, 20, 21, 22, 23]),
        ([2, 4], [], [18, 20]),
        ([2], [3], [18]),
        ([2], [2, 4], []),
        ([], [3], [18, 19, 20, 21]),
        ([], [4], [22, 23]),
        ([0], [-1], []),
        ([0, 6], [4], [22, 23]),
    ],
)
def test_which_days_a_language_row_speaks_of(weekdays: list[int], weeks: list[int], days: list[int]) -> None:
    row = spoken(weekdays, weeks)
    assert [number for number in range(18, 24) if falls_on(row, date(2026, 11, number))] == days


def test_the_last_week_is_known_to_the_row() -> None:
    row = spoken([0], [-1])
    assert [number for number in range(1, 31) if falls_on(row, date(2026, 11, number))] == [30]


@settings(deadline=None)
@given(
    st.sampled_from(sorted(SCHEDULES)),
    st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    st.lists(st.integers(0, 6), max_size=7, unique=True),
)
def test_a_language_is_promised_on_its_days_unless_the_place_is_closed(
    name: str, today: date, weekdays: list[int]
) -> None:
    schedule, row = SCHEDULES[name], spoken(weekdays)
    promised = set(spoken_days(row, schedule, today))
    for offset in range(-1, DAYS_AHEAD + 2):
        day = today + timedelta(days=offset)
        reaches = day_hours(schedule, day) or any(
            closes > 1440 for _opens, closes in day_hours(schedule, day - timedelta(days=1))
        )
        wanted = 0 <= offset < DAYS_AHEAD and (not weekdays or day.weekday() in weekdays)
        known = {Known.HOURS: bool(reaches), Known.UNKNOWN: bool(weekdays), Known.APPOINTMENT: False}[schedule.known]
        assert (day in promised) == (wanted and known)


@pytest.mark.parametrize(
    ("mode", "needs_booking", "promised"),
    [
        ("staff", False, True),
        ("volunteer", False, True),
        ("telephone", False, True),
        ("video", False, True),
        ("staff", True, False),
        ("telephone", True, False),
        ("interpreter", False, False),
        ("machine", False, False),
    ],
)
def test_today_is_said_of_people_whom_one_need_not_book(mode: str, needs_booking: bool, promised: bool) -> None:
    row = LanguageService(language="vi", weekdays=[2], weeks=[], mode=mode, needs_booking=needs_booking)
    daily = open_place(week(range(7), (540, 1020)), OPEN)
    assert (WEDNESDAY in spoken_days(row, daily, WEDNESDAY)) is promised
    assert not spoken_days(row, SCHEDULES["by-appointment"], WEDNESDAY)


@pytest.mark.parametrize(
    ("opens", "closes", "parts"),
    [
        (540, 720, {"morning"}),
        (510, 1035, {"morning", "afternoon"}),
        (600, 1050, {"morning", "afternoon", "evening"}),
        (690, 780, {"morning", "afternoon"}),
        (700, 780, {"afternoon"}),
        (720, 1020, {"afternoon"}),
        (1140, 1260, {"evening"}),
        (1320, 1560, {"evening"}),
        (0, 1440, {"morning", "afternoon", "evening"}),
        (1005, 1035, {"afternoon", "evening"}),
        (710, 722, {"morning"}),
    ],
)
def test_times_of_day(opens: int, closes: int, parts: set[str]) -> None:
    saturdays = open_place(week([5], (opens, closes)), OPEN)
    assert open_days(saturdays, WEDNESDAY) == {"sat", *(f"sat@{part}" for part in parts)}


@settings(deadline=None)
@given(st.integers(0, 1439), st.integers(1, 1440))
def test_any_hours_have_some_time_of_day(opens: int, minutes: int) -> None:
    found = open_days(open_place(week([5], (opens, opens + minutes)), OPEN), WEDNESDAY)
    assert len(found) > 1 and {one.partition("@")[0] for one in found} == {"sat"}


@settings(deadline=None)
@given(st.sampled_from(sorted(SCHEDULES)), st.dates(date(2026, 1, 1), date(2027, 12, 1)))
def test_a_weekday_is_named_when_one_of_the_next_five_is_open(name: str, today: date) -> None:
    schedule = SCHEDULES[name]
    days = [today + timedelta(days=offset) for offset in range(35)]
    known = schedule.known is Known.HOURS
    expected = {f"{day:%a}".lower() for day in days if known and day_hours(schedule, day)}
    assert {one for one in open_days(schedule, today) if "@" not in one} == expected


@pytest.mark.parametrize("offset", range(31))
def test_every_fourth_saturday_is_a_saturday_all_month(offset: int) -> None:
    fourth = open_place(week([5], (600, 720), weeks=[4]), OPEN)
    assert "sat" in open_days(fourth, WEDNESDAY + timedelta(days=offset))


@pytest.mark.parametrize("name", ["unknown", "unknown-with-rows", "by-appointment", "by-appointment-weekdays"])
def test_unknown_hours_have_no_ranges_rather_than_none(name: str) -> None:
    assert open_ranges(SCHEDULES[name], WEDNESDAY) is None


def test_known_hours_without_an_opening_have_no_ranges() -> None:
    assert open_ranges(SCHEDULES["only-once"], WEDNESDAY) == []


def test_ranges_begin_with_last_night_and_end_in_two_weeks() -> None:
    late = open_place(week([1], (1320, 1560)), OPEN, closed_at_year_end=False)
    begin = midnight(WEDNESDAY)
    found = open_ranges(late, WEDNESDAY)
    assert found == [
        (begin - 120, begin + 120),
        (begin + 6 * 1440 + 1320, begin + 6 * 1440 + 1560),
        (begin + 13 * 1440 + 1320, begin + 13 * 1440 + 1560),
    ]


def test_ranges_leave_out_a_holiday(now: datetime) -> None:
    mondays = open_place(week([0], (540, 720)), CLOSED)
    begin = midnight(WEDNESDAY)
    assert open_ranges(mondays, now.date()) == [(begin + 12 * 1440 + 540, begin + 12 * 1440 + 720)]
