"""The places of the hand-worked calendars; hours are in minutes after midnight."""

from collections.abc import Iterable
from datetime import date

from organizations.places.schedule import DayException, HolidayRule, Known, Schedule, WeeklyHours


def week(days: Iterable[int], *spans: tuple[int, int], weeks: Iterable[int] = ()) -> tuple[WeeklyHours, ...]:
    return tuple(WeeklyHours(day, *span, frozenset(weeks)) for day in days for span in spans)


def open_place(weekly: tuple[WeeklyHours, ...], holidays: HolidayRule, **others: object) -> Schedule:
    return Schedule(Known.HOURS, weekly, holidays, **others)  # type: ignore[arg-type]


def hm(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def on(day: str, *spans: tuple[int, int], last: str = "") -> DayException:
    return DayException(date.fromisoformat(day), date.fromisoformat(last or day), spans)


MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
WORKDAYS = range(5)
ALL_DAYS = range(7)
NINE_TO_FIVE = (540, 1020)
OFFICE_HOURS = (510, 1020)
CLOSED, OPEN, OWN, SHIFT = HolidayRule.CLOSED, HolidayRule.OPEN, HolidayRule.OWN, HolidayRule.SHIFT

_museum = week([TUE, WED, THU, FRI, SAT, SUN], NINE_TO_FIVE)
_office = week(WORKDAYS, OFFICE_HOURS)
_late = week([FRI, SAT], (1080, 1560))

SCHEDULES: dict[str, Schedule] = {
    "museum": open_place(_museum, SHIFT),
    "museum-shut": open_place(_museum, SHIFT, exceptions=(on("2026-09-21"),)),
    "museum-special": open_place(_museum, SHIFT, exceptions=(on("2026-09-21", (600, 1200)),)),
    "wednesday-rest": open_place(week([MON, TUE, THU, FRI, SAT, SUN], (540, 1140)), SHIFT),
    "friday-rest": open_place(week([MON, TUE, WED, THU, SAT, SUN], NINE_TO_FIVE), SHIFT),
    "sunday-rest": open_place(week([MON, TUE, WED, THU, FRI, SAT], NINE_TO_FIVE), SHIFT),
    "thursday-rest": open_place(week([MON, TUE, WED, FRI, SAT, SUN], NINE_TO_FIVE), SHIFT),
    "thursday-rest-no-year-end": open_place(
        week([MON, TUE, WED, FRI, SAT, SUN], NINE_TO_FIVE), SHIFT, closed_at_year_end=False
    ),
    "two-days-rest": open_place(week([WED, THU, FRI, SAT, SUN], NINE_TO_FIVE), SHIFT),
    "third-monday-rest": open_place(
        week([MON], NINE_TO_FIVE, weeks=[1, 2, 4, 5]) + week(range(1, 7), NINE_TO_FIVE), SHIFT
    ),
    "library": open_place(
        week([TUE, WED, THU, FRI], (540, 1140)) + week([SAT, SUN], NINE_TO_FIVE),
        SHIFT,
        holiday_hours=(NINE_TO_FIVE,),
    ),
    "office": open_place(_office, CLOSED),
    "office-with-days": open_place(
        _office,
        CLOSED,
        exceptions=(
            on("2026-08-12", last="2026-08-14"),
            on("2026-05-05", (600, 900)),
            on("2026-12-29", OFFICE_HOURS, last="2026-12-30"),
            on("2026-08-13", (780, 960)),
            on("2026-06-06", (540, 720)),
        ),
    ),
    "hall": open_place(week(range(6), (540, 720), (780, 1020)), OPEN),
    "desk": open_place(week(ALL_DAYS, (540, 1080)), OWN, holiday_hours=((600, 720), (780, 900))),
    "late": open_place(_late, OPEN, closed_at_year_end=False),
    "late-shut": open_place(_late, OPEN, exceptions=(on("2026-08-01"),)),
    "night": open_place(week(ALL_DAYS, (1200, 1740)), OPEN, closed_at_year_end=False),
    "night-rests": open_place(week(ALL_DAYS, (1200, 1740)), OPEN),
    "always": open_place(week(ALL_DAYS, (0, 1440)), OPEN, closed_at_year_end=False),
    "always-rests": open_place(week(ALL_DAYS, (0, 1440)), OPEN),
    "class": open_place(week([WED], (780, 960), weeks=[2, 4]), CLOSED),
    "fifth-monday": open_place(week([MON], (600, 720), weeks=[5]), CLOSED),
    "fifth-tuesday": open_place(week([TUE], (600, 720), weeks=[5]), CLOSED),
    "last-friday": open_place(week([FRI], (600, 720), weeks=[-1]), CLOSED),
    "first-and-last-sunday": open_place(week([SUN], (600, 720), weeks=[1, -1]), CLOSED),
    "overlapping": open_place(week([MON], (540, 720), (660, 900), (900, 1020)), CLOSED),
    "only-once": open_place((), CLOSED, exceptions=(on("2026-06-06", (540, 720)),)),
    "by-appointment": Schedule(Known.APPOINTMENT),
    "by-appointment-weekdays": Schedule(Known.APPOINTMENT, _office),
    "unknown": Schedule(Known.UNKNOWN),
    "unknown-with-rows": Schedule(Known.UNKNOWN, _office),
}
