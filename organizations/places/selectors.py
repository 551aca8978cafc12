"""What the pages of a place show: one query, only the reader's columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from organizations.directory.contacts import dial_address
from organizations.directory.models import Organization
from organizations.places.address_lines import public_address
from organizations.places.choices import Fact, Hazard
from organizations.places.models import Place
from organizations.places.place_row import TEXTS, read_place
from organizations.places.schedule import (
    Known,
    Schedule,
    epoch_minute,
    intervals,
    midnight,
    next_boundary,
    state_at,
)
from organizations.places.stored_hours import schedule_of, speaks_on
from organizations.places.types import SHELTERS
from organizations.places.week_table import deviations, exception_notes, holiday_words, today_words, week_lines
from organizations.places.wording import freshness_words, service_words, state_words
from organizations.vocabulary import Audience, Field
from portal.shared import texts
from portal.shared.japan import JAPAN
from portal.shared.languages import BY_CODE, SOURCE_CODE
from portal.shared.texts import State, Text

LOOK_BACK = timedelta(days=14)
"""A closure that moved to the next weekday is decided by the days before it."""


def place_page(place_id: int, language: str, now: datetime, *, original: bool = False) -> dict[str, Any] | None:
    """Everything a place's page shows, None when the public may not see it. original: the Japanese texts."""
    today = now.astimezone(JAPAN).date()
    read = read_place(place_id, language, today - LOOK_BACK)
    if read is None:
        return None
    row = read.columns
    schedule = schedule_of(SimpleNamespace(**row), read.hours, read.exceptions)  # type: ignore[arg-type]
    found = place_texts(row, SOURCE_CODE if original else language)
    return {
        "place": row,
        "texts": found,
        "original": original,
        "type_name": texts.text(_prefixed(row, "type__"), "name", language),
        "organization": _organization(row, language),
        "address": public_address(row, language),
        "dial": dial_address(row["phone"]),
        "labels": _labels(row),
        "honesty": [] if original else honesty(found.values(), language),
        "freshness": freshness_words(row["confirmed"], today),
        "schedule": schedule,
        "keep_seconds": seconds_until_change(schedule, now),
        **_when(schedule, row, read.exceptions, now),
        **_spoken(read.services, schedule, language, today),
    }


def _prefixed(row: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)}


def _organization(row: dict[str, Any], language: str) -> dict[str, Any] | None:
    if row["organization__status"] != Organization.Status.PUBLISHED:
        return None
    return {"id": row["organization_id"], "name": texts.text(_prefixed(row, "organization__"), "name", language)}


def place_texts(row: dict[str, Any], language: str) -> dict[str, Text]:
    """The place's texts; how to get there stays untold where the address is not public."""
    found = {name: texts.text(row, name, language) for name in TEXTS}
    if row["address_visibility"] != Place.Visibility.PUBLIC:
        found["access"] = Text("", language, State.HUMAN)
    return found


def honesty(found: Iterable[Text], language: str) -> list[str]:
    """Honest sentences on the translations of a page, each once, the most important first."""
    shown = [text for text in found if text]
    states = {text.state for text in shown if text.language == language != SOURCE_CODE}
    sentences = {
        "fallback": _("Some of this is shown in Japanese, because nobody has translated it yet."),
        State.OUTDATED: _("The Japanese text has changed since this translation was made."),
        State.MACHINE: _("Translated by a machine. It may contain mistakes."),
        State.CHECKED: _("Translated by a machine and checked by a person."),
        State.SOURCE: _("Taken from an official list, not checked."),
        State.HUMAN: _("Translated by a person."),
    }
    kinds: set[Any] = set(states)
    if any(text.language != language for text in shown) and language != SOURCE_CODE:
        kinds.add("fallback")
    return [sentence for kind, sentence in sentences.items() if kind in kinds]


def _labels(row: dict[str, Any]) -> dict[str, list[str]]:
    return {
        "facts": [str(Fact(one).label) for one in row["facts"]],
        "audiences": [str(Audience(one).label) for one in row["audiences"]],
        "fields": [str(Field(one).label) for one in row["fields_of_activity"]],
        "hazards": [str(Hazard(one).label) for one in row["hazards"]],
    }


def _when(schedule: Schedule, row: dict[str, Any], exceptions: list[Any], now: datetime) -> dict[str, Any]:
    today, state = now.astimezone(JAPAN).date(), state_at(schedule, now)
    notes, shelter = exception_notes(exceptions), row["type__slug"] in SHELTERS
    return {
        "state_kind": state.kind.value,
        "state_text": state_words(state, epoch_minute(now), bool(row["phone"]), shelter=shelter),
        "shelter": shelter,
        "week": week_lines(schedule, today),
        "today_hours": today_words(schedule, today),
        "holidays": holiday_words(schedule),
        "year_end": schedule.closed_at_year_end,
        "deviations": deviations(schedule, today, notes),
        "by_appointment": schedule.known is Known.APPOINTMENT,
    }


def _spoken(services: list[Any], schedule: Schedule, language: str, today: date) -> dict[str, Any]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in services:
        when, how = service_words(row)
        speaks = speaks_on(row, schedule, today)
        groups.setdefault(row.language, []).append({"when": when, "how": how, "today": speaks})
    known = [(BY_CODE[code], rows) for code, rows in groups.items() if code in BY_CODE]
    known.sort(key=lambda pair: pair[0].code != language)
    return {"spoken": known, "spoken_in_mine": language in groups}


def seconds_until_change(schedule: Schedule, now: datetime) -> int:
    """How long the page stays true: until the place opens or closes, at most until midnight."""
    minute, today = epoch_minute(now), now.astimezone(JAPAN).date()
    ranges = [(one.start, one.end) for one in intervals(schedule, today, 2)]
    change = min(
        next_boundary(ranges, minute) or midnight(today + timedelta(days=1)), midnight(today + timedelta(days=1))
    )
    return max(1, change * 60 - int(now.timestamp()))
