"""Openings for everybody: the list, the newest, one with all that a reader asks; only the reader's text columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import cos, radians
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.db.models.lookups import GreaterThan
from django.urls import reverse

from organizations.directory.models import Organization
from organizations.resource_map.filters import area_label
from organizations.towns import table as towns
from organizations.vocabulary import Field
from portal.shared.languages import BY_CODE, LANGUAGES
from portal.shared.texts import Text, shown_columns, shown_texts, text
from volunteers.bits import pack
from volunteers.openings import wording
from volunteers.openings.filters import OpeningQuery
from volunteers.openings.life import SEEN_BY_ALL
from volunteers.openings.models import Opening, OpeningQuerySet, Shift
from volunteers.openings.shifts import standing_shifts
from volunteers.spoken import levels_of
from volunteers.vocabulary import LANGUAGES as SPOKEN
from volunteers.vocabulary import SLOTS, TIMES, WEEKDAYS

PAGE = 20
METRES_A_DEGREE = 111_320.0
COLUMNS = (
    "id", "kind", "status", "field", "on_site", "online", "town_code", "slots", "project_hours", "starts", "ends",
    "deadline", "money", "languages_basic", "languages_conversational", "languages_fluent", "languages_welcome",
    "translation_state", "published",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """An opening in a list."""

    id: int
    url: str
    title: Text
    summary: Text
    organization: Text
    kind: str
    field: str
    when: str
    town: str
    town_lang: str
    online: bool
    needed: list[wording.SpokenNeed]
    money: str
    free: int
    free_words: str
    deadline: date | None


def seen_by_all() -> OpeningQuerySet:
    """What whoever has the address can read: published once, also when it is over now."""
    rows = OpeningQuerySet(Opening).filter(status__in=SEEN_BY_ALL, published__isnull=False)
    return rows.filter(organization__status=Organization.Status.PUBLISHED)


def list_openings(
    query: OpeningQuery, language: str, now: datetime, today: date, size: int = PAGE
) -> tuple[list[Card], int, tuple[date, int] | None]:
    """One page, soonest first, newer ones first among those that have begun; how many in all; where the next begins.

    Three queries, whatever the size.
    """
    found = _narrowed(OpeningQuerySet(Opening).open_on(today), query)
    total = found.count()
    rows = found.annotate(first=Greatest("starts", today))
    if query.after:
        day, number = query.after
        rows = rows.filter(Q(first__gt=day) | Q(first=day, id__lt=number))
    values = list(rows.order_by("first", "-id").values("first", *_columns(language))[: size + 1])
    more = (values[size - 1]["first"], values[size - 1]["id"]) if len(values) > size else None
    return cards(values[:size], language, now), total, more


def newest_openings(language: str, now: datetime, today: date, n: int) -> list[Card]:
    """The `n` that were published last and can still be answered; two queries."""
    rows = OpeningQuerySet(Opening).open_on(today).order_by(F("published").desc(nulls_last=True), "-id")
    return cards(rows.values(*_columns(language))[:n], language, now)


def cards(rows: Iterable[dict[str, Any]], language: str, now: datetime) -> list[Card]:
    """Rows of `values()` as a list shows them; one query for all their shifts."""
    found = list(rows)
    shifts: dict[int, list[Shift]] = {}
    standing = Shift.objects.filter(opening_id__in=[one["id"] for one in found], cancelled__isnull=True)
    for shift in standing.order_by("starts", "id"):
        if not shift.is_over(now):
            shifts.setdefault(shift.opening_id, []).append(shift)
    return [_card(row, shifts.get(row["id"], []), language) for row in found]


def _columns(language: str) -> list[str]:
    own = [column for name in ("title", "summary") for column in shown_texts(name, language)]
    return [*COLUMNS, *own, *shown_texts("name", language, "organization__")]


def _card(row: dict[str, Any], shifts: list[Shift], language: str) -> Card:
    names = {key.removeprefix("organization__"): value for key, value in row.items() if key.startswith("organization_")}
    times = [(one.starts, one.ends) for one in shifts if one.starts is not None and one.ends is not None]
    free = sum(one.places - one.taken for one in shifts)
    town, town_lang = area_label(row["town_code"], language) if row["on_site"] and row["town_code"] else ("", "")
    spoken = levels_of(row["languages_basic"], row["languages_conversational"], row["languages_fluent"])
    return Card(
        id=row["id"],
        url=reverse("volunteers:opening", args=[row["id"]]),
        title=text(row, "title", language),
        summary=text(row, "summary", language),
        organization=text(names, "name", language),
        kind=str(Opening.Kind(row["kind"]).label),
        field=str(Field(row["field"]).label),
        when=wording.when_words(row["kind"], times, row["slots"], row["project_hours"]),
        town=town,
        town_lang=BY_CODE[town_lang].html_lang if town_lang in BY_CODE else town_lang,
        online=row["online"],
        needed=wording.needed(spoken),
        money=row["money"],
        free=free,
        free_words=wording.places_words(free) if shifts else "",
        deadline=row["deadline"],
    )


def _narrowed(rows: OpeningQuerySet, query: OpeningQuery) -> OpeningQuerySet:
    if query.kind:
        rows = rows.filter(kind__in=query.kind)
    if query.field:
        rows = rows.filter(field__in=query.field)
    if query.online:
        rows = rows.filter(online=True)
    if query.lang:
        bit = pack((query.lang,), SPOKEN)
        rows = rows.filter(_any_bit("languages_basic", bit) | _any_bit("languages_welcome", bit))
    if query.day or query.time:
        days, times = query.day or WEEKDAYS, query.time or TIMES
        rows = rows.filter(_any_bit("slots", pack((f"{day}-{part}" for day in days for part in times), SLOTS)))
    if query.area:
        rows = _near(rows, query.area, query.radius)
    for word in query.wanted:
        rows = rows.filter(_says(word))
    return rows


def _any_bit(column: str, bits: int) -> Q:
    return Q(GreaterThan(F(column).bitand(bits), 0))


def _says(word: str) -> Q:
    """Whose title, text or organisation holds the word in any language."""
    found = Q(organization__legal_name__icontains=word)
    for name in ("title", "summary", "organization__name"):
        for language in LANGUAGES:
            found |= Q(**{f"{name}_{language.column}__icontains": word})
    return found


def _near(rows: OpeningQuerySet, area: str, radius: str) -> OpeningQuerySet:
    """In the town, or so many kilometres around its middle; nothing is far for what is online too."""
    found = [one for one in towns.towns_of(area[:6]) if area in (one.code13, one.code10)]
    if not radius or not found:
        return rows.filter(town_code__startswith=area)
    latitude = sum(one.latitude for one in found) / len(found)
    longitude = sum(one.longitude for one in found) / len(found)
    north = (F("latitude") - latitude) * METRES_A_DEGREE
    east = (F("longitude") - longitude) * (METRES_A_DEGREE * cos(radians(latitude)))
    return rows.annotate(squared=north * north + east * east).filter(squared__lte=(float(radius) * 1000) ** 2)


def with_names(rows: OpeningQuerySet, columns: Iterable[str], language: str) -> OpeningQuerySet:
    """These columns, and of organisation and place what a page in this language says of them."""
    reached = (f"organization__{one}" for one in ("status", "phone", "extension", "email", "url", "form_url"))
    of_organization = (*reached, *shown_texts("name", language, "organization__"))
    of_place = ("place__status", *shown_texts("name", language, "place__"))
    states = ("organization__translation_state", "place__translation_state")
    return rows.select_related("organization", "place").only(*columns, *of_organization, *of_place, *states)


def read_opening(opening_id: int, language: str, now: datetime) -> dict[str, Any] | None:
    """A published opening, its organisation and place, and its shifts to come; two queries."""
    opening = with_names(seen_by_all(), shown_columns(Opening, language), language).filter(pk=opening_id).first()
    if opening is None:
        return None
    shifts = [one for one in standing_shifts(opening_id) if not one.is_over(now)]
    return {"opening": opening, "shifts": shifts}
