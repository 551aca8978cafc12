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

from organizations.places.choices import DayPart, Fact, Hazard, OpenDay
from organizations.places.wording import weekday_names
from organizations.resource_map.place_types import TypeName
from organizations.resource_map.query import MapQuery
from organizations.towns import table as towns
from organizations.towns.readings import oaza_kana, oaza_romaji, plain_oaza, plain_town
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
    return tuple(Option(escape(value), escape(str(label))) for value, label in choices)


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


@lru_cache(maxsize=32)
def day_options(language: str) -> tuple[Option, ...]:
    """Weekdays by their short names, so that a week fits on a narrow screen."""
    return _options(zip(OpenDay.values, weekday_names(), strict=True))


@lru_cache(maxsize=32)
def time_options(language: str) -> tuple[Option, ...]:
    """Times of day."""
    return _options(DayPart.choices)


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
    """Words for a list of choices, which shows no furigana, and their language."""
    romaji = oaza_romaji(town)
    if language in LATIN_READERS and romaji:
        return escape(f"{romaji} {town.oaza}"), ""
    if language == "ja-simple":
        return escape(f"{town.oaza}（{oaza_kana(town)}）"), ""
    return escape(town.oaza), "" if language == "ja" else "ja"


def type_options(types: Sequence[TypeName]) -> tuple[Option, ...]:
    """The types of the table."""
    return _options((one.slug, one.name) for one in types)


@lru_cache(maxsize=512)
def select_options(options: tuple[Option, ...], chosen: str) -> SafeString:
    """`<option>` elements with the chosen one marked; kept, because few combinations make up nearly all pages."""
    return mark_safe(
        "".join(
            f'<option value="{value}"{_lang(lang)}{" selected" if value == chosen else ""}>{label}</option>'
            for value, label, lang in options
        )
    )


@lru_cache(maxsize=512)
def chips(name: str, options: tuple[Option, ...], chosen: tuple[str, ...]) -> SafeString:
    """Check boxes as choice chips; kept like the lists."""
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
    """Words for an area code, with furigana in plain Japanese, and their language; the code where no table knows it."""
    for one in towns.towns_of(code[:6]):
        if code in (one.code13, one.code10):
            return _town_label(one, language, whole=code == one.code13)
    name = towns.municipality_name(code)
    return name or code, "ja" if name and not language.startswith("ja") else ""


def _town_label(town: towns.Town, language: str, *, whole: bool) -> tuple[str, str]:
    """The chōme, or not whole: its 大字."""
    if language == "ja-simple":
        return (plain_town(town) if whole else plain_oaza(town)), ""
    romaji = town.romaji if whole else oaza_romaji(town)
    if language in LATIN_READERS and romaji[:1].isalpha():
        return (romaji if whole else f"{romaji} {town.oaza}"), ""
    return (town.name if whole else town.oaza), "" if language == "ja" else "ja"


class Panel(NamedTuple):
    """Everything the form of filters needs, drawn."""

    types: SafeString
    languages: SafeString
    areas: SafeString
    days: SafeString
    times: SafeString
    facts: SafeString
    audiences: SafeString
    fields: SafeString
    hazards: SafeString
    radii: SafeString


def _radii(chosen: float) -> tuple[Option, ...]:
    """The usual ones, and the one chosen by "search this area", so that sending keeps it too."""
    return tuple(Option(f"{one:g}", f"{one:g} km") for one in sorted({*RADII, chosen}))


def panel(query: MapQuery, types: Sequence[TypeName], language: str, municipality_code: str) -> Panel:
    """The form with this search chosen; an area or a radius of its own is added, so that sending keeps it."""
    areas = area_options(municipality_code, language)
    if query.area and all(one.value != query.area for one in areas):
        label, lang = area_label(query.area, language)
        areas = (Option(query.area, escape(label), lang), *areas)
    return Panel(
        types=chips("type", type_options(types), query.type),
        languages=select_options(language_options(), query.lang),
        areas=select_options(areas, query.area),
        days=chips("day", day_options(language), query.day),
        times=chips("time", time_options(language), query.time),
        facts=chips("facts", fact_options(language), query.facts),
        audiences=chips("audience", audience_options(language), query.audience),
        fields=chips("field", field_options(language), query.field),
        hazards=chips("hazard", hazard_options(language), query.hazard),
        radii=select_options(_radii(query.radius), f"{query.radius:g}"),
    )


def active_filters(query: MapQuery, types: Sequence[TypeName], language: str) -> list[ActiveFilter]:
    """One chip for each value that narrows the list."""
    found: list[tuple[str, str, str, str]] = []
    if query.q:
        found.append(("q", "", _("“%(words)s”") % {"words": query.q}, ""))
    if query.lang:
        spoken = BY_CODE[query.lang]
        found.append(("lang", "", spoken.autonym, spoken.html_lang))
    if query.today:
        found.append(("today", "", _("Spoken today, no booking"), ""))
    if query.open:
        found.append(("open", "", _("Open now"), ""))
    if query.area:
        found.append(("area", "", *area_label(query.area, language)))
    if query.near:
        found.append(("near", "", _("Within %(km)s km") % {"km": f"{query.radius:g}"}, ""))
    for name in ("day", "time", "type", "field", "audience", "facts", "hazard"):
        found += [(name, value, value_label(name, value, types), "") for value in getattr(query, name)]
    return [ActiveFilter(label, lang, _without(query, name, value).url()) for name, value, label, lang in found]


_CHOICES: dict[str, Any] = {
    "field": Field, "audience": Audience, "facts": Fact, "hazard": Hazard, "day": OpenDay, "time": DayPart,
}  # fmt: skip


def value_label(name: str, value: str, types: Sequence[TypeName]) -> str:
    """Words for one value of a filter; the value itself where it has none."""
    if name == "type":
        return next((one.name for one in types if one.slug == value), value)
    choices = _CHOICES[name]
    return str(choices(value).label) if value in choices.values else value


def _without(query: MapQuery, name: str, value: str) -> MapQuery:
    rest = query.without(name, value)
    return rest.with_changes(today=False) if name == "lang" else rest
