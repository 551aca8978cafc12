"""The range of a forecast holds what comes in about 80 of 100 cases: in the demo's past, and in made-up wards."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import exp, log, pi, sin

import pytest
from django.db.models import QuerySet

from kpis import models as kpis
from kpis.catalogue.loading import load_catalogue
from kpis.catalogue.models import Definition
from kpis.dashboards.forecast import COUNTS, LEAST, PERCENT, Aim, Scale, forecast
from kpis.dashboards.once import Once, each_once
from kpis.dashboards.outlook import Foretold, foretell
from kpis.dashboards.selectors import Year
from kpis.measurements.selectors import Current
from kpis.sources.catalogue import SOURCES
from kpis.sources.source import Span
from portal.demo import past
from portal.demo.cast import make_cast
from portal.shared.fiscal import Kind, period_of, periods_between
from tests import factories
from tests.volunteers.factories import make_profile

WARDS = 72
Row = list[float]


def _poisson(chance: random.Random, mean: float) -> float:
    if mean > 60:
        return float(max(round(chance.gauss(mean, mean**0.5)), 0))
    found, left = -1, 1.0
    while left > exp(-mean):
        found, left = found + 1, left * chance.random()
    return float(found)


def _counts(chance: random.Random, number: int) -> Row:
    """Events of a ward: rare or many; with a season, a trend, both, quarrels of chance, or a level that wanders."""
    level, kind = chance.choice([3, 10, 40, 200, 2000]), number % 6
    season = chance.uniform(0.1, 0.5) if kind in (1, 3, 4) else 0
    trend = chance.choice([-0.2, 0.1, 0.3, 0.5]) if kind in (2, 3) else 0
    begins, wander, row = chance.uniform(0, 2 * pi), 0.0, []
    for month in range(chance.choice([24, 36, 48])):
        wander += chance.gauss(0, 0.06) if kind == 5 else 0
        mean = level * (1 + season * sin(month * pi / 6 + begins)) * (1 + trend) ** (month / 12) * exp(wander)
        row.append(_poisson(chance, mean * (chance.uniform(0.7, 1.3) if kind == 4 else 1)))
    return row


def _stock(chance: random.Random, number: int) -> Row:
    now = chance.choice([20.0, 60.0, 300.0])
    step, noise, row = chance.choice([0, 0, 0.01, 0.03]) * now, chance.choice([0.02, 0.05]) * now, []
    for _month in range(chance.choice([24, 36, 48])):
        now = max(now + step + chance.gauss(0, noise), 0)
        row.append(float(round(now)))
    return row


def _share(chance: random.Random, number: int) -> Row:
    base, asked, wander, row = chance.uniform(5, 90), chance.choice([20, 60, 300]), 0.0, []
    for _month in range(chance.choice([24, 36, 48])):
        wander += chance.gauss(0, 0.1) * (number % 2)
        part = 1 / (1 + exp(-(log(base / (100 - base)) + wander)))
        row.append(100 * sum(chance.random() < part for _one in range(asked)) / asked)
    return row


def _held(row: Row, first: int, aim: Aim, scale: Scale) -> Iterator[bool]:
    """At every month's end: does the range for the end of the fiscal year hold what then came?"""
    for end in range(LEAST, len(row)):
        ahead = 12 - (first + end) % 12
        if end + ahead <= len(row):
            found = forecast(row[:end], ahead, aim, scale, back_test=False)
            assert found is not None
            came = sum(row[end : end + ahead]) if aim == Aim.SUM else row[end + ahead - 1]
            yield found.low - 1e-9 <= came <= found.high + 1e-9


@pytest.mark.parametrize(
    ("aim", "scale", "make"),
    [
        (Aim.SUM, COUNTS, _counts),
        (Aim.LEVEL, COUNTS, _counts),
        (Aim.LEVEL, PERCENT, _share),
        (Aim.STOCK, COUNTS, _stock),
    ],
)
def test_in_made_up_wards_the_range_holds_about_eighty_of_a_hundred(aim: Aim, scale: Scale, make):  # type: ignore[no-untyped-def]
    chance, held = random.Random(11), list[bool]()
    for number in range(WARDS):
        held += _held(make(chance, number), chance.randrange(12), aim, scale)
    covered = 100 * sum(held) / len(held)
    print(f"{aim.value}: {covered:.1f} % of {len(held)}")  # noqa: T201
    assert len(held) > 1000 and 74 <= covered <= 88


