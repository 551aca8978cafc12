from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations.places.closures import is_holiday, is_year_end
from organizations.places.schedule import (
    DayException,
    HolidayRule,
    Known,
    Schedule,
    StateKind,
    WeeklyHours,
    closed_weekdays,
    day_hours,
    intervals,
    is_closed_all_day,
    midnight,
    next_boundary,
    state_at,
    state_from_ranges,
    to_japan,
    weekly_summary,
)

FORTNIGHT = 14
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.one_of(
    st.dates(date(2025, 12, 20), date(2028, 3, 10)),
    st.sampled_from([date(2026, 4, 28), date(2026, 9, 18), date(2026, 12, 26), date(2028, 2, 27)]),
)


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int]:
    opens = draw(st.integers(0, 47)) * 30
    return opens, draw(st.integers(opens // 30 + 1, 96)) * 30


@st.composite
def weekly_hours(draw: st.DrawFn) -> WeeklyHours:
    opens, closes = draw(spans())
    weeks = draw(st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from([1, 2, 3, 4, 5, -1]))))
    last = draw(st.one_of(st.none(), st.integers(opens, closes)))
    return WeeklyHours(draw(st.integers(0, 6)), opens, closes, weeks, last)


@st.composite
def exceptions(draw: st.DrawFn, around: date) -> DayException:
    first = around + timedelta(days=draw(st.integers(-3, 20)))
    hours = draw(st.lists(spans(), max_size=2))
    return DayException(first, first + timedelta(days=draw(st.integers(0, 4))), tuple(hours))


@st.composite
def places(draw: st.DrawFn, known: Known = Known.HOURS) -> tuple[Schedule, date]:
    around = draw(days)
    schedule = Schedule(
        known,
        tuple(draw(st.lists(weekly_hours(), min_size=1, max_size=10))),
        draw(st.sampled_from(HolidayRule)),
        tuple(draw(st.lists(spans(), min_size=1, max_size=2))),
        draw(st.booleans()),
        tuple(draw(st.lists(exceptions(around), max_size=3))),
    )
    return schedule, around


minutes_in = st.integers(0, FORTNIGHT * 1440 - 1)
samples = st.lists(st.floats(0, 1, exclude_max=True), max_size=8)


@UNTIMED
@given(places(), minutes_in, samples)
def test_closed_until_it_opens_and_open_until_it_closes(
    place: tuple[Schedule, date], offset: int, sampled: list[float]
) -> None:
    schedule, first = place
    minute = midnight(first) + offset
    state = state_at(schedule, to_japan(minute))
    change = state.until if state.kind is StateKind.OPEN else state.opens_next
    end = change if change is not None else minute + 366 * 1440
    for share in [0.0, *sampled]:
        between = state_at(schedule, to_japan(minute + int((end - minute) * share)))
        assert between.kind is state.kind
    if change is not None:
        assert change > minute
        assert state_at(schedule, to_japan(change - 1)).kind is state.kind
        assert state_at(schedule, to_japan(change)).kind is not state.kind


@UNTIMED
@given(places())
def test_intervals_are_sorted_and_apart(place: tuple[Schedule, date]) -> None:
    found = intervals(place[0], place[1], FORTNIGHT)
    assert all(one.start < one.end for one in found)
    assert all(one.end < other.start for one, other in pairwise(found))
    assert all(one.end > midnight(place[1]) for one in found)
    for one in found:
        assert one.last_reception is None or one.start <= one.last_reception < one.end


@UNTIMED
@given(places(), minutes_in)
def test_stored_ranges_give_the_same_answer(place: tuple[Schedule, date], offset: int) -> None:
    schedule, first = place
    minute, horizon = midnight(first) + offset, midnight(first) + FORTNIGHT * 1440
    ranges = [(one.start, one.end) for one in intervals(schedule, first, FORTNIGHT)]
    stored = state_from_ranges(schedule.known, ranges, minute, horizon)
    true = state_at(schedule, to_japan(minute))
    assert stored.kind is true.kind
    assert stored.until == (true.until if true.until is None or true.until < horizon else None)
    assert stored.opens_next == (true.opens_next if true.opens_next is None or true.opens_next < horizon else None)
    assert next_boundary(ranges, minute) == (next((edge for pair in ranges for edge in pair if edge > minute), None))


