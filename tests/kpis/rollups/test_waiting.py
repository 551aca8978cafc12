"""A room that is built later adds one function: from the next night on its indicator is counted, with its records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Avg, QuerySet
from django.test import Client

from kpis.catalogue.models import Indicator, Target
from kpis.measurements.models import Measurement
from kpis.rollups.services import roll_up_indicator
from kpis.sources.source import SOURCES, Registry, Span
from portal.shared.japan import JAPAN
from tests.factories import Cast
from tests.kpis import factories
from tests.volunteers import factories as make
from volunteers.openings.models import Opening

pytestmark = pytest.mark.django_db
NIGHT = date(2026, 6, 11)
NOW = datetime(2026, 6, 11, 3, tzinfo=JAPAN)


def _write(monkeypatch: pytest.MonkeyPatch, key: str, rows: Callable[[Span], QuerySet[Any]], **how: Any) -> None:
    """As the decorator does in a module of the sources."""
    written = Registry()
    written.source(key, **how)(rows)
    monkeypatch.setitem(SOURCES._known, key, written[key])


def _published(span: Span) -> QuerySet[Opening]:
    return Opening.objects.filter(published__gte=span.begins, published__lt=span.ends)


def _count(indicator: Indicator) -> dict[tuple[date, date], Decimal | None]:
    versions = list(indicator.definitions.order_by("-starts"))
    assert roll_up_indicator(indicator, versions, night=NIGHT, now=NOW)["counted"] == 1
    return {(one.first, one.last): one.value for one in Measurement.objects.filter(indicator=indicator)}


def test_an_indicator_of_the_papers_comes_alive_with_one_function(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    held, client = Indicator.objects.get(code="000-2-meetings-held"), Client()
    client.force_login(cast.official)
    page = "/en/ward/kpis/000-2-meetings-held/"
    assert "Waiting for records" in client.get(page).content.decode()
    _write(monkeypatch, "network-meetings-held", _published)
    make.make_opening("first", now=datetime(2026, 4, 1, tzinfo=JAPAN))
    make.make_opening("second", now=datetime(2026, 6, 10, 23, 59, tzinfo=JAPAN))
    make.make_opening("today", now=datetime(2026, 6, 11, tzinfo=JAPAN))
    found = _count(held)
    assert found[date(2026, 4, 1), date(2027, 3, 31)] == 2
    assert found[date(2026, 6, 1), date(2026, 6, 30)] == 1
    assert "Waiting for records" not in client.get(page).content.decode()
    records = client.get(page + "records/?first=2026-04-01&last=2027-03-31").content.decode()
    assert records.count('<th scope="row"') == 2 and "second" in records


def test_a_programme_is_counted_over_the_days_of_its_targets(monkeypatch: pytest.MonkeyPatch):
    programme = factories.make_indicator("t-programme", "t-source", period="programme")
    for stage, last in (("midterm", date(2025, 9, 30)), ("final", date(2027, 3, 31))):
        Target.objects.create(
            indicator=programme, kind="at-least", value=3, stage=stage, first=date(2024, 3, 1), last=last
        )
    _write(monkeypatch, "t-source", _published)
    for moment in (datetime(2024, 2, 29, 23, 59), datetime(2024, 3, 1), datetime(2025, 9, 30, 23, 59)):
        make.make_opening(str(moment), now=moment.replace(tzinfo=JAPAN))
    make.make_opening("after", now=datetime(2025, 10, 1, tzinfo=JAPAN))
    assert _count(programme) == {
        (date(2024, 3, 1), date(2025, 9, 30)): 2,
        (date(2024, 3, 1), date(2027, 3, 31)): 3,
    }


def test_a_total_holds_everything_up_to_the_end_of_each_period(monkeypatch: pytest.MonkeyPatch):
    total = factories.make_indicator("t-total", "t-source", period="total", adds_up="latest")
    _write(monkeypatch, "t-source", _published)
    for moment in (datetime(2025, 3, 31), datetime(2026, 5, 31, 23, 59), datetime(2026, 6, 1)):
        make.make_opening(str(moment), now=moment.replace(tzinfo=JAPAN))
    found = _count(total)
    assert found[date(2024, 4, 1), date(2025, 3, 31)] == 1
    assert found[date(2026, 5, 1), date(2026, 5, 31)] == 2
    assert found[date(2026, 6, 1), date(2026, 6, 30)] == 3


def test_any_aggregate_over_the_rows_can_be_the_value(monkeypatch: pytest.MonkeyPatch):
    mean = factories.make_indicator("t-mean", "t-source", adds_up="mean", unit="percent")
    _write(monkeypatch, "t-source", _published, told=Avg("minimum_age"))
    make.make_opening("one", now=datetime(2026, 6, 1, tzinfo=JAPAN), minimum_age=18)
    make.make_opening("two", now=datetime(2026, 6, 2, tzinfo=JAPAN), minimum_age=15)
    found = _count(mean)
    assert found[date(2026, 6, 1), date(2026, 6, 30)] == Decimal("16.5")
    assert (date(2026, 4, 1), date(2026, 4, 30)) not in found
