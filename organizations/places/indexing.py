"""The only writer of a place's derived columns: search words, filter tags, open intervals, public position.

Every edit calls it in its own transaction; a nightly step calls it for all and so finds drift.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from organizations.places.choices import AddressVisibility
from organizations.places.file_columns import file_rows, week_words
from organizations.places.models import LanguageService, OpeningException, OpeningHours, Place
from organizations.places.stored_hours import (
    open_blocks,
    open_days,
    open_ranges,
    plain_week,
    schedule_of,
    spoken_days,
)
from organizations.places.turns import take_turn
from organizations.towns import table as towns
from portal.shared.geo import map_cell
from portal.shared.japan import JAPAN
from portal.shared.languages import LANGUAGES
from portal.shared.nights.steps import Chunk, Cursor
from portal.shared.ruby import has_ruby, readings_in, readings_only, strip_ruby
from portal.shared.words import bigrams, kana_key, normalise

CHUNK = 500
SEARCH_TEXT_LENGTH = 8_000
DERIVED = (
    "public_latitude", "public_longitude", "map_cell", "open_ranges", "tags", "search_text", "bigrams",
    "name_bigrams", "name_key", "sort_key", "rank", "open_blocks", "spoken", "plain_days", "plain_opens",
    "plain_closes", "week_words", "file_rows", "search_hash",
)  # fmt: skip
# A statement for each row: Django's bulk_update builds one CASE for each column and takes most of an import's time.
UPDATE = f"UPDATE organizations_place SET {', '.join(f'{name} = %s' for name in DERIVED)} WHERE id = %s"

_waiting: ContextVar[set[int] | None] = ContextVar("places_to_index_together", default=None)


@dataclass
class _Rows:
    """What hangs on the places of one chunk."""

    hours: dict[int, list[OpeningHours]] = field(default_factory=lambda: defaultdict(list))
    exceptions: dict[int, list[OpeningException]] = field(default_factory=lambda: defaultdict(list))
    languages: dict[int, list[LanguageService]] = field(default_factory=lambda: defaultdict(list))


def index_place(place_id: int, *, now: datetime) -> None:
    """Bring one place's derived columns up to date."""
    index_places([place_id], now=now)


def index_places(place_ids: Sequence[int], *, now: datetime) -> int:
    """Bring many up to date, 500 at a time; answers how many really changed."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.update(place_ids)
        return 0
    changed = 0
    today = now.astimezone(JAPAN).date()
    for start in range(0, len(place_ids), CHUNK):
        changed += _index_chunk(place_ids[start : start + CHUNK], today)
    return changed


@contextmanager
def index_together(*, now: datetime) -> Iterator[None]:
    """Index each place that the services inside touch once, at the end, in one transaction with what they write.

    For seeds, where every service would index the same places again; nothing inside may search for them. What waits
    stands in a context variable, not in an argument: the seeds call public services, which would all have to hand
    the argument on to `index_places` though no other caller may use it. It is the caller's own, so that another
    thread or request meanwhile indexes as ever.
    """
    with transaction.atomic():
        touched: set[int] = set()
        token = _waiting.set(touched)
        try:
            yield
        finally:
            _waiting.reset(token)
        index_places(sorted(touched), now=now)


@transaction.atomic(savepoint=False)
def _index_chunk(ids: Sequence[int], today: date) -> int:
    """Locked before they are read: an address hidden meanwhile must not come back out of what was read before."""
    locked = Place.objects.select_for_update(of=("self",), no_key=True).filter(id__in=ids)
    places = list(locked.select_related("organization", "type").order_by("id"))
    rows = _load_rows(ids)
    changed = []
    for place in places:
        values = _derive(place, rows, today)
        values["search_hash"] = _hash(values)
        if values["search_hash"] != place.search_hash:
            changed.append((*(_ready(name, values[name]) for name in DERIVED), place.pk))
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany(UPDATE, changed)
    return len(changed)


def _ready(name: str, value: Any) -> Any:
    return Place._meta.get_field(name).get_db_prep_value(value, connection)  # type: ignore[union-attr]


def _load_rows(ids: Sequence[int]) -> _Rows:
    rows = _Rows()
    for hours in OpeningHours.objects.filter(place_id__in=ids):
        rows.hours[hours.place_id].append(hours)
    for exception in OpeningException.objects.filter(place_id__in=ids):
        rows.exceptions[exception.place_id].append(exception)
    for service in LanguageService.objects.filter(place_id__in=ids):
        rows.languages[service.place_id].append(service)
    return rows


def _hash(values: dict[str, Any]) -> str:
    text = repr(sorted(values.items()))
    return hashlib.sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _derive(place: Place, rows: _Rows, today: date) -> dict[str, Any]:
    schedule = schedule_of(place, rows.hours[place.id], rows.exceptions[place.id])
    ranges = open_ranges(schedule, today)
    days, opens, closes = plain_week(place, rows.hours[place.id])
    latitude, longitude = public_position(place)
    names = [*_texts(place, "name"), place.kana]
    name_forms = list(dict.fromkeys(filter(None, map(normalise, names))))
    search_forms = [*name_forms, *(normalise(text) for text in _searchable(place))]
    search_text = "\n".join(dict.fromkeys(filter(None, search_forms)))[:SEARCH_TEXT_LENGTH]
    return {
        "public_latitude": latitude,
        "public_longitude": longitude,
        "map_cell": None if latitude is None or longitude is None else map_cell(latitude, longitude),
        "open_ranges": ranges,
        "open_blocks": open_blocks(ranges or []),
        "tags": sorted(_tags(place, rows.languages[place.id], schedule, today)),
        "search_text": search_text,
        "bigrams": _pairs(search_text.split("\n")),
        "name_bigrams": sorted({*_pairs(name_forms), *_edges(name_forms)}),
        "name_key": "\n" + "\n".join(name_forms)[:2000] + "\n",
        "sort_key": kana_key(place.kana or place.name_ja),
        "rank": stored_rank(place, rows, today),
        "spoken": sorted({one.language for one in rows.languages[place.id]}),
        "plain_days": days,
        "plain_opens": opens,
        "plain_closes": closes,
        "week_words": week_words(schedule, (days, opens, closes), place.hours_note_ja or ""),
        "file_rows": file_rows(place, rows.hours[place.id], rows.languages[place.id]),
    }


def _pairs(forms: Iterable[str]) -> list[str]:
    return sorted({pair for form in forms for pair in bigrams(form)})


def _edges(forms: Iterable[str]) -> set[str]:
    """First and last letters paired with a line break: for one-letter searches and exact names."""
    return {pair for form in forms for pair in (f"\n{form[0]}", f"{form[-1]}\n")}


def public_position(place: Place) -> tuple[float | None, float | None]:
    """Where the public may see the place: exactly, on its town's centre, or nowhere."""
    if place.address_visibility == AddressVisibility.NEVER:
        return None, None
    if place.address_visibility == AddressVisibility.TOWN:
        town = towns.town(place.municipality_code, place.town_code)
        return (town.latitude, town.longitude) if town else (None, None)
    return place.latitude, place.longitude


