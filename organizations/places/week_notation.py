"""The whole week in one line for files, as people read it and as the import reads it back.

"〔月火木金 9:00～12:00、13:00～17:00；第2・第4土曜日 10:00～12:00；祝日 休み；年末年始 休み〕": the brackets part it from
the note behind it. Free of Django.
"""

from __future__ import annotations

import re
from collections import defaultdict

from organizations.places.hours import (
    DAY,
    EVERY_WEEK,
    LAST_WEEK,
    HolidayRule,
    Known,
    Schedule,
    Slot,
    WeeklyHours,
)
from organizations.places.hours_words import normalise

LONGEST_WEEK = 1000
WEEKDAYS = "月火水木金土日"
_APPOINTMENT, _CLOSED, _USUAL, _OPEN, _SHIFTED = "予約制", "休み", "通常どおり", "開館", "、翌平日休み"
_HOLIDAYS, _YEAR_END = "祝日", "年末年始"
_BRACKETS = re.compile(r"\s*〔([^〔〕]{1,1000})〕(.*)", re.DOTALL)
_WEEK = "(?:第[1-5]|最終)"
_DAYS = re.compile(rf"(?:(?P<weeks>{_WEEK}(?:・{_WEEK})*)(?P<counted>[{WEEKDAYS}]+)曜日|(?P<every>[{WEEKDAYS}]+))")
_CLOCK = "翌?[0-9]{1,2}:[0-5][0-9]"
_SPAN = re.compile(rf"({_CLOCK})~({_CLOCK})(?:\(受付({_CLOCK})まで\))?")


def write_week(one: Schedule) -> str:
    """The line; empty where nothing is known of the week, or where it would be longer than LONGEST_WEEK characters."""
    if one.known is Known.UNKNOWN or (one.known is Known.HOURS and not one.weekly):
        return ""
    parts = [_APPOINTMENT] if one.known is Known.APPOINTMENT else []
    if one.weekly:
        parts += [*_week_parts(one.weekly), f"{_HOLIDAYS} {_holidays(one)}"]
        parts.append(f"{_YEAR_END} {_CLOSED if one.closed_at_year_end else _USUAL}")
    line = f"〔{'；'.join(parts)}〕"
    return line if len(line) <= LONGEST_WEEK else ""


def split_week(text: str) -> tuple[Schedule | None, str]:
    """The schedule that a note begins with and what stands behind it; None and the whole text where there is none."""
    found = _BRACKETS.fullmatch(text)
    told = _read(normalise(found[1])) if found else None
    return (told, found[2].strip()) if found and told else (None, text)


def same_week(one: Schedule, other: Schedule) -> bool:
    """Whether both say the same of every day that is no exception."""
    return _said(one) == _said(other)


def _said(one: Schedule) -> tuple[object, ...]:
    own = frozenset(one.holiday_hours) if one.holidays in (HolidayRule.OWN, HolidayRule.SHIFT) else frozenset()
    return one.known, frozenset(one.weekly), one.holidays, own, one.closed_at_year_end


def _week_parts(weekly: tuple[WeeklyHours, ...]) -> list[str]:
    slots: dict[tuple[int, frozenset[int]], set[Slot]] = defaultdict(set)
    for row in weekly:
        slots[row.weekday, row.weeks].add((row.opens, row.closes, row.last_reception))
    days: dict[tuple[frozenset[int], frozenset[Slot]], str] = defaultdict(str)
    for (weekday, weeks), found in sorted(slots.items(), key=lambda item: (item[0][0], sorted(item[0][1]))):
        days[weeks, frozenset(found)] += WEEKDAYS[weekday]
    return [f"{_days_words(names, weeks)} {_spans_words(found)}" for (weeks, found), names in days.items()]


def _days_words(names: str, weeks: frozenset[int]) -> str:
    if not weeks:
        return names
    counted = "・".join("最終" if week == LAST_WEEK else f"第{week}" for week in sorted(weeks, key=lambda w: w % 7))
    return f"{counted}{names}曜日"


def _spans_words(slots: frozenset[Slot]) -> str:
    def span(slot: Slot) -> str:
        last = "" if slot[2] is None else f"（受付{_clock(slot[2])}まで）"
        return f"{_clock(slot[0])}～{_clock(slot[1])}{last}"

    return "、".join(map(span, sorted(slots, key=lambda slot: (slot[:2], slot[2] or 0))))


def _clock(minute: int) -> str:
    night = minute > DAY
    hour, rest = divmod(minute - DAY if night else minute, 60)
    return f"{'翌' if night else ''}{hour}:{rest:02}"


def _holidays(one: Schedule) -> str:
    own = _spans_words(frozenset((*pair, None) for pair in one.holiday_hours))
    if one.holidays is HolidayRule.OWN:
        return own or _CLOSED
    if one.holidays is HolidayRule.SHIFT:
        return f"{own or _OPEN}{_SHIFTED}"
    return _CLOSED if one.holidays is HolidayRule.CLOSED else _USUAL


def _read(line: str) -> Schedule | None:
    """What is left unsaid is as with any list: closed on holidays and at the year's end."""
    known, weekly = Known.HOURS, list[WeeklyHours]()
    holidays: tuple[HolidayRule, tuple[tuple[int, int], ...]] | None = (HolidayRule.CLOSED, ())
    closed_at_year_end = True
    for part in line.split(";"):
        days, _, hours = part.strip().partition(" ")
        if days == _APPOINTMENT and not hours:
            known = Known.APPOINTMENT
        elif days == _HOLIDAYS:
            holidays = _read_holidays(hours)
        elif days == _YEAR_END and hours in (_CLOSED, _USUAL):
            closed_at_year_end = hours == _CLOSED
        elif rows := _read_days(days, hours):
            weekly += rows
        else:
            return None
    try:
        return Schedule(known, tuple(weekly), *holidays, closed_at_year_end) if holidays else None
    except ValueError:
        return None


def _read_days(days: str, hours: str) -> list[WeeklyHours]:
    found, slots = _DAYS.fullmatch(days), _read_spans(hours)
    if not found or not slots:
        return []
    numbers = re.findall(r"第(\d)|最終", found["weeks"] or "")
    weeks = frozenset(int(number) if number else LAST_WEEK for number in numbers) or EVERY_WEEK
    names = found["every"] or found["counted"]
    try:
        return [WeeklyHours(WEEKDAYS.index(day), slot[0], slot[1], weeks, slot[2]) for day in names for slot in slots]
    except ValueError:
        return []


def _read_spans(text: str) -> list[Slot]:
    found = [_SPAN.fullmatch(one) for one in text.split("、")]
    if not all(found):
        return []
    return [(_minute(one[1]), _minute(one[2]), _minute(one[3]) if one[3] else None) for one in found if one]


def _minute(clock: str) -> int:
    hour, _, minute = clock.removeprefix("翌").partition(":")
    return int(hour) * 60 + int(minute) + (DAY if clock.startswith("翌") else 0)


def _read_holidays(text: str) -> tuple[HolidayRule, tuple[tuple[int, int], ...]] | None:
    plain = {_CLOSED: HolidayRule.CLOSED, _USUAL: HolidayRule.OPEN, f"{_OPEN}{_SHIFTED}": HolidayRule.SHIFT}
    if text in plain:
        return plain[text], ()
    pairs = tuple((opens, closes) for opens, closes, _ in _read_spans(text.removesuffix(_SHIFTED)))
    if not pairs:
        return None
    return HolidayRule.SHIFT if text.endswith(_SHIFTED) else HolidayRule.OWN, pairs
