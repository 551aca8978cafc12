"""Closing days in prose: "月曜日（祝日の場合は翌平日）、年末年始".

Free of Django; None for what is not surely understood.
"""

import re
from dataclasses import dataclass

from organizations.places.hours import EVERY_WEEK, LAST_WEEK, HolidayRule
from organizations.places.hours_words import DayWeeks, parse_days

_NEVER = re.compile(r"なし|無休|年中無休|ありません")
_YEAR_END_DATES = r"12月29日~(?:翌年|翌)?1月3日(?:まで)?|12/29~1/3"
_YEAR_END = re.compile(rf"(?:年末年始)?\((?:{_YEAR_END_DATES})\)|年末年始|{_YEAR_END_DATES}")
_SHIFT = re.compile(
    r"\((?:(?P<day>[月火水木金土日]曜日?)が)?(?:国民の祝日|祝休日|祝祭日|祝日|休日)"
    r"(?:に当たる|にあたる|と重なる|に重なる)?(?:の)?(?:場合|とき|時)は?、?"
    r"(?:その)?(?:翌(?P<which>平日|日)|次の(?P<plain>平日))"
    r"(?:に休館|に振替|を休館|が休館|休館|休所|振替|休)?(?:日|します)?\)"
)
_BETWEEN = re.compile(r"[、,・\s]+|及び|および|と")
_FRIDAY, _SUNDAY = 4, 6


@dataclass(frozen=True, slots=True)
class Closing:
    """Regular closing days, and what they say of holidays and the year's end.

    A list of closing days is complete: a holiday that it leaves out is open as usual (but
    who closes on Sundays may well mean holidays too: not understood). Of the year's end it
    may be silent; then the usual closure (29 Dec to 3 Jan) holds.
    """

    days: frozenset[DayWeeks]
    holidays: HolidayRule
    at_year_end: bool = True

    def open_days(self) -> frozenset[DayWeeks]:
        """The days of the week that are left, with the weeks that are left."""
        shut = {weekday: self._shut_weeks(weekday) for weekday, _ in self.days}
        return frozenset(
            (weekday, frozenset({1, 2, 3, 4, 5}) - shut[weekday] if weekday in shut else EVERY_WEEK)
            for weekday in range(7)
            if weekday not in shut or len(shut[weekday]) < 5
        )

    def _shut_weeks(self, weekday: int) -> frozenset[int]:
        shut: frozenset[int] = frozenset()
        for day, weeks in self.days:
            if day == weekday:
                shut |= weeks or frozenset({1, 2, 3, 4, 5})
        return shut


def parse_closing(text: str) -> Closing | None:
    """The closing days that a 休館日 entry names, if all of it is understood."""
    clean = text.strip().rstrip("。").strip()
    if _NEVER.fullmatch(clean):
        return Closing(frozenset(), HolidayRule.OPEN, at_year_end=False)
    shifts = list(_SHIFT.finditer(clean))
    without_shift = _SHIFT.sub("、", clean)
    years = _YEAR_END.findall(without_shift)
    left = _BETWEEN.sub("、", _YEAR_END.sub("、", without_shift)).strip("、")
    if len(shifts) > 1 or len(years) > 1 or not (left or years):
        return None
    days = parse_days(re.sub("、+", "、", left)) if left else None
    if left and (days is None or days.holidays is False or len(days.days) == 7):
        return None
    closed = days.days if days else frozenset()
    if any(LAST_WEEK in weeks for _, weeks in closed):
        return None
    if shifts:
        return _shifted(shifts[0], closed) if not (days and days.holidays) else None
    if days and days.holidays:
        return Closing(closed, HolidayRule.CLOSED)
    return None if (_SUNDAY, EVERY_WEEK) in closed else Closing(closed, HolidayRule.OPEN)


def _shifted(shift: re.Match[str], closed: frozenset[DayWeeks]) -> Closing | None:
    """One weekly closing day that moves; with more, it is not sure which ones move.

    "The next day" (翌日) is the next weekday only after Monday to Thursday.
    """
    if len(closed) != 1:
        return None
    weekday, weeks = next(iter(closed))
    named = parse_days(shift["day"]) if shift["day"] else None
    if weeks or (named and named.weekdays != {weekday}):
        return None
    if shift["which"] == "日" and weekday >= _FRIDAY:
        return None
    return Closing(closed, HolidayRule.SHIFT)