@UNTIMED
@given(st.sampled_from([Known.UNKNOWN, Known.APPOINTMENT]).flatmap(places), minutes_in)
def test_unknown_is_never_closed_nor_open(place: tuple[Schedule, date], offset: int) -> None:
    schedule, first = place
    state = state_at(schedule, to_japan(midnight(first) + offset))
    assert state.kind.value == schedule.known.value
    assert (state.until, state.opens_next, state.last_reception) == (None, None, None)
    assert intervals(schedule, first, FORTNIGHT) == []
    assert not is_closed_all_day(schedule, first)
    assert closed_weekdays(schedule) == ()


@UNTIMED
@given(places(), st.integers(-10, 10), st.integers(1, 20))
def test_shifting_the_window_changes_no_interval(place: tuple[Schedule, date], by: int, length: int) -> None:
    schedule, first = place
    other = first + timedelta(days=by)
    begin = midnight(max(first, other))
    end = midnight(min(first + timedelta(days=FORTNIGHT), other + timedelta(days=length)))

    def inside(start: date, size: int) -> list[tuple[int, int]]:
        found = intervals(schedule, start, size)
        cut = [(max(one.start, begin), min(one.end, end)) for one in found]
        return [(start, stop) for start, stop in cut if start < stop]

    assert inside(first, FORTNIGHT) == inside(other, length)
    wholly = {one for one in intervals(schedule, first, FORTNIGHT) if begin < one.start and one.end < end}
    assert wholly <= set(intervals(schedule, other, length)) or begin >= end


@UNTIMED
@given(places())
def test_a_day_is_made_of_its_own_hours_and_the_tail_of_yesterday(place: tuple[Schedule, date]) -> None:
    schedule, day = place
    begin = midnight(day)
    yesterday = [(opens - 1440, closes - 1440) for opens, closes in day_hours(schedule, day - timedelta(days=1))]
    own = [*yesterday, *day_hours(schedule, day)]
    found = intervals(schedule, day, 1)
    for minute in range(0, 1440, 15):
        promised = any(opens <= minute < closes for opens, closes in own)
        assert promised == any(one.start <= begin + minute < one.end for one in found)
    assert is_closed_all_day(schedule, day) == (not found)


@UNTIMED
@given(places())
def test_the_summary_covers_every_weekly_hour_and_no_other(place: tuple[Schedule, date]) -> None:
    schedule, _ = place
    groups = weekly_summary(schedule)
    for hours in schedule.weekly:
        assert any(
            hours.weekday in group.weekdays
            and (group.weeks == hours.weeks or not group.weeks)
            and any(opens <= hours.opens and hours.closes <= closes for opens, closes in group.hours)
            for group in groups
        )
    assert {day for group in groups for day in group.weekdays} == {hours.weekday for hours in schedule.weekly}
    assert [group.weekdays[0] for group in groups] == sorted(group.weekdays[0] for group in groups)
    assert all(len(group.hours) == len(group.last_receptions) for group in groups)


@UNTIMED
@given(places())
def test_closures_of_the_calendar_hold_unless_excepted(place: tuple[Schedule, date]) -> None:
    schedule, first = place
    for offset in range(FORTNIGHT):
        day = first + timedelta(days=offset)
        if any(exception.first <= day <= exception.last for exception in schedule.exceptions):
            continue
        at_year_end = schedule.closed_at_year_end and is_year_end(day)
        if at_year_end or (is_holiday(day) and schedule.holidays is HolidayRule.CLOSED):
            assert day_hours(schedule, day) == ()
        elif is_holiday(day) and schedule.holidays in (HolidayRule.OWN, HolidayRule.SHIFT):
            assert day_hours(schedule, day) != ()
