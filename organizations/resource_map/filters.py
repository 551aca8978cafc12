"""The filter panel: what can be chosen, what is chosen, and the chips that take a filter away.

No django-filter set here: on a page that may cost three times a bare list, its form alone (a widget
template for each of 150 options) costs as much as everything else, and its fields would read the
parameters a second time beside `query.read_query`. Options are drawn once per language and kept;
a page only marks the chosen ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from organizations.places.choices import Fact, Hazard
from organizations.resource_map.place_types import TypeName
from organizations.resource_map.query import MapQuery
from organizations.towns import table as towns
from organizations.vocabulary import Audience, Field
from portal.shared.languages import BY_CODE, SERVICE_LANGUAGES

RADII = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
LATIN_READERS = frozenset({"en", "vi", "fil", "ko", "ne", "my"})


class Option(NamedTuple):
    """A value and its words, both already escaped; lang is the words' own language if not the page's."""

    value: str
    label: str
    lang: str = ""


class ActiveFilter(NamedTuple):
    """A chip: which filter stands, and the address without it."""

    label: str
    lang: str
    url: str


def _options(choices: Iterable[tuple[str, object]]) -> tuple[Option, ...]:
    return tuple(Option(escape(value), escape(label)) for value, label in choices)


@lru_cache(maxsize=32)
def fact_options(language: str) -> tuple[Option, ...]:
    """Plain facts. language: the page's, already active; it is the key of what is kept."""
    return _options(Fact.choices)


@lru_cache(maxsize=32)
def audience_options(language: str) -> tuple[Option, ...]:
    """Target groups."""
    return _options(Audience.choices)


@lru_cache(maxsize=32)
def field_options(language: str) -> tuple[Option, ...]:
    """The statutory fields of activity."""
    return _options(Field.choices)


@lru_cache(maxsize=32)
def hazard_options(language: str) -> tuple[Option, ...]:
    """Kinds of disaster."""
    return _options(Hazard.choices)


@lru_cache(maxsize=1)
def language_options() -> tuple[Option, ...]:
    """Every language in itself."""
    return tuple(
        Option(one.code, escape(one.autonym), one.html_lang) for one in SERVICE_LANGUAGES if one.code != "ja-simple"
    )


@lru_cache(maxsize=64)
def area_options(municipality_code: str, language: str) -> tuple[Option, ...]:
    """The ward's 大字 by reading."""
    found = {one.code10: one for one in reversed(towns.towns_of(municipality_code))}
    ordered = sorted(found.values(), key=lambda one: (one.kana, one.code10))
    return tuple(Option(one.code10, *_oaza_name(one, language)) for one in ordered)


def _oaza_name(town: towns.Town, language: str) -> tuple[str, str]:
    romaji = town.romaji.removesuffix(" 1-chome") if town.name != town.oaza else town.romaji
    if language in LATIN_READERS and romaji[:1].isalpha():
        return escape(f"{romaji} {town.oaza}"), ""
    return escape(town.oaza), "" if language.startswith("ja") else "ja"


def type_options(types: Sequence[TypeName]) -> tuple[Option, ...]:
    """The types of the table."""
    return _options((one.slug, one.name) for one in types)


def select_options(options: Iterable[Option], chosen: str) -> SafeString:
    """`<option>` elements with the chosen one marked."""
    return mark_safe(
        "".join(
            f'<option value="{value}"{_lang(lang)}{" selected" if value == chosen else ""}>{label}</option>'
            for value, label, lang in options
        )
    )


def chips(name: str, options: Iterable[Option], chosen: Sequence[str]) -> SafeString:
    """Check boxes as choice chips."""
    return mark_safe(
        "".join(
            f'<span class="chip"><input type="checkbox" id="{name}-{value}" name="{name}" value="{value}"'
            f"{' checked' if value in chosen else ''}>"
            f'<label for="{name}-{value}"{_lang(lang)}>{label}</label></span>'
            for value, label, lang in options
        )
    )


def _lang(lang: str) -> str:
    return f' lang="{lang}"' if lang else ""


def area_label(code: str, language: str) -> tuple[str, str]:
    """Words for an area code and their language; the code itself where no table knows it."""
    for one in towns.towns_of(code[:6]):
        if one.code13 == code:
            return (one.romaji, "") if language in LATIN_READERS and one.romaji[:1].isalpha() else (one.name, "ja")
        if one.code10 == code:
            label, lang = _oaza_name(one, language)
            return label, lang or ("" if language in LATIN_READERS else "ja")
    return towns.municipality_name(code) or code, "ja"


class Panel(NamedTuple):
    """Everything the form of filters needs, drawn."""

    types: SafeString
    languages: SafeString
    areas: SafeString
    facts: SafeString
    audiences: SafeString
    fields: SafeString
    hazards: SafeString
    radii: SafeString


def panel(query: MapQuery, types: Sequence[TypeName], language: str, municipality_code: str) -> Panel:
    """The form with this search chosen; an area from elsewhere is added, so that sending keeps it."""
    areas = area_options(municipality_code, language)
    if query.area and all(one.value != query.area for one in areas):
        areas = (Option(query.area, escape(area_label(query.area, language)[0])), *areas)
    return Panel(
        types=chips("type", type_options(types), query.type),
        languages=select_options(language_options(), query.lang),
        areas=select_options(areas, query.area),
        facts=chips("facts", fact_options(language), query.facts),
        audiences=chips("audience", audience_options(language), query.audience),
        fields=chips("field", field_options(language), query.field),
        hazards=chips("hazard", hazard_options(language), query.hazard),
        radii=select_options((Option(f"{one:g}", f"{one:g} km") for one in RADII), f"{query.radius:g}"),
    )


def active_filters(query: MapQuery, types: Sequence[TypeName], language: str) -> list[ActiveFilter]:
    """One chip for each value that narrows the list."""
    labels: dict[str, dict[str, Any]] = {
        "type": {one.slug: one.name for one in types},
        "field": dict(Field.choices),
        "audience": dict(Audience.choices),
        "facts": dict(Fact.choices),
        "hazard": dict(Hazard.choices),
    }
    found: list[tuple[str, str, str, str]] = []
    if query.q:
        found.append(("q", "", _("“%(words)s”") % {"words": query.q}, ""))
    if query.lang:
        spoken = BY_CODE[query.lang]
        found.append(("lang", "", spoken.autonym, spoken.html_lang))
    if query.today:
        found.append(("today", "", _("Spoken today"), ""))
    if query.open:
        found.append(("open", "", _("Open now"), ""))
    if query.area:
        found.append(("area", "", *area_label(query.area, language)))
    if query.near:
        found.append(("near", "", _("Within %(km)s km") % {"km": f"{query.radius:g}"}, ""))
    for name, names in labels.items():
        found += [(name, value, str(names.get(value, value)), "") for value in getattr(query, name)]
    return [ActiveFilter(label, lang, _without(query, name, value).url()) for name, value, label, lang in found]


def _without(query: MapQuery, name: str, value: str) -> MapQuery:
    rest = query.without(name, value)
    return rest.with_changes(today=False) if name == "lang" else rest
