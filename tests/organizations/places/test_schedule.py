from datetime import UTC, date, datetime, timedelta

import pytest

from organizations.places.closures import is_holiday
from organizations.places.schedule import (
    DayException,
    DayGroup,
    HolidayRule,
    Interval,
    Known,
    Schedule,
    State,
    StateKind,
    WeeklyHours,
    closed_weekdays,
    day_hours,
    epoch_minute,
    intervals,
    is_closed_all_day,
    midnight,
    next_boundary,
    state_at,
    state_from_ranges,
    to_japan,
    weekly_summary,
)
from tests.organizations.places.calendar_2026 import DAYS, STATES, rows
from tests.organizations.places.schedules import (
    ALL_DAYS,
    CLOSED,
    NINE_TO_FIVE,
    OPEN,
    OWN,
    SCHEDULES,
    SHIFT,
    hm,
    open_place,
    week,
)

STATE_ROWS = rows(STATES)
DAY_ROWS = rows(DAYS)


def japan(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+09:00")


def minute(text: str) -> int:
    return epoch_minute(japan(text))


def spoken(state: State) -> str:
    when = state.until if state.kind is StateKind.OPEN else state.opens_next
    return state.kind if when is None else f"{state.kind} {to_japan(when):%Y-%m-%d %H:%M}"


def test_the_table_is_long_enough_and_uses_every_schedule() -> None:
    assert len(STATE_ROWS) >= 150
    assert len(set(STATE_ROWS)) == len(STATE_ROWS)
    assert {row[0] for row in STATE_ROWS} == set(SCHEDULES)


@pytest.mark.parametrize(("place", "moment", "told"), STATE_ROWS, ids=[" ".join(row[:2]) for row in STATE_ROWS])
def test_state_by_hand(place: str, moment: str, told: str) -> None:
    assert spoken(state_at(SCHEDULES[place], japan(moment))) == told


@pytest.mark.parametrize(("place", "day", "hours"), DAY_ROWS, ids=[" ".join(row[:2]) for row in DAY_ROWS])
def test_day_by_hand(place: str, day: str, hours: str) -> None:
    expected = [tuple(hm(end) for end in span.split("-")) for span in hours.split()]
    assert list(day_hours(SCHEDULES[place], date.fromisoformat(day))) == expected


def test_the_holidays_of_2026() -> None:
    days = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(365)]
    assert " ".join(f"{day.month}/{day.day}" for day in days if is_holiday(day)) == (
        "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23"
    )


def test_moment_in_another_zone_is_the_same_moment() -> None:
    utc = datetime(2026, 5, 31, 23, 59, 59, tzinfo=UTC)
    assert spoken(state_at(SCHEDULES["office"], utc)) == "open 2026-06-01 17:00"


def test_epoch_minute_counts_whole_minutes_and_comes_back() -> None:
    assert epoch_minute(datetime(1970, 1, 1, 0, 1, 59, tzinfo=UTC)) == 1
    assert epoch_minute(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)) == -1
    assert to_japan(0).isoformat() == "1970-01-01T09:00:00+09:00"
    assert midnight(date(2026, 6, 1)) == minute("2026-06-01 00:00")


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="moment"):
        state_at(SCHEDULES["office"], datetime(2026, 6, 1, 12))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([(540, 1020, 990)], 990),
        ([(540, 1020, 1020)], None),
        ([(540, 1020, None)], None),
        ([(540, 720, 700), (720, 1020, 990)], 990),
        ([(540, 720, None), (720, 1020, 990)], 990),
        ([(540, 1020, 990), (600, 1000, None)], 1000),
        ([(540, 1020, 990), (600, 720, 700)], 990),
    ],
)
def test_last_reception(days: list[tuple[int, int, int | None]], expected: int | None) -> None:
    weekly = tuple(WeeklyHours(0, opens, closes, last_reception=last) for opens, closes, last in days)
    place = open_place(weekly, CLOSED)
    begin = minute("2026-06-01 00:00")
    told = None if expected is None else begin + expected
    assert intervals(place, date(2026, 6, 1), 1) == [Interval(begin + 540, begin + 1020, told)]
    assert state_at(place, japan("2026-06-01 16:59")) == State(StateKind.OPEN, until=begin + 1020, last_reception=told)


def test_shift_keeps_last_reception_of_the_usual_hours() -> None:
    weekly = tuple(WeeklyHours(day, 540, 1020, last_reception=990) for day in range(1, 7))
    state = state_at(open_place(weekly, SHIFT), japan("2026-09-21 12:00"))
    assert state.last_reception == minute("2026-09-21 16:30")


