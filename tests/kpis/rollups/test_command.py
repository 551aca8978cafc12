"""`rollup_kpis` as an operator calls it."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from kpis.measurements.models import Measurement
from portal.shared.japan import JAPAN
from tests.kpis import factories
from tests.volunteers.factories import make_opening

pytestmark = pytest.mark.django_db(transaction=True)


def _report(*arguments: str) -> dict[str, Any]:
    printed = StringIO()
    call_command("rollup_kpis", "--json", *arguments, stdout=printed)
    found: dict[str, Any] = json.loads(printed.getvalue())
    return found


def test_it_counts_up_to_yesterday_and_names_what_failed() -> None:
    now = timezone.now().astimezone(JAPAN)
    listings = factories.make_indicator("t-listings", "items-published")
    make_opening("yesterday", now=now - timedelta(days=1))
    make_opening("today", now=now)
    report = _report()
    assert report["night"] == str(now.date()) and report["errors"] == {} and report["counted"] >= 1
    assert Measurement.objects.filter(indicator=listings).order_by("-last", "first").first().value == 1
    assert _report()["values"] == 0


@pytest.mark.parametrize(
    ("given", "says"),
    [("2026-13-01", "YYYY-MM-DD"), ("2199-12-31", "still to come"), ("2999-01-01", "from 2000 to 2199")],
)
def test_a_night_that_cannot_be_is_refused(given: str, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        _report("--date", given)