def _circle(chance: random.Random) -> list[set[int]]:
    """Three years of people who come often or seldom; some wards grow, in some people move in and out."""
    size, uneven, often = chance.choice([30, 200, 800]), chance.choice([0.5, 1, 3]), chance.choice([0.05, 0.2, 0.6])
    moving, people = chance.choice([0, 0.3]), [chance.gammavariate(uneven, often / uneven) for _one in range(2 * size)]
    months = []
    for month in range(36):
        gone = int(moving * size * month / 12)
        months.append({one for one in range(gone, gone + size) if chance.random() < 1 - exp(-people[one])})
    return months


def test_people_counted_once_are_held_as_often():
    chance, held = random.Random(3), list[bool]()
    for _ward in range(40):
        sets = _circle(chance)
        for over in (13, 15, 18, 21, 23, 25, 27, 30, 33, 35):
            begins = over // 12 * 12
            before, year = sets[begins - 12 : begins], sets[begins : begins + 12]
            so_far, last_year = _once(sets[begins:over]), _once(before)
            coming = forecast([float(len(one)) for one in sets[:over]], 12 - over % 12, back_test=False)
            assert coming is not None
            found = each_once(so_far, last_year if over % 12 < 3 else so_far, 0, coming)
            held.append(found.low <= _once(year).people <= found.high)
    covered = 100 * sum(held) / len(held)
    print(f"each once: {covered:.1f} % of {len(held)}")  # noqa: T201
    assert 74 <= covered <= 88


def _once(sets: list[set[int]]) -> Once:
    return Once(len(set().union(*sets)), sum(len(one) for one in sets))


@pytest.mark.django_db
def test_on_the_demo_data_the_range_holds_about_eighty_of_a_hundred(now: datetime):
    """Every automatic indicator, as on the evening of every month's last day, against what its year became."""
    load_catalogue(kpis)
    make_cast([factories.make_organization(f"団体{number}") for number in range(5)], now=now)
    for number in range(40):
        make_profile(f"helper {number}", now=now)
    past.seed_past(scale=1, seed=2026, now=now)
    this = period_of(now.date(), Kind.YEAR)
    first, last = date(this.first.year - past.YEARS, 4, 1), this.first - timedelta(days=1)
    held = {one.source: list(_demo_held(one, first, last)) for one in _counted_definitions()}
    for key, ones in held.items():
        print(f"{key}: {100 * sum(ones) / max(len(ones), 1):.0f} % of {len(ones)}")  # noqa: T201
    pooled = [one for ones in held.values() for one in ones]
    covered = 100 * sum(pooled) / len(pooled)
    print(f"demo: {covered:.1f} % of {len(pooled)}")  # noqa: T201
    assert len(pooled) > 150 and 70 <= covered <= 90


def _counted_definitions() -> QuerySet[Definition]:
    """One of each source that is counted by month."""
    keys = [key for key in SOURCES if not SOURCES[key].stock]
    return (
        Definition.objects.filter(indicator__role="tile", source__in=keys).order_by("source", "pk").distinct("source")
    )


def _demo_held(definition: Definition, first: date, last: date) -> Iterator[bool]:
    """Of years that are over: what would have been said at each month's end, and whether it held."""
    if not _measured(definition, first, last).records:
        return
    months = [_measured(definition, one.first, one.last) for one in periods_between(first, last, Kind.MONTH)]
    years = [_measured(definition, one.first, one.last) for one in periods_between(first, last, Kind.YEAR)]
    for number, month in enumerate(months[:-1], start=1):
        place = (number - 1) // 12
        year = Year(period_of(month.first, Kind.YEAR), month.last)
        known = [*months[:number], *years[:place]]
        if definition.adds_up == Definition.AddsUp.DISTINCT:
            known.append(_measured(definition, year.period.first, month.last)._replace(last=year.period.last))
        found = foretell(definition, known, year, back_test=False)
        if isinstance(found, Foretold):
            came = (months[12 * place + 11] if found.aim == Aim.LEVEL else years[place]).value
            assert came is not None
            yield found.low <= came.quantize(Decimal("0.1")) <= found.high


def _measured(definition: Definition, first: date, last: date) -> Current:
    found = SOURCES[definition.source].count(Span(first, last))
    return Current(0, first, last, found.value, found.records, "automatic", 1, "first")