def _texts(row: Any, name: str) -> list[str]:
    """As written, then as read: にほんごきょうしつ finds {日本語|にほんご}{教室|きょうしつ}."""
    texts = [getattr(row, f"{name}_{one.column}") or "" for one in LANGUAGES]
    return [*map(strip_ruby, texts), *(readings_only(text) for text in texts if has_ruby(text))]


def _searchable(place: Place) -> list[str]:
    """Descriptions come last: what is too long is cut there."""
    found = _texts(place.type, "name") + _texts(place, "summary") + _read_aloud(place)
    if place.organization is not None:
        found += [*_texts(place.organization, "name"), place.organization.legal_kana]
    if place.address_visibility != AddressVisibility.NEVER:
        found += [place.municipality, place.town, _town_reading(place)]
    if place.address_visibility == AddressVisibility.PUBLIC:
        found += [place.town + place.block, place.building]
    return found + _texts(place, "description")


def _read_aloud(place: Place) -> list[str]:
    """Japanese names and the summary with the readings that plain Japanese gives for words of two letters or more."""
    fields = ((place.type, "name"), (place, "name"), (place, "summary"))
    plain = [getattr(row, f"{name}_ja_simple") or "" for row, name in fields]
    known = {base: kana for text in plain for base, kana in readings_in(text).items() if len(base) > 1}
    found = []
    for text in filter(None, (getattr(row, f"{name}_ja") for row, name in fields)):
        read = text
        for base in sorted(known, key=len, reverse=True):
            read = read.replace(base, known[base])
        found += [read] if read != text else []
    return found


def _town_reading(place: Place) -> str:
    town = towns.town(place.municipality_code, place.town_code)
    return f"{town.kana} {town.romaji}" if town else ""


def _tags(place: Place, services: list[LanguageService], schedule: Any, today: date) -> set[str]:
    tags = {f"t:{place.type.slug}"}
    tags |= {f"f:{one}" for one in place.fields_of_activity}
    tags |= {f"w:{one}" for one in place.audiences}
    tags |= {f"x:{one}" for one in place.facts}
    tags |= {f"h:{one}" for one in place.hazards}
    tags |= {f"d:{one}" for one in open_days(schedule, today)}
    if place.organization_id:
        tags.add(f"o:{place.organization_id}")
    if place.municipality_code and place.address_visibility != AddressVisibility.NEVER:
        tags.add(f"a:{place.municipality_code}")
        if place.town_code:
            tags |= {
                f"a:{place.municipality_code}{place.town_code[:4]}",
                f"a:{place.municipality_code}{place.town_code}",
            }
    for service in services:
        tags.add(f"l:{service.language}")
        tags |= {f"l:{service.language}@{day.isoformat()}" for day in spoken_days(service, schedule, today)}
    return tags


def stored_rank(place: Place, rows: _Rows, today: date) -> int:
    """Freshness (0 to 500, in steps of 30 days) and completeness (0 to 500)."""
    age = (today - place.confirmed).days if place.confirmed else 600
    fresh = max(0, 500 - 50 * (max(0, age) // 30))
    complete = (
        120 * (place.hours_known != "unknown")
        + 100 * bool(rows.languages[place.id])
        + 80 * bool(place.phone or place.email or place.form_url)
        + 60 * bool(place.summary_ja or place.description_ja)
        + 60 * bool(place.name_en)
        + 40 * bool(place.facts)
        + 40 * bool(place.latitude)
    )
    return fresh + complete


def refresh_places(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """The night's step: move all places' two weeks on by a day and mend drift, 500 places and a turn for each chunk."""
    places = Place.objects.exclude(status=Place.Status.CLOSED)
    take_turn()
    ids = list(places.filter(id__gt=cursor or 0).order_by("id").values_list("id", flat=True)[:CHUNK])
    changed = index_places(ids, now=now)
    total = None if cursor else places.count()
    following = ids[-1] if len(ids) == CHUNK else None
    return Chunk(following, {"places": len(ids), "changed": changed}, done=len(ids), total=total)
