"""The public list of openings: what its address may ask, read forgivingly, and the chips of its form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from organizations.places.wording import weekday_names
from organizations.resource_map.filters import (
    ActiveFilter,
    Option,
    area_label,
    area_options,
    chips,
    language_options,
    select_options,
)
from organizations.vocabulary import Field
from portal.shared.languages import BY_CODE
from portal.shared.words import words
from volunteers.openings.models import Opening
from volunteers.vocabulary import FIELDS, LANGUAGES, TIMES, WEEKDAYS, TimeOfDay

LONGEST_QUERY = 100
RADII = ("", "1", "2", "5")
"""Around the middle of the town (km); empty: in the town itself."""
MANY = ("kind", "field", "day", "time")


@dataclass(frozen=True)
class OpeningQuery:
    """One search; of kinds, fields, days and times any will do. What is not understood is left out."""

    q: str = ""
    lang: str = ""
    kind: tuple[str, ...] = ()
    field: tuple[str, ...] = ()
    day: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    area: str = ""
    radius: str = ""
    online: bool = False
    after: tuple[date, int] | None = None

    @property
    def wanted(self) -> list[str]:
        """The words as typed, one by one."""
        return self.q.split()[:8] if words(self.q) else []

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return replace(self, after=None, radius="") != OpeningQuery()

    def url(self, **changes: object) -> str:
        """The query string of this search with changes; whatever changes, it begins at its first page."""
        other = replace(self, **{"after": None, **changes})  # type: ignore[arg-type]
        pairs = [("q", other.q), ("lang", other.lang)]
        pairs += [(name, value) for name in MANY for value in getattr(other, name)]
        pairs += [("area", other.area), ("radius", other.radius if other.area else "")]
        pairs.append(("online", "1" if other.online else ""))
        if other.after:
            pairs.append(("after", f"{other.after[0].isoformat()}.{other.after[1]}"))
        return "?" + urlencode([(name, value) for name, value in pairs if value])


def read_query(values: QueryDict) -> OpeningQuery:
    """The query of an address; garbage counts as not given."""
    q = values.get("q", "")[:LONGEST_QUERY].encode("utf-8", "ignore").decode().replace("\x00", "").strip()
    area, radius = values.get("area", ""), values.get("radius", "")
    return OpeningQuery(
        q=q,
        lang=_known(values.get("lang", ""), LANGUAGES),
        kind=_several(values, "kind", Opening.Kind.values),
        field=_several(values, "field", FIELDS),
        day=_several(values, "day", WEEKDAYS),
        time=_several(values, "time", TIMES),
        area=area if re.fullmatch(r"[0-9]{10}|[0-9]{13}", area) else "",
        radius=_known(radius, RADII),
        online=values.get("online") == "1",
        after=_after(values.get("after", "")),
    )


def _known(value: str, known: Iterable[str]) -> str:
    return value if value in known else ""


def _several(values: QueryDict, name: str, known: Iterable[str]) -> tuple[str, ...]:
    given = set(values.getlist(name))
    return tuple(one for one in known if one in given)


def _after(text: str) -> tuple[date, int] | None:
    day, dot, number = text.partition(".")
    if not dot or not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


def panel(query: OpeningQuery, language: str, municipality_code: str) -> dict[str, SafeString]:
    """The form with this search chosen; a town of elsewhere is added, so that sending keeps it."""
    areas = area_options(municipality_code, language)
    if query.area and all(one.value != query.area for one in areas):
        label, lang = area_label(query.area, language)
        areas = (Option(query.area, escape(label), lang), *areas)
    spoken = tuple(one for one in language_options() if one.value in LANGUAGES)
    around = tuple(Option(one, escape(_radius_words(one))) for one in RADII)
    return {
        "languages": select_options(spoken, query.lang),
        "areas": select_options(areas, query.area),
        "radii": select_options(around, query.radius),
        "kinds": chips("kind", _options(Opening.Kind.choices), query.kind),
        "fields": chips("field", _options(Field.choices), query.field),
        "days": chips("day", _options(zip(WEEKDAYS, weekday_names(), strict=True)), query.day),
        "times": chips("time", _options(TimeOfDay.choices), query.time),
    }


def _options(choices: Iterable[tuple[str, object]]) -> tuple[Option, ...]:
    return tuple(Option(escape(value), escape(str(label))) for value, label in choices)


def _radius_words(radius: str) -> str:
    return _("Within %(km)s km") % {"km": radius} if radius else _("Only in this town")


def active_filters(query: OpeningQuery, language: str) -> list[ActiveFilter]:
    """One chip for each value that narrows the list, and the address without it."""
    found: list[ActiveFilter] = []
    if query.q:
        found.append(ActiveFilter(_("“%(words)s”") % {"words": query.q}, "", query.url(q="")))
    if query.lang:
        spoken = BY_CODE[query.lang]
        found.append(ActiveFilter(spoken.autonym, spoken.html_lang, query.url(lang="")))
    if query.area:
        found.append(ActiveFilter(*area_label(query.area, language), query.url(area="", radius="")))
    if query.online:
        found.append(ActiveFilter(_("Online"), "", query.url(online=False)))
    labels: dict[str, dict[str, object]] = {
        "kind": dict(Opening.Kind.choices),
        "field": dict(Field.choices),
        "day": dict(zip(WEEKDAYS, weekday_names(), strict=True)),
        "time": dict(TimeOfDay.choices),
    }
    for name in MANY:
        chosen: tuple[str, ...] = getattr(query, name)
        for value in chosen:
            rest = tuple(one for one in chosen if one != value)
            found.append(ActiveFilter(str(labels[name][value]), "", query.url(**{name: rest})))
    return found
