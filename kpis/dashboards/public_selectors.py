"""The scoreboard and one number's page for everybody; the same number of queries whatever there is."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby

from django.db.models import Q

from kpis.catalogue.models import Definition, Indicator, Policy
from kpis.catalogue.selectors import adopted_targets, definitions_of
from kpis.dashboards import public_wording as words
from kpis.dashboards.public_counts import PublicValue
from kpis.dashboards.public_tiles import Known, PublicTile, first_day_read, public_tiles
from kpis.dashboards.public_values import counted_up_to, public_values
from kpis.dashboards.selectors import year_of
from kpis.dashboards.suppression import Cell
from kpis.dashboards.wording import days_words
from kpis.rollups.models import Rollup
from kpis.rollups.spans import last_day
from portal.shared.page_cache import LONGEST_SECONDS
from portal.shared.texts import Text, shown_texts, text
from portal.shared.versions import content_version


@dataclass
class PublicArea:
    """A part of a policy: numbers that are known or wanted, and names of those that are still to come."""

    name: Text
    tiles: list[PublicTile] = field(default_factory=list)
    to_come: list[tuple[str, Text]] = field(default_factory=list)


@dataclass
class PublicPolicy:
    """A policy with its areas."""

    code: str
    label: str
    areas: dict[str, PublicArea] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return sum(len(one.tiles) for one in self.areas.values())

    @property
    def known(self) -> list[PublicArea]:
        return [one for one in self.areas.values() if one.tiles]

    @property
    def waiting(self) -> list[PublicArea]:
        return [one for one in self.areas.values() if one.to_come]

    @property
    def to_come(self) -> int:
        return sum(len(one.to_come) for one in self.areas.values())


@dataclass(frozen=True)
class PublicRow:
    """One line of a number's table."""

    when: str
    until: str
    value: str
    is_open: bool
    origin: str
    change: str


def scoreboard(today: date, language: str) -> list[PublicPolicy]:
    """Every policy with its numbers; five queries."""
    rows = Indicator.objects.filter(role=Indicator.Role.TILE).select_related("area").order_by("place", "id")
    indicators = list(rows.only("code", "area__code", "area__policy", *shown_texts("name", language, "area__")))
    year = year_of(None, last_day(today))
    versions = definitions_of([one.pk for one in indicators], texts_in=language)
    minutes = int(time.time()) // LONGEST_SECONDS
    values, nights = values_told(today, first_day_read(year), content_version(), minutes)
    policies = {one.value: PublicPolicy(one.value, str(one.label)) for one in Policy}
    named = {one.pk: one.area.policy for one in indicators}
    known = Known(versions, adopted_targets(versions, today), named, year, language)
    for one, tile in zip(indicators, public_tiles(indicators, values, known, nights), strict=True):
        areas = policies[one.area.policy].areas
        area = areas.setdefault(one.area.code, PublicArea(text(one.area, "name", language)))
        if tile.is_empty:
            area.to_come.append((tile.code, tile.name))
        else:
            area.tiles.append(tile)
    return list(policies.values())


@lru_cache(maxsize=2)
def values_told(
    today: date, since: date, version: int, minutes: int
) -> tuple[Mapping[int, Sequence[PublicValue]], Mapping[int, date]]:
    """What is told, and the last nights: they hang on no language and change with the content, so that a reader who asks
    past the kept page, or the first in another language, has them decided no second time.

    `version`: of the content; `minutes`: another number after as long as a page is kept.
    """
    found, nights = public_values(today, since=since), last_nights()
    return {one: list(rows) for one, rows in groupby(found, key=lambda row: row.indicator_id)}, nights


def counted_alike(code: str) -> dict[str, Indicator]:
    """A line of the papers and all numbers that were ever counted as it was, by code; empty for none; one query."""
    sources = Definition.objects.filter(indicator__code=code).exclude(source="").values("source")
    alike = Definition.objects.filter(source__in=sources, indicator__role=Indicator.Role.TILE).values("indicator")
    rows = Indicator.objects.select_related("area", "repeats").filter(Q(code=code) | Q(pk__in=alike))
    return {one.code: one for one in rows}


def last_nights() -> dict[int, date]:
    """Indicator → the last night that counted it; none where a source stays silent."""
    return dict(Rollup.objects.filter(failed__isnull=True).values_list("indicator_id", "night"))


def rows_of_everybody(
    versions: Iterable[Definition], found: Iterable[PublicValue], night: date | None
) -> tuple[list[PublicRow], list[PublicRow]]:
    """The years and other times, and the months, of one number, newest first; each in the unit that it was measured in.

    `night`: the last one that counted it.
    """
    rules = {one.pk: one for one in versions}
    years: list[PublicRow] = []
    months: list[PublicRow] = []
    for one in sorted(found, key=lambda one: (one.last, one.first), reverse=True):
        definition = rules[one.definition_id]
        until = counted_up_to(one, night)
        row = PublicRow(
            days_words(*one.days),
            words.lacking_words(one, definition) or words.so_far_words(one.last, until),
            words.public_words(one, definition.unit),
            one.open,
            words.origin_words(one.origin),
            words.change_words(one),
        )
        (months if Cell(*one.days, ()).is_month else years).append(row)
    return years, months


def common_origin(rows: Iterable[PublicRow]) -> str:
    """Where all of them come from; empty where they differ, so that each must say it."""
    origins = {one.origin for one in rows}
    return origins.pop() if len(origins) == 1 else ""
