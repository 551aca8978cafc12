"""Opening hours out of government files: columns, and notes in prose.

Free of Django. A schedule comes back only when every word was understood; else None, and
the text stays a note: unknown hours do less harm than wrong ones.
"""

import re
from dataclasses import dataclass

from organizations.places.closing_text import Closing, parse_closing
from organizations.places.hours import (
    DAY,
    EVERY_WEEK,
    HolidayRule,
    Known,
    Schedule,
    WeeklyHours,
)
from organizations.places.hours_words import (
    SPAN_PATTERN,
    TIME_PATTERN,
    Days,
    Span,
    normalise,
    parse_days,
    parse_span,
    parse_time,
)
from organizations.places.week_notation import split_week

__all__ = [
    "parse_days",
    "parse_time",
    "schedule_from_columns",
    "schedule_from_note",
    "weekly_from_columns",
]

_ALWAYS = re.compile(r"(?:年中無休[、。\s]*)?(?:24時間|終日)(?:利用)?(?:可能?)?(?:です)?。?")
_HEADING = re.compile(r"【([^】]+)】")
_HOURS_HEADINGS = (
    "開館時間",
    "開所時間",
    "開設時間",
    "利用時間",
    "営業時間",
    "開庁時間",
    "開園時間",
)
_CLOSED_HEADINGS = ("休館日", "休所日", "休業日", "休園日", "閉館日", "閉所日", "定休日", "休み")
_SPANS = re.compile(rf"({SPAN_PATTERN})(?:[、,・/\s]+|と|及び|$)?")
_SPECIAL = re.compile(r"\(([^()\d:]+?)は[、:]?([^()]+?)\)$")
_RECEPTION = re.compile(rf"\((?:最終(?:入館|受付|入場)(?:は|:)?|(?:入館|受付|入場)は)({TIME_PATTERN})(?:まで)?\)")
_DAYS_AND_HOURS = re.compile(r"([^:;。\n]+?):(.+)")


@dataclass(frozen=True, slots=True)
class _Hours:
    usual: tuple[Span, ...]
    special_days: Days | None = None
    special: tuple[Span, ...] = ()
    last_reception: int | None = None


def weekly_from_columns(days: str, opens: str, closes: str) -> tuple[WeeklyHours, ...] | None:
    """The week of 利用可能曜日, 開始時間 and 終了時間; says nothing of holidays."""
    which, span = parse_days(days), parse_span(opens, closes)
    if not which or not which.days or not span:
        return None
    return _weekly(which, (span,))


def schedule_from_columns(days: str, opens: str, closes: str, note: str = "") -> Schedule | None:
    """The schedule of one row; None also where the note says what is not understood.

    A note that is understood must carry the whole schedule, or the columns nothing else.
    """
    if note.strip():
        told = schedule_from_note(note)
        filled = [part for part in (days, opens, closes) if part.strip()]
        return told if told and (not filled or _agrees(told, days, opens, closes)) else None
    which, span = parse_days(days), parse_span(opens, closes)
    return _schedule_of([(which, (span,))]) if which and span else None


def _agrees(told: Schedule, days: str, opens: str, closes: str) -> bool:
    span = parse_span(opens, closes)
    spans = {(hours.opens, hours.closes) for hours in told.weekly}
    which = parse_days(days) if days.strip() else None
    if days.strip() and (which is None or which.weekdays != {h.weekday for h in told.weekly}):
        return False
    return spans == {span} or _same_clock(spans, parse_time(opens), parse_time(closes))


def _same_clock(spans: set[Span], opens: int | None, closes: int | None) -> bool:
    """Columns hold times of day: what closes after midnight stands there as an hour of the morning."""
    return closes is not None and {(start, end % DAY) for start, end in spans} == {(opens, closes % DAY)}


def schedule_from_note(text: str) -> Schedule | None:
    """The schedule of a free note such as "【開館時間】9:00～21:30 【休館日】月曜日"."""
    written_here, _ = split_week(text)
    if written_here:
        return written_here
    clean = normalise(text)
    if _ALWAYS.fullmatch(clean):
        week = _weekly(Days(_every_day()), ((0, DAY),))
        return Schedule(Known.HOURS, week, HolidayRule.OPEN, closed_at_year_end=False)
    if "【" in clean:
        return _from_headings(clean)
    parts = [part.strip() for part in re.split(r"[;。\n]", clean) if part.strip()]
    pairs = [_day_hours(part) for part in parts]
    known = [pair for pair in pairs if pair]
    return _schedule_of(known) if known and len(known) == len(pairs) else None


