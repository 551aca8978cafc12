"""A plan read back: what the editor sees before saving is what the page will say."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from organizations.places.opening_plan import OpeningPlan, PlannedException, PlannedHours
from organizations.places.week_words import plan_words

WEEK = tuple(PlannedHours(day, 540, 1020) for day in range(5))
SATURDAY = PlannedHours(5, 540, 720, frozenset({2, 4}), 690)
HOLIDAY = PlannedHours(7, 600, 900)


def words(known: str = "hours", *hours: PlannedHours, **more: object) -> list[str]:
    return plan_words(OpeningPlan(known, hours, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "lines"),
    [
        (WEEK, ["Mon–Fri: 9:00–17:00", "Sat, Sun: Closed"]),
        (
            (*WEEK, SATURDAY),
            ["Mon–Fri: 9:00–17:00", "2nd and 4th Sat: 9:00–12:00 (last reception 11:30)", "Sun: Closed"],
        ),
        (
            (PlannedHours(0, 540, 720), PlannedHours(0, 780, 1020), PlannedHours(2, 540, 720)),
            ["Mon: 9:00–12:00, 13:00–17:00", "Wed: 9:00–12:00", "Tue, Thu–Sun: Closed"],
        ),
        (tuple(PlannedHours(day, 0, 1440) for day in range(7)), ["Mon–Sun: 24 hours"]),
        ((PlannedHours(4, 1080, 1560),), ["Fri: 18:00–2:00 the next day", "Mon–Thu, Sat, Sun: Closed"]),
    ],
)
def test_the_week(hours: tuple[PlannedHours, ...], lines: list[str]) -> None:
    assert words("hours", *hours)[: len(lines)] == lines


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({}, "National holidays: Closed"),
        ({"holidays": "open"}, "National holidays: As on that weekday"),
        ({"holidays": "own", "holiday": True}, "National holidays: 10:00–15:00"),
        (
            {"holidays": "shift", "holiday": True},
            "National holidays: Open 10:00–15:00; if it falls on a closing day, closed on the next weekday instead",
        ),
        ({}, "29 December to 3 January: Closed"),
        ({"closed_at_year_end": False}, "29 December to 3 January: As usual"),
    ],
)
def test_the_calendar(more: dict[str, object], line: str) -> None:
    hours = (*WEEK, HOLIDAY) if more.pop("holiday", False) else WEEK
    assert line in words("hours", *hours, **more)


def test_days_that_differ() -> None:
    days = (
        PlannedException(date(2026, 12, 1), date(2026, 12, 2), note="棚卸し"),
        PlannedException(date(2026, 12, 5), date(2026, 12, 5), 600, 720),
        PlannedException(date(2026, 12, 6), date(2026, 12, 6), 600, None),
    )
    assert words("hours", *WEEK, exceptions=days)[-3:] == [
        "1 December 2026 (Tue) – 2 December 2026 (Wed): Closed (棚卸し)",
        "5 December 2026 (Sat): 10:00–12:00",
        "6 December 2026 (Sun): Closed",
    ]


def test_by_appointment_comes_first_and_names_no_closing_days() -> None:
    assert words("appointment", *WEEK)[:2] == ["By appointment", "Mon–Fri: 9:00–17:00"]
    assert not [line for line in words("appointment") if line.endswith("Closed") and line.startswith("Mon")]


def test_unknown_is_one_line_whatever_else_was_written() -> None:
    assert words("unknown", *WEEK) == ["Hours not known"]


def test_a_plan_that_contradicts_itself_has_no_words() -> None:
    assert words("hours") == []
    assert words("hours", PlannedHours(0, 540, 500)) == []


@pytest.mark.parametrize("language", ["ja", "ja-simple"])
def test_every_line_is_in_the_pages_language(language: str) -> None:
    days = (PlannedException(date(2026, 12, 1), date(2026, 12, 1)),)
    english = words("hours", *WEEK, SATURDAY, exceptions=days)
    with translation.override(language):
        lines = words("hours", *WEEK, SATURDAY, exceptions=days)
    assert len(lines) == len(english)
    assert not [line for line in lines if "Mon" in line or "Closed" in line or "December" in line]
