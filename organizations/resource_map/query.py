"""What a resident asks of the map, as it stands in the address: every combination is a URL.

Free of the ORM. Broken or unknown values never fail: the default stands in for them and a notice
names the field. Pages show the notices; machine addresses answer 400 with them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from organizations.places.choices import Fact, Hazard
from organizations.resource_map.cursors import Cursor, read_cursor
from organizations.towns import table as towns
from organizations.vocabulary import Audience, Field
from portal.shared.languages import find_language
from portal.shared.words import normalise

VIEWS = ("list", "map", "print")
SORTS = ("kana", "near", "fresh")
MAX_WORDS = 100
MAX_VALUES = 20
DEFAULT_RADIUS_KM = 2.0
MAX_RADIUS_KM = 20.0
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,15})?")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]+")
_YES = {"1", "on", "true", "yes"}
_NO = {"", "0", "off", "false", "no"}


@dataclass(frozen=True, slots=True)
class Notice:
    """What in the address could not be used: the parameter's name and a sentence for the reader."""

    field: str
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class MapQuery:
    """One search. Of types, fields of activity and target groups any will do; facts and hazards all count."""

    q: str = ""
    type: tuple[str, ...] = ()
    field: tuple[str, ...] = ()
    lang: str = ""
    today: bool = False
    area: str = ""
    near: tuple[float, float] | None = None
    radius: float = DEFAULT_RADIUS_KM
    audience: tuple[str, ...] = ()
    open: bool = False
    facts: tuple[str, ...] = ()
    hazard: tuple[str, ...] = ()
    sort: str = ""
    after: Cursor | None = None
    view: str = "list"

    def as_params(self) -> list[tuple[str, str]]:
        """Names and values in a stable order, defaults left out: equal searches have equal addresses."""
        return [(name, value) for name, value in _spell(self) if value]

    def query_string(self, **changes: Any) -> str:
        """The parameters as they stand behind the question mark; an empty search gives an empty text."""
        return urlencode(self.with_changes(**changes).as_params())

    def with_changes(self, **changes: Any) -> MapQuery:
        """Another search; whatever changes, it starts at its first page unless `after` is given."""
        if changes.keys() - {"view"}:
            changes.setdefault("after", None)
        return replace(self, **changes)

    def url(self, **changes: Any) -> str:
        """Address of the page in the reader's language, with changes such as `lang=""` or `view="map"`."""
        return join_url(reverse("organizations:map"), self.query_string(**changes))

    def without(self, name: str, value: str) -> MapQuery:
        """The search with one value of one filter taken away."""
        kept = getattr(self, name)
        if isinstance(kept, tuple) and name != "near":
            return self.with_changes(**{name: tuple(one for one in kept if one != value)})
        return self.with_changes(**{name: _DEFAULTS[name]})

    @property
    def order(self) -> str:
        """The order asked for; near before far when a place is given."""
        return self.sort or ("near" if self.near else "")

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.with_changes(view="list", sort="", after=None, radius=DEFAULT_RADIUS_KM).as_params())


_DEFAULTS: dict[str, Any] = {one.name: one.default for one in fields(MapQuery)}
PARAMETERS = tuple(_DEFAULTS)


def join_url(path: str, query_string: str) -> str:
    """Path and parameters; no question mark without parameters."""
    return f"{path}?{query_string}" if query_string else path


def _spell(query: MapQuery) -> Iterator[tuple[str, str]]:
    for name in PARAMETERS:
        value = getattr(query, name)
        if name == "near":
            yield name, f"{value[0]:.5f},{value[1]:.5f}" if value else ""
        elif name == "radius":
            yield name, f"{value:g}" if query.near and value != DEFAULT_RADIUS_KM else ""
        elif name == "view":
            yield name, "" if value == "list" else value
        elif isinstance(value, tuple):
            yield from ((name, one) for one in value)
        elif isinstance(value, bool):
            yield name, "1" if value else ""
        else:
            yield name, str(value or "")


@dataclass(frozen=True, slots=True)
class Reading:
    """A search as it was understood, and what had to be left out."""

    query: MapQuery
    notices: tuple[Notice, ...]


