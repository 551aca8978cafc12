"""The plain SQL of the bench and the sources say the same, month by month and year by year, in Japan's time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

import pytest

from bench.rollup_sql import STATEMENTS, answer
from kpis.sources.catalogue import SOURCES
from kpis.sources.source import Span
from portal.accounts.models import ActivityDay
from portal.shared.fiscal import Kind, periods_between
from portal.shared.japan import JAPAN
from portal.shared.reach.models import PageViews
from tests.volunteers import factories as make
from volunteers.applications.models import Application
from volunteers.hours.models import Hours

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 2, 1), date(2025, 6, 30)
BORDERS = [
    datetime.combine(day, datetime.min.time(), JAPAN) + timedelta(microseconds=beside)
    for day in (date(2025, 2, 1), date(2025, 4, 1), date(2025, 5, 1), date(2025, 7, 1))
    for beside in (-1, 0)
]
STOCKS = {"volunteer-pool", "organizations-on-map"}


@pytest.fixture
def records() -> None:
    """Three people at the first and last moment of months and of a fiscal year, with one opening each of two kinds."""
    people = [make.make_profile(f"person {one}", now=BORDERS[0]) for one in range(3)]
    fields = ({}, {"languages_welcome": ("vi",)})
    openings = [make.make_opening(f"opening {one}", now=BORDERS[0], **more) for one, more in enumerate(fields)]
    channels = (Application.Channel.SEARCH, Application.Channel.COORDINATOR, Application.Channel.NIGHT)
    for number, when in zip(count(), BORDERS):
        make.make_opening(f"call {number}", now=when)
        PageViews.objects.create(day=when.astimezone(JAPAN).date(), kind="map", language="ja", views=number + 1)
        for place, person in enumerate(people[: 1 + number % 3]):
            shift = make.make_shift(openings[(number + place) % 2], now=when, days=0, places=9)
            shift.starts, shift.ends = when, when + timedelta(hours=1)
            shift.save()
            channel = channels[(number + place) % 3]
            came = make.make_application(person, shift, now=when, channel=channel, status=Application.Status.TOOK_PART)
            make.make_hours(
                came, now=when, minutes=50, day=when.astimezone(JAPAN).date(), status=Hours.Status.CONFIRMED
            )
            ActivityDay.objects.get_or_create(day=when.astimezone(JAPAN).date(), person=person.person)


@pytest.mark.parametrize("source", sorted({*STATEMENTS} - STOCKS))
def test_a_source_and_the_sql_that_it_is_measured_by_agree(records: None, source: str) -> None:
    plain = answer(source, FIRST, LAST)
    assert plain
    for kind in (Kind.MONTH, Kind.YEAR):
        for period in periods_between(FIRST, LAST, kind):
            span = Span(max(period.first, FIRST), min(period.last, LAST))
            assert SOURCES[source].count(span).value == plain.get((period.first, kind is Kind.YEAR), 0), span