def test_intervals_bring_the_tail_of_the_day_before() -> None:
    found = intervals(SCHEDULES["late"], date(2026, 8, 1), 2)
    assert found == [
        Interval(minute("2026-07-31 18:00"), minute("2026-08-01 02:00"), None),
        Interval(minute("2026-08-01 18:00"), minute("2026-08-02 02:00"), None),
    ]


def test_day_and_night_is_one_interval() -> None:
    found = intervals(SCHEDULES["always"], date(2026, 6, 1), 14)
    assert found == [Interval(minute("2026-06-01 00:00"), minute("2026-06-15 00:00"), None)]


def test_no_days_and_no_hours_have_no_intervals() -> None:
    assert intervals(SCHEDULES["office"], date(2026, 6, 1), 0) == []
    assert intervals(SCHEDULES["unknown-with-rows"], date(2026, 6, 1), 14) == []
    assert intervals(SCHEDULES["by-appointment-weekdays"], date(2026, 6, 1), 14) == []


@pytest.mark.parametrize(
    ("first", "days", "field"),
    [
        (date(2026, 6, 1), -1, "days"),
        (date.min, 14, "first"),
        (date.max, 14, "first"),
        (date(2026, 1, 1), 10**9, "first"),
    ],
)
def test_absurd_windows_are_refused(first: date, days: int, field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field}"):
        intervals(SCHEDULES["office"], first, days)


@pytest.mark.parametrize(
    ("place", "day", "closed"),
    [
        ("museum", "2026-06-01", True),
        ("museum", "2026-06-02", False),
        ("museum", "2026-09-24", True),
        ("late", "2026-08-02", False),
        ("late", "2026-08-03", True),
        ("night-rests", "2026-12-29", False),
        ("night-rests", "2026-12-30", True),
        ("unknown", "2027-01-01", False),
        ("unknown-with-rows", "2027-01-01", False),
        ("by-appointment", "2027-01-01", False),
        ("by-appointment-weekdays", "2026-06-06", False),
    ],
)
def test_closed_all_day(place: str, day: str, closed: bool) -> None:
    assert is_closed_all_day(SCHEDULES[place], date.fromisoformat(day)) is closed


RANGES = [(100, 200), (300, 400)]


@pytest.mark.parametrize(
    ("at", "state", "boundary"),
    [
        (0, State(StateKind.CLOSED, opens_next=100), 100),
        (99, State(StateKind.CLOSED, opens_next=100), 100),
        (100, State(StateKind.OPEN, until=200), 200),
        (199, State(StateKind.OPEN, until=200), 200),
        (200, State(StateKind.CLOSED, opens_next=300), 300),
        (399, State(StateKind.OPEN, until=400), 400),
        (400, State(StateKind.CLOSED), None),
    ],
)
def test_state_and_boundary_from_stored_ranges(at: int, state: State, boundary: int | None) -> None:
    assert state_from_ranges(Known.HOURS, RANGES, at) == state
    assert next_boundary(RANGES, at) == boundary


def test_a_range_that_reaches_the_horizon_has_no_known_end() -> None:
    assert state_from_ranges(Known.HOURS, RANGES, 350, horizon=400).until is None
    assert state_from_ranges(Known.HOURS, RANGES, 350, horizon=401).until == 400


@pytest.mark.parametrize("known", [Known.UNKNOWN, Known.APPOINTMENT])
def test_ranges_say_nothing_where_hours_are_not_known(known: Known) -> None:
    assert state_from_ranges(known, RANGES, 150) == State(StateKind(known.value))
    assert state_from_ranges(known, [], 150) == State(StateKind(known.value))


def test_no_ranges_have_no_boundary() -> None:
    assert next_boundary([], 5) is None
    assert state_from_ranges(Known.HOURS, [], 5) == State(StateKind.CLOSED)


def test_summary_groups_equal_neighbours() -> None:
    place = open_place(week(range(5), (540, 720), (780, 1020)) + week([5], (540, 720)), CLOSED)
    assert weekly_summary(place) == [
        DayGroup((0, 1, 2, 3, 4), frozenset(), ((540, 720), (780, 1020)), (None, None)),
        DayGroup((5,), frozenset(), ((540, 720),), (None,)),
    ]
    assert closed_weekdays(place) == (6,)


def test_summary_keeps_days_apart_that_are_not_neighbours() -> None:
    groups = weekly_summary(open_place(week([0, 2], NINE_TO_FIVE), CLOSED))
    assert [group.weekdays for group in groups] == [(0,), (2,)]


