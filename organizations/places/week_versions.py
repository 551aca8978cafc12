"""My week beside the other person's: the parts in words, and a form filled with what was chosen."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from organizations.places.choices import HolidayTreatment, HoursKnown, Weekday
from organizations.places.opening_plan import OpeningPlan, PlannedException
from organizations.places.week_merge import DAYS, EXCEPTIONS, HOLIDAYS, KNOWN, PARTS, YEAR_END
from organizations.places.wording import comma, days_words, span_words, typed_clock, weeks_words

TAKE = "take-"
MOST_TYPED = 300


def part_label(part: str) -> str:
    """What an editor calls a part of the section."""
    if part in DAYS:
        return str(Weekday(int(part)).label)
    return {
        KNOWN: _("Opening hours"),
        HOLIDAYS: _("On national holidays"),
        YEAR_END: _("Closed from 29 December to 3 January"),
        EXCEPTIONS: _("Days that differ"),
    }[part]


def part_words(plan: OpeningPlan, part: str) -> str:
    """What a plan says of one part."""
    if part in DAYS:
        return comma().join(_day(plan, part)) or "–"
    if part == EXCEPTIONS:
        return "\n".join(map(_exception, plan.exceptions)) or "–"
    whole = {KNOWN: HoursKnown(plan.known).label, HOLIDAYS: HolidayTreatment(plan.holidays).label}
    return str(whole.get(part) or (_("Yes") if plan.closed_at_year_end else _("No")))


def _day(plan: OpeningPlan, day: str) -> list[str]:
    rows = sorted((row for row in plan.hours if str(row.weekday) == day), key=lambda row: row.opens)
    return [f"{weeks_words(row.weeks)} {span_words(row.opens, row.closes, row.last_reception)}".strip() for row in rows]


def _exception(one: PlannedException) -> str:
    closed = one.opens is None or one.closes is None
    hours = _("Closed") if closed else span_words(one.opens, one.closes)  # type: ignore[arg-type]
    return f"{days_words(one.first, one.last)} {hours} {one.note}".strip()


def chosen_parts(data: Any) -> list[str]:
    """The parts of which the other person's version was chosen."""
    return [part for part in PARTS if data.get(f"{TAKE}{part}") == "theirs"]


def with_theirs(data: Any, theirs: OpeningPlan, parts: Collection[str]) -> Any:
    """The typed data with these parts as they stand in `theirs`."""
    changed = data.copy()
    for part in parts:
        changed.pop(f"{TAKE}{part}", None)
        if part in DAYS:
            _put_rows(changed, "hours", _rows_of(changed, part), _typed_day(theirs, part))
    if EXCEPTIONS in parts:
        rows = range(_total(changed, "days"))
        _put_rows(changed, "days", [*rows], [_typed_exception(one) for one in theirs.exceptions])
    if KNOWN in parts:
        changed["hours_known"] = str(theirs.known)
    if HOLIDAYS in parts:
        changed["holiday_treatment"] = str(theirs.holidays)
    if YEAR_END in parts:
        changed["closed_at_year_end"] = "on" if theirs.closed_at_year_end else ""
    return changed


def _total(data: Any, prefix: str) -> int:
    text = str(data.get(f"{prefix}-TOTAL_FORMS", ""))
    return min(int(text), MOST_TYPED) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _rows_of(data: Any, day: str) -> list[int]:
    return [number for number in range(_total(data, "hours")) if data.get(f"hours-{number}-weekday") == day]


def _typed_day(plan: OpeningPlan, day: str) -> list[dict[str, str]]:
    return [
        {
            "weekday": day,
            "opens": typed_clock(row.opens),
            "closes": typed_clock(row.closes),
            "last_reception": _typed(row.last_reception),
            "weeks": ",".join(map(str, sorted(row.weeks))),
        }
        for row in plan.hours
        if str(row.weekday) == day
    ]


def _typed_exception(one: PlannedException) -> dict[str, str]:
    times = {"opens": _typed(one.opens), "closes": _typed(one.closes)}
    return {"first": one.first.isoformat(), "last": one.last.isoformat(), **times, "note": one.note, "DELETE": ""}


def _typed(minute: int | None) -> str:
    return "" if minute is None else typed_clock(minute)


def _put_rows(data: Any, prefix: str, free: list[int], rows: list[dict[str, str]]) -> None:
    """Fill the free rows, add what is missing, empty what is left."""
    total = _total(data, prefix)
    numbers = [*free, *range(total, total + max(0, len(rows) - len(free)))]
    for index, number in enumerate(numbers):
        values = rows[index] if index < len(rows) else {}
        for name in [key for key in data if key.startswith(f"{prefix}-{number}-") and not key.endswith("-weekday")]:
            data.pop(name)
        for name, value in values.items():
            data[f"{prefix}-{number}-{name}"] = value
    data[f"{prefix}-TOTAL_FORMS"] = str(max(total, len(numbers) and max(numbers) + 1))