def _day_hours(part: str) -> tuple[Days, tuple[Span, ...]] | None:
    found = _DAYS_AND_HOURS.fullmatch(part)
    if not found:
        return None
    days, spans = parse_days(found[1]), _parse_spans(found[2])
    return (days, spans) if days and spans else None


def _from_headings(clean: str) -> Schedule | None:
    before, *rest = _HEADING.split(clean)
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    names = list(rest[::2])
    if before.strip() or len(names) != 2:
        return None
    if names[0] not in _HOURS_HEADINGS or names[1] not in _CLOSED_HEADINGS:
        return None
    hours, closing = _parse_hours(sections[names[0]]), parse_closing(sections[names[1]])
    return _with_closing(hours, closing) if hours and closing else None


def _parse_hours(text: str) -> _Hours | None:
    clean = text.strip().rstrip("。").strip()
    reception = _RECEPTION.search(clean)
    clean = _RECEPTION.sub("", clean).strip()
    special = _SPECIAL.search(clean)
    usual = _parse_spans(_SPECIAL.sub("", clean))
    last = parse_time(reception[1]) if reception else None
    if not usual or (reception and not _lies_in(last, usual[-1])):
        return None
    if not special:
        return _Hours(usual, last_reception=last)
    days, hours = parse_days(special[1]), _parse_spans(special[2])
    return _Hours(usual, days, hours) if days and hours and last is None else None


def _lies_in(last: int | None, span: Span) -> bool:
    return last is not None and span[0] < last <= span[1]


def _parse_spans(text: str) -> tuple[Span, ...] | None:
    """ "9:30～12:00、13:30～16:00": in order and apart, or not understood."""
    clean = text.strip()
    spans: list[Span] = []
    position = 0
    while position < len(clean):
        found = _SPANS.match(clean, position)
        span = parse_span(*found[1].split("~")) if found else None
        if not found or not span or (spans and span[0] <= spans[-1][1]):
            return None
        spans.append(span)
        position = found.end()
    return tuple(spans) or None


def _weekly(days: Days, spans: tuple[Span, ...], last: int | None = None) -> tuple[WeeklyHours, ...]:
    return tuple(
        WeeklyHours(weekday, *span, weeks, last if span == spans[-1] else None)
        for weekday, weeks in sorted(days.days, key=lambda pair: (pair[0], sorted(pair[1])))
        for span in spans
    )


def _every_day() -> frozenset[tuple[int, frozenset[int]]]:
    return frozenset((weekday, EVERY_WEEK) for weekday in range(7))


def _schedule_of(pairs: list[tuple[Days, tuple[Span, ...]]]) -> Schedule | None:
    """Days that are named as open; what they leave unsaid of holidays must be sure."""
    weekly = tuple(hours for days, spans in pairs for hours in _weekly(days, spans))
    weekdays = [weekday for days, _ in pairs for weekday in days.weekdays]
    named = [spans for days, spans in pairs if days.holidays]
    if not weekly or len(weekdays) != len(set(weekdays)) or len(named) > 1:
        return None
    if named:
        always = set(weekdays) == set(range(7)) and named[0] == ((0, DAY),)
        return Schedule(Known.HOURS, weekly, HolidayRule.OWN, named[0], not always)
    left_out = any(days.holidays is False for days, _ in pairs)
    return Schedule(Known.HOURS, weekly) if left_out or max(weekdays) <= 4 else None


def _with_closing(hours: _Hours, closing: Closing) -> Schedule | None:
    """Every day has the hours, but for the days named as closed."""
    special = hours.special_days.weekdays if hours.special_days else frozenset()
    open_days = closing.open_days()
    usual = Days(frozenset(pair for pair in open_days if pair[0] not in special))
    other = Days(frozenset(pair for pair in open_days if pair[0] in special))
    weekly = _weekly(usual, hours.usual, hours.last_reception) + _weekly(other, hours.special)
    own = hours.special if hours.special_days and hours.special_days.holidays else ()
    rule = closing.holidays
    if hours.special_days and (hours.special_days.holidays is False or _is_counted(hours)):
        return None
    if own and rule is HolidayRule.OPEN:
        rule = HolidayRule.OWN
    if not weekly or (rule is HolidayRule.OWN and closing.days):
        return None
    if rule is HolidayRule.SHIFT and special and not own:
        return None
    return Schedule(Known.HOURS, weekly, rule, own, closing.at_year_end)


def _is_counted(hours: _Hours) -> bool:
    return bool(hours.special_days and any(weeks for _, weeks in hours.special_days.days))
