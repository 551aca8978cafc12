"""What files say of a place's hours and languages beyond the plain columns, as index_place stores it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from organizations.places.choices import HoursKnown
from organizations.places.hours_text import schedule_from_columns, schedule_from_note
from organizations.places.models import LanguageService, OpeningHours, Place
from organizations.places.schedule import Schedule
from organizations.places.week_notation import same_week, write_week
from portal.shared.ruby import strip_ruby


def week_words(one: Schedule, plain: tuple[str, int | None, int | None], note: str) -> str:
    """The week in words, for a file's note on hours; empty where the columns of `plain_week` and the note say it all."""
    days, opens, closes = plain
    written = " ".join(strip_ruby(note).split())
    if days:
        told = schedule_from_columns(days, _clock(opens), _clock(closes), written)
    else:
        told = schedule_from_note(written) if written else None
    return "" if told and same_week(told, one) else write_week(one)


def file_rows(place: Place, hours: Iterable[OpeningHours], spoken: Iterable[LanguageService]) -> dict[str, Any]:
    """Hours and languages as JSON files have them; times as HH:MM, after midnight from 24:00 on; weekday 7: holidays."""
    known = () if place.hours_known == HoursKnown.UNKNOWN else hours
    return {
        "hours": [
            {
                "weekday": row.weekday,
                "weeks": row.weeks,
                "opens": _clock(row.opens),
                "closes": _clock(row.closes),
                "last_reception": _clock(row.last_reception) or None,
            }
            for row in sorted(known, key=lambda row: (row.weekday, row.opens, row.pk))
        ],
        "language_services": [
            {
                "language": row.language,
                "weekdays": row.weekdays,
                "weeks": row.weeks,
                "starts": _clock(row.starts) or None,
                "ends": _clock(row.ends) or None,
                "mode": row.mode,
                "needs_booking": row.needs_booking,
            }
            for row in sorted(spoken, key=lambda row: (row.language, row.pk))
        ],
    }


def _clock(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60:02}:{minute % 60:02}"
