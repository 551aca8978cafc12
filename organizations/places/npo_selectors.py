"""What an organisation's people see of their places: the overview of one, and the desk's numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.places.choices import Fact, HoursKnown
from organizations.places.models import LanguageService, Place, PlaceQuerySet
from organizations.places.services import TEXT_COLUMNS, TEXT_FIELDS
from organizations.places.spoken_form import row_words
from organizations.places.week_form import WeekEditor
from organizations.places.week_words import plan_words
from organizations.places.wording import freshness_words
from portal.accounts.models import User
from portal.shared.japan import JAPAN
from portal.shared.languages import BY_CODE, LANGUAGES
from portal.shared.texts import missing_translations, text

STALE_DAYS = 90
BOARD_LANGUAGES = tuple(one for one in LANGUAGES if one.code != "ja")


class DeskPlace(NamedTuple):
    """A line of "my places"."""

    id: int
    name: str
    url: str
    status: str
    status_code: str
    freshness: str
    stale: bool
    hours_unknown: bool
    missing: int
    outdated: int


class BoardRow(NamedTuple):
    """A line of the board: for each language how many texts are missing and outdated."""

    name: str
    cells: list[dict[str, Any]]


def place_overview(place: Place, language: str, now: datetime) -> dict[str, Any]:
    """The sections of a place with what stands in them."""
    rows = LanguageService.objects.filter(place=place)
    spoken = [row_words(row) for row in rows]
    faults = missing_translations(place, TEXT_FIELDS)
    today = now.astimezone(JAPAN).date()
    return {
        "place": place,
        "name": text(place, "name", language),
        "type_name": text(place.type, "name", language),
        "freshness": freshness_words(place.confirmed, today),
        "stale": is_stale(place.confirmed, today),
        "hours": plan_words(WeekEditor(place).stored_plan()),
        "spoken": spoken,
        "missing": [BY_CODE[code].autonym for code in _codes(faults, None)],
        "outdated": [BY_CODE[code].autonym for code in _codes(faults, "outdated")],
        "facts": [str(one) for one in _labels(place)],
    }


def _codes(faults: Iterable[Any], state: str | None) -> list[str]:
    found = {one.column.replace("_", "-") for one in faults if one.state == state}
    return [one.code for one in LANGUAGES if one.code in found]


def _labels(place: Place) -> list[Any]:
    return [Fact(one).label for one in place.facts if one in Fact]


def is_stale(confirmed: date | None, today: date) -> bool:
    """Whether nobody has said for 90 days that the entry is right."""
    return confirmed is None or today - confirmed > timedelta(days=STALE_DAYS)


def my_places(user: User, language: str, now: datetime) -> dict[str, Any]:
    """The desk's numbers, places and board of missing translations, and apart what is closed for good; one query."""
    columns = ("id", "status", "confirmed", "hours_known", "translation_state", *TEXT_COLUMNS)
    rows = PlaceQuerySet(Place).editable_by(user).order_by("sort_key", "id")
    found = list(rows.values("sort_key", *columns))
    places = [row for row in found if row["status"] != Place.Status.CLOSED]
    today = now.astimezone(JAPAN).date()
    lines = [_desk_place(row, language, today) for row in places]
    return {
        "places": lines,
        "closed": [_desk_place(row, language, today) for row in found if row["status"] == Place.Status.CLOSED],
        "board_languages": BOARD_LANGUAGES,
        "board": [_board_row(row, language) for row in places],
        "counts": _counts(lines),
        "first_stale": next((one.id for one in lines if one.stale), None),
        "first_unknown": next((one.id for one in lines if one.hours_unknown), None),
    }


def _desk_place(row: dict[str, Any], language: str, today: date) -> DeskPlace:
    faults = missing_translations(row, TEXT_FIELDS)
    return DeskPlace(
        id=row["id"],
        name=text(row, "name", language).value,
        url=reverse("organizations:edit_place", args=[row["id"]]),
        status=str(Place.Status(row["status"]).label),
        status_code=row["status"],
        freshness=freshness_words(row["confirmed"], today),
        stale=is_stale(row["confirmed"], today),
        hours_unknown=row["hours_known"] == HoursKnown.UNKNOWN,
        missing=sum(one.state is None for one in faults),
        outdated=sum(one.state is not None for one in faults),
    )


def _board_row(row: dict[str, Any], language: str) -> BoardRow:
    faults = missing_translations(row, TEXT_FIELDS)
    url = reverse("organizations:update_place_texts", args=[row["id"]])
    cells = [
        {
            "language": one,
            "missing": sum(fault.column == one.column and fault.state is None for fault in faults),
            "outdated": sum(fault.column == one.column and fault.state is not None for fault in faults),
            "url": f"{url}?open={one.code}#texts-{one.code}",
        }
        for one in BOARD_LANGUAGES
    ]
    return BoardRow(text(row, "name", language).value, cells)


def _counts(lines: list[DeskPlace]) -> list[dict[str, Any]]:
    found = (
        (_("not confirmed for 90 days"), "#places-stale", sum(one.stale for one in lines)),
        (_("hours not known"), "#places-hours", sum(one.hours_unknown for one in lines)),
        (_("translations missing"), "#translations", sum(one.missing > 0 for one in lines)),
        (_("translations outdated"), "#translations", sum(one.outdated > 0 for one in lines)),
    )
    return [{"label": label, "url": url, "number": number} for label, url, number in found]
