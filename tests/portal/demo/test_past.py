"""The demo's past gives its numbers something to tell."""

from __future__ import annotations

from datetime import datetime

import pytest

from kpis import models as kpis
from kpis.catalogue.loading import load_catalogue
from kpis.measurements.models import Entry
from kpis.references.models import Reference
from portal.demo import past
from portal.demo.cast import make_cast
from portal.shared.fiscal import Kind, period_of
from portal.shared.reach.models import PageViews
from tests import factories
from tests.volunteers.factories import make_profile
from volunteers.hours.models import Hours

pytestmark = pytest.mark.django_db


def test_three_years_are_there_once(now: datetime) -> None:
    load_catalogue(kpis)
    make_cast([factories.make_organization(f"団体{number}") for number in range(5)], now=now)
    for number in range(12):
        make_profile(f"helper {number}", now=now)
    counts = past.seed_past(scale=1, seed=2026, now=now)
    assert counts["participations"] == Hours.objects.filter(status="confirmed").count() > 100
    years = {period_of(day, Kind.YEAR).fiscal_year for day in PageViews.objects.values_list("day", flat=True)}
    assert len(years) == past.YEARS + 1
    assert kpis.Target.objects.filter(status="adopted").count() == len(past.ADOPTED)
    assert dict(Entry.objects.values_list("indicator__code", "status")) == {
        "001-1-volunteer-rate": "approved", "000-3-foreign-participation": "submitted",
    }  # fmt: skip
    residents = list(Reference.objects.order_by("day").values_list("status", flat=True))
    assert len(residents) > 36 and set(residents[:-1]) == {"approved"} and residents[-1] == "submitted"
    assert past.seed_past(scale=1, seed=2026, now=now) == {"page views": 0, "participations": 0}
