"""Reads a search from an address.

Broken or unknown values never fail: the default stands in for them and a notice names the field. Pages
show the notices; machine addresses answer 400 with them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from organizations.places.choices import DayPart, Fact, Hazard, OpenDay
from organizations.resource_map.cursors import Cursor, read_cursor
from organizations.resource_map.heard import Heard, language_in
from organizations.resource_map.query import DEFAULT_RADIUS_KM, SORTS, VIEWS, MapQuery
from organizations.towns import table as towns
from organizations.vocabulary import Audience, Field
from portal.shared.languages import find_language
from portal.shared.words import normalise, words

MAX_WORDS = 100
MAX_VALUES = 20
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
class Reading:
    """A search as it was understood, and what had to be left out.

    needs_language: "today" was asked without one; heard: the language that was taken out of the words.
    """

    query: MapQuery
    notices: tuple[Notice, ...]
    needs_language: bool = False
    heard: Heard | None = None


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
            self.refuse(name, _("“%(name)s” was given more than once; the last value counts.") % {"name": _label(name)})
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
            _("“%(value)s” is not known as “%(name)s”, so it was left out.")
            % {"name": _label(name), "value": _short(value)},
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
                "count": MAX_VALUES, "name": _label(name),
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

    def in_order(self, name: str, values: list[str]) -> tuple[str, ...]:
        return tuple(sorted(self.several(name, values.__contains__), key=values.index))

    def language(self, default: str) -> str:
        value = self.one("lang")
        found = find_language(value or default) if value or default else None
        if value and found is None:
            self.unknown("lang", value)
        return found.code if found else ""

    def spoken_today(self, today: bool, lang: str) -> bool:
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
        if cursor is None or cursor.phase not in _phases(order, q):
            self.refuse("after", _("The address of this page of the list is broken: here is the first page."))
            return None
        return cursor


def _label(name: str) -> str:
    """The parameter as the page's form calls it."""
    labels = {
        "q": _("Words, place or language"), "type": _("Kind of place"), "field": _("Field of activity"),
        "lang": _("Language spoken"), "today": _("Spoken today"), "area": _("Town"), "near": _("Near me"),
        "radius": _("At most this far"), "audience": _("For whom"), "open": _("Open now"), "day": _("Day of the week"), "time": _("Time of day"),
        "facts": _("Good to know"),
        "hazard": _("Safe in case of"), "sort": _("Order"), "after": _("Pages"), "view": _("List, map or paper"),
    }  # fmt: skip
    return labels[name]


def _phases(order: str, q: str) -> set[str]:
    """What a cursor of this list may begin with; a single letter finds beginnings of names by rank alone."""
    if order:
        return {order}
    return {"rank", "names"} if len("".join(words(q))) > 1 else {"rank"}


def read_query(
    data: QueryDict, *, types: frozenset[str] | None = None, municipality_code: str = "", mother_tongue: str = ""
) -> Reading:
    """The search that an address asks for. types: the slugs that exist, None to look at their shape only.

    mother_tongue: the language that "spoken today" means where the address names none.
    """
    reader = _Reader(data, types, municipality_code)
    today = reader.flag("today")
    lang = reader.language(mother_tongue if today else "")
    near = reader.near()
    q, sort = reader.words(), reader.sort(near)
    heard, given = language_in(q), bool(data.get("lang", "").strip())
    if heard and (not given or heard.code == lang):
        q, lang = heard.rest, heard.code
    query = MapQuery(
        q=q,
        type=reader.several("type", reader.is_type),
        field=reader.several("field", Field.values.__contains__),
        lang=lang,
        today=reader.spoken_today(today, lang),
        area=reader.area(),
        near=near,
        radius=reader.radius(),
        audience=reader.several("audience", Audience.values.__contains__),
        open=reader.flag("open"),
        day=reader.in_order("day", OpenDay.values),
        time=reader.in_order("time", DayPart.values),
        facts=reader.several("facts", Fact.values.__contains__),
        hazard=reader.several("hazard", Hazard.values.__contains__),
        sort=sort,
        view=reader.choice("view", VIEWS, "list"),
    )
    query = replace(query, after=reader.after(query.order, query.q))
    return Reading(query, tuple(reader.notices), today and not lang, heard if heard and not given else None)


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
