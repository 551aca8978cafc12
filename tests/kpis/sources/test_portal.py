"""Page views and active people against rows made by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from kpis.references.models import Series
from kpis.sources.catalogue import SOURCES
from kpis.sources.shown import records_of
from kpis.sources.source import Span
from organizations.directory.models import Organization
from portal.accounts.models import ActivityDay
from portal.shared.reach.models import PageViews
from tests.factories import Cast, make_person
from tests.kpis.factories import make_reference

pytestmark = pytest.mark.django_db
JUNE = Span(date(2026, 6, 1), date(2026, 6, 30))


def test_page_views_are_the_sum_of_the_days():
    for day, kind, language, views in (
        (date(2026, 6, 1), "home", "ja", 5),
        (date(2026, 6, 1), "home", "vi", 7),
        (date(2026, 6, 30), "map", "ja", 11),
        (date(2026, 5, 31), "map", "ja", 100),
        (date(2026, 7, 1), "map", "ja", 100),
    ):
        PageViews.objects.create(day=day, kind=kind, language=language, views=views)
    found = SOURCES["page-views"].count(JUNE)
    assert (found.value, found.records) == (23, 3)
    shown = records_of(SOURCES["page-views"].rows(JUNE), 0, 50)
    assert [one.day for one in shown] == [date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 30)]


def test_active_people_count_once_a_month():
    often, once, before = make_person("often"), make_person("once"), make_person("before")
    for person, day in ((often, 1), (often, 2), (often, 30), (once, 30)):
        ActivityDay.objects.create(person=person, day=date(2026, 6, day))
    ActivityDay.objects.create(person=before, day=date(2026, 5, 31))
    found = SOURCES["active-users"].count(JUNE)
    assert (found.value, found.records) == (2, 2)


def test_the_share_of_active_people_needs_the_population_of_the_same_month():
    for name in ("one", "two", "three"):
        ActivityDay.objects.create(person=make_person(name), day=date(2026, 6, 30))
    make_reference(Series.POPULATION, date(2026, 5, 31), 100)
    make_reference(Series.POPULATION, date(2026, 7, 1), 100)
    share = SOURCES["active-share"]
    assert (share.count(JUNE).value, share.count(JUNE).numerator, share.count(JUNE).records) == (None, None, 3)
    assert share.lacking(JUNE) == "The population of this month has not been entered."
    make_reference(Series.POPULATION, date(2026, 6, 1), 349376)
    found = share.count(JUNE)
    assert (found.value, found.numerator, found.denominator, found.records) == (Decimal("0.0009"), 3, 349376, 3)
    assert share.lacking(JUNE) == ""


def test_organizations_on_the_map_are_public_with_a_place_that_is(cast: Cast):
    before = SOURCES["organizations-on-map"].count(JUNE)
    rows = set(SOURCES["organizations-on-map"].rows(JUNE).values_list("pk", flat=True))
    assert before.value == len(rows) and cast.organization.pk in rows
    Organization.objects.filter(pk=cast.organization.pk).update(status=Organization.Status.SUSPENDED)
    after = SOURCES["organizations-on-map"].count(JUNE)
    assert after.value is not None and before.value is not None and after.value == before.value - 1


def test_a_language_is_named_and_not_coded() -> None:
    PageViews.objects.create(day=date(2026, 6, 1), kind="home", language="vi", views=7)
    with translation.override("en"):
        (record,) = records_of(PageViews.objects.all(), 0, 5)
    assert record.detail == "7 page views in Vietnamese"