class _Reader:
    """Reads one parameter after the other and remembers what could not be used."""

    def __init__(self, data: QueryDict, types: frozenset[str] | None, municipality_code: str) -> None:
        self.data = data
        self.types = types
        self.municipality_code = municipality_code
        self.notices: list[Notice] = []

    def refuse(self, name: str, message: str) -> None:
        self.notices.append(Notice(name, message))

    def one(self, name: str) -> str:
        values = [value.strip() for value in self.data.getlist(name)]
        given = list(dict.fromkeys(value for value in values if value))
        if len(given) > 1:
            self.refuse(name, _("“%(name)s” was given more than once; the last value counts.") % {"name": name})
        return _UNPRINTABLE.sub(" ", given[-1][:2000]).strip() if given else ""

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.one(name)
        if value in ("", *allowed):
            return value or default
        self.unknown(name, value)
        return default

    def unknown(self, name: str, value: str) -> None:
        self.refuse(
            name,
            _("“%(value)s” is not known as “%(name)s”, so it was left out.") % {"name": name, "value": _short(value)},
        )

    def several(self, name: str, known: Callable[[str], bool]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        values = [part.strip() for value in self.data.getlist(name) for part in value[:2000].split(",")]
        given = [value for value in dict.fromkeys(values) if value]
        for value in given[:MAX_VALUES]:
            if known(value):
                found[value] = None
            else:
                self.unknown(name, value)
        if len(given) > MAX_VALUES:
            self.refuse(name, _("Only the first %(count)d values of “%(name)s” count.") % {
                "count": MAX_VALUES, "name": name,
            })  # fmt: skip
        return tuple(sorted(found))

    def flag(self, name: str) -> bool:
        value = self.one(name).lower()
        if value not in _YES | _NO:
            self.unknown(name, value)
        return value in _YES

    def words(self) -> str:
        text = " ".join(self.one("q").split())
        if len(text) > MAX_WORDS:
            self.refuse("q", _("The search words were cut after %(count)d characters.") % {"count": MAX_WORDS})
            text = text[:MAX_WORDS].strip()
        if text and not normalise(text):
            self.refuse("q", _("The search words hold no letter or number, so they were left out."))
            return ""
        return text

    def is_type(self, value: str) -> bool:
        return bool(_SLUG.fullmatch(value)) and (self.types is None or value in self.types)

    def language(self) -> str:
        value = self.one("lang")
        found = find_language(value) if value else None
        if value and found is None:
            self.unknown("lang", value)
        return found.code if found else ""

    def spoken_today(self, lang: str) -> bool:
        today = self.flag("today")
        if today and not lang:
            self.refuse("today", _("“Today” needs a language: choose the language you would like to speak."))
        return today and bool(lang)

    def area(self) -> str:
        value = self.one("area")
        code = area_code(value, self.municipality_code) if value else ""
        if value and not code:
            self.unknown("area", value)
        return code

    def near(self) -> tuple[float, float] | None:
        value = self.one("near")
        if not value:
            return None
        latitude, longitude = (_number(part) for part in (*value.split(",", 1), "")[:2])
        if latitude is None or longitude is None or not (20 <= latitude <= 46 and 122 <= longitude <= 154):
            self.refuse("near", _("“near” must be a position in Japan in degrees, such as 35.69,139.70."))
            return None
        return round(latitude, 5), round(longitude, 5)

    def radius(self) -> float:
        value = self.one("radius")
        if not value:
            return DEFAULT_RADIUS_KM
        number = _number(value)
        if number is None or not 0.1 <= number <= MAX_RADIUS_KM:
            self.refuse("radius", _("“radius” must be a number of kilometres from 0.1 to %(most)d.") % {
                "most": MAX_RADIUS_KM,
            })  # fmt: skip
            return DEFAULT_RADIUS_KM
        return round(number, 1)

    def sort(self, near: tuple[float, float] | None) -> str:
        value = self.choice("sort", SORTS, "")
        if value == "near" and near is None:
            self.refuse("sort", _("Sorting by distance needs a point: use “near me” or another order."))
            return ""
        return "" if value == "near" else value

    def after(self, order: str, q: str) -> Cursor | None:
        value = self.one("after")
        if not value:
            return None
        cursor = read_cursor(value)
        phases = {order} if order else {"rank", "names"} if q else {"rank"}
        if cursor is None or cursor.phase not in phases:
            self.refuse("after", _("The address of this page of the list is broken: here is the first page."))
            return None
        return cursor


def read_query(data: QueryDict, *, types: frozenset[str] | None = None, municipality_code: str = "") -> Reading:
    """The search that an address asks for. types: the slugs that exist, None to look at their shape only."""
    reader = _Reader(data, types, municipality_code)
    lang = reader.language()
    near = reader.near()
    q, sort = reader.words(), reader.sort(near)
    query = MapQuery(
        q=q,
        type=reader.several("type", reader.is_type),
        field=reader.several("field", Field.values.__contains__),
        lang=lang,
        today=reader.spoken_today(lang),
        area=reader.area(),
        near=near,
        radius=reader.radius(),
        audience=reader.several("audience", Audience.values.__contains__),
        open=reader.flag("open"),
        facts=reader.several("facts", Fact.values.__contains__),
        hazard=reader.several("hazard", Hazard.values.__contains__),
        sort=sort,
        view=reader.choice("view", VIEWS, "list"),
    )
    query = replace(query, after=reader.after(query.order, query.q))
    return Reading(query, tuple(reader.notices))


def area_code(value: str, municipality_code: str) -> str:
    """6, 10 or 13 digits: a municipality, a 大字, a chōme; names of the ward's own towns are understood."""
    if re.fullmatch(r"[0-9]{6}|[0-9]{10}|[0-9]{13}", value):
        known = towns.towns_of(value[:6])
        in_japan = "01" <= value[:2] <= "47"
        return value if in_japan and (not known or any(one.code13.startswith(value) for one in known)) else ""
    if len(value) > 40 or value.isdigit():
        return ""
    wanted = normalise(value)
    for town in towns.towns_of(municipality_code):
        if normalise(town.oaza) == wanted:
            return town.code10
        if normalise(town.name) == wanted:
            return town.code13
    return ""


def _number(text: str) -> float | None:
    stripped = text.strip()
    if not stripped.isascii() or not _NUMBER.fullmatch(stripped):
        return None
    number = float(stripped)
    return number if math.isfinite(number) else None


def _short(value: str) -> str:
    plain = _UNPRINTABLE.sub(" ", value).strip()
    return plain if len(plain) <= 40 else f"{plain[:40]}…"