def test_summary_names_the_weeks_and_all_weeks_are_every_week() -> None:
    weekly = week([2], NINE_TO_FIVE, weeks=[2, 4]) + week([3], NINE_TO_FIVE, weeks=[1, 2, 3, 4, 5])
    groups = weekly_summary(open_place(weekly, CLOSED))
    assert [(group.weekdays, group.weeks) for group in groups] == [
        ((2,), frozenset({2, 4})),
        ((3,), frozenset()),
    ]


def test_four_weeks_that_leave_one_out_are_not_every_week() -> None:
    weekly = week([3], NINE_TO_FIVE, weeks=[1, 2, 3, 5]) + week([4], NINE_TO_FIVE, weeks=[1, 2, 3, 4, -1])
    groups = weekly_summary(open_place(weekly, CLOSED))
    assert [group.weeks for group in groups] == [frozenset({1, 2, 3, 5}), frozenset()]


def test_summary_merges_and_gives_last_receptions() -> None:
    weekly = (WeeklyHours(0, 720, 1020, last_reception=990), WeeklyHours(0, 540, 720))
    assert weekly_summary(open_place(weekly, CLOSED)) == [DayGroup((0,), frozenset(), ((540, 1020),), (990,))]


def test_summary_of_unknown_hours_is_empty() -> None:
    assert weekly_summary(SCHEDULES["unknown-with-rows"]) == []
    assert closed_weekdays(SCHEDULES["unknown"]) == ()
    assert closed_weekdays(SCHEDULES["by-appointment"]) == ()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("weekday", {"weekday": 7}),
        ("weekday", {"weekday": -1}),
        ("opens", {"opens": -1}),
        ("opens", {"opens": 1440, "closes": 1500}),
        ("closes", {"closes": 540}),
        ("closes", {"closes": 2881}),
        ("weeks", {"weeks": frozenset({0})}),
        ("weeks", {"weeks": frozenset({6})}),
        ("last_reception", {"last_reception": 539}),
        ("last_reception", {"last_reception": 1021}),
    ],
)
def test_hours_that_cannot_be_meant(field: str, values: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=f"^{field}:"):
        WeeklyHours(**({"weekday": 0, "opens": 540, "closes": 1020} | values))  # type: ignore[arg-type]


def test_exceptions_that_cannot_be_meant() -> None:
    with pytest.raises(ValueError, match=r"^last:"):
        DayException(date(2026, 6, 2), date(2026, 6, 1))
    with pytest.raises(ValueError, match=r"^first:"):
        DayException(datetime(2026, 6, 1, tzinfo=UTC), date(2026, 6, 1))
    with pytest.raises(ValueError, match=r"^hours:"):
        DayException(date(2026, 6, 1), date(2026, 6, 1), ((1020, 540),))
    with pytest.raises(ValueError, match=r"^hours:"):
        DayException(date(2026, 6, 1), date(2026, 6, 1), ((1440, 1500),))


@pytest.mark.parametrize(
    ("field", "weekly", "holidays", "holiday_hours"),
    [
        ("weekly", (), CLOSED, ()),
        ("holiday_hours", week(ALL_DAYS, NINE_TO_FIVE), OWN, ()),
        ("holiday_hours", week(ALL_DAYS, NINE_TO_FIVE), OPEN, ((600, 500),)),
        ("holiday_hours", week([1, 2], NINE_TO_FIVE) + week([5], (540, 720)), SHIFT, ()),
        (
            "holiday_hours",
            week(range(1, 7), NINE_TO_FIVE) + week([0], (540, 720), weeks=[1]),
            SHIFT,
            (),
        ),
    ],
)
def test_schedules_that_leave_hours_unsaid(
    field: str,
    weekly: tuple[WeeklyHours, ...],
    holidays: HolidayRule,
    holiday_hours: tuple[tuple[int, int], ...],
) -> None:
    with pytest.raises(ValueError, match=f"^{field}:"):
        Schedule(Known.HOURS, weekly, holidays, holiday_hours)


def test_shift_without_closing_day_needs_no_holiday_hours() -> None:
    place = open_place(week(range(5), NINE_TO_FIVE) + week([5, 6], (540, 720)), SHIFT)
    assert day_hours(place, date(2026, 9, 21)) == (NINE_TO_FIVE,)
    assert day_hours(place, date(2026, 9, 24)) == (NINE_TO_FIVE,)
