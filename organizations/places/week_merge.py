"""Two weeks written from the same beginning, joined part by part: who changed what, and what both changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from organizations.places.choices import Weekday
from organizations.places.editing import fingerprint
from organizations.places.opening_plan import OpeningPlan, PlannedHours

DAYS = tuple(str(number) for number in Weekday.values)
KNOWN, HOLIDAYS, YEAR_END, EXCEPTIONS = "known", "holidays", "year_end", "days"
PARTS = (KNOWN, *DAYS, HOLIDAYS, YEAR_END, EXCEPTIONS)


class Joined(NamedTuple):
    """`kept` are parts only the other person changed; `disputed` both changed, each in another way."""

    plan: OpeningPlan
    kept: tuple[str, ...]
    disputed: tuple[str, ...]


def parts_of(plan: OpeningPlan) -> dict[str, str]:
    """Each part's fingerprint; the order in which rows were typed makes no difference."""
    days = {day: fingerprint(sorted(map(repr, _rows(plan, day)))) for day in DAYS}
    whole = {KNOWN: str(plan.known), HOLIDAYS: str(plan.holidays), YEAR_END: plan.closed_at_year_end}
    return {
        **days,
        **{part: fingerprint(value) for part, value in whole.items()},
        EXCEPTIONS: fingerprint(sorted(map(repr, plan.exceptions))),
    }


def _rows(plan: OpeningPlan, day: str) -> list[tuple[object, ...]]:
    found = (row for row in plan.hours if str(row.weekday) == day)
    return [(row.opens, row.closes, sorted(row.weeks), row.last_reception) for row in found]


def seen_words(plan: OpeningPlan) -> str:
    """What an editor has seen, to be carried through the form: "known:1f… 0:a3…"."""
    return " ".join(f"{part}:{mark}" for part, mark in parts_of(plan).items())


def seen_parts(text: str) -> dict[str, str]:
    """The reverse; what is garbled was never seen."""
    pairs = (pair.partition(":") for pair in text[:1000].split(" "))
    return {part: mark for part, _colon, mark in pairs if part in PARTS and mark}


def joined(mine: OpeningPlan, theirs: OpeningPlan, seen: dict[str, str]) -> Joined:
    """My plan with their parts wherever I changed nothing."""
    my, their = parts_of(mine), parts_of(theirs)
    foreign = [part for part in PARTS if their[part] not in (my[part], seen.get(part))]
    kept = tuple(part for part in foreign if my[part] == seen.get(part))
    return Joined(with_parts(mine, theirs, kept), kept, tuple(part for part in foreign if part not in kept))


def with_parts(mine: OpeningPlan, theirs: OpeningPlan, parts: Collection[str]) -> OpeningPlan:
    """My plan, but these parts from theirs."""
    hours = [
        row for plan, other in ((mine, False), (theirs, True)) for row in plan.hours if _takes(row, parts) is other
    ]
    taken = {
        "known": theirs.known if KNOWN in parts else mine.known,
        "holidays": theirs.holidays if HOLIDAYS in parts else mine.holidays,
        "closed_at_year_end": theirs.closed_at_year_end if YEAR_END in parts else mine.closed_at_year_end,
        "exceptions": theirs.exceptions if EXCEPTIONS in parts else mine.exceptions,
    }
    return replace(mine, hours=tuple(sorted(hours, key=lambda row: (row.weekday, row.opens))), **taken)  # type: ignore[arg-type]


def _takes(row: PlannedHours, parts: Collection[str]) -> bool:
    return str(row.weekday) in parts
