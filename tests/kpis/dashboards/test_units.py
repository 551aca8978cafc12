"""A value is told in the unit it was measured in, and judged by no target that was meant in another one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kpis.catalogue.models import Indicator, Target
from kpis.catalogue.selectors import target_for
from kpis.dashboards.selectors import Tile, grows
from kpis.dashboards.standing import State
from kpis.dashboards.watching import watch_targets
from kpis.measurements.entering import approve_entry
from kpis.measurements.recording import Value, record_counted
from portal.shared.fiscal import Kind, period_of
from tests.factories import make_person
from tests.kpis import factories

pytestmark = pytest.mark.django_db
YEAR = period_of(timezone.localdate() - timedelta(days=1), Kind.YEAR)


def _tiles(official: Client, code: str) -> tuple[Tile, Tile]:
    """On the dashboard and on the indicator's page."""
    areas = official.get("/en/ward/kpis/?policy=multi-actor").context["areas"]
    every = [tile for area in areas for tile in (*area.tiles, *area.waiting)]
    (tile,) = [one for one in every if one.code == code]
    return tile, official.get(f"/en/ward/kpis/{code}/").context["tile"]


def _entered(now: datetime, **columns: Any) -> Indicator:
    entry = factories.make_entry(now, **columns)
    approve_entry(entry_id=entry.pk, by=make_person("Colleague").pk, post_id=entry.entered_post_id, now=now)
    return entry.indicator


def test_after_the_unit_changed_an_older_value_keeps_its_own_and_is_not_judged(official: Client, now: datetime):
    indicator = _entered(now)
    old = Target.objects.create(indicator=indicator, kind="at-least", value=Decimal(10))
    later = timezone.now() + timedelta(seconds=1)
    factories.make_definition(
        indicator, 2, "", unit="percent", adds_up="latest", reason="x", starts=date(2001, 4, 1), created=later
    )
    Target.objects.create(
        indicator=indicator, kind="at-least", value=Decimal(50), status="adopted", adopted=now,
        created=later + timedelta(seconds=1),
    )  # fmt: skip
    assert old.created < later
    for tile in _tiles(official, indicator.code):
        assert (tile.value, tile.state, tile.wanted) == ("7 matches", State.NO_TARGET, "")
    year = YEAR.first.year - 1
    (line,) = (
        official.get(f"/en/ward/kpis/reports/multi-actor/?year={year}&area=999-9").context["report"].parts[0].lines
    )
    assert (line.value, line.unit, line.target, line.state) == ("7", "matches", None, State.NO_TARGET)
    card = official.get(f"/en/ward/kpis/{indicator.code}/card/?year={year}").content.decode()
    assert "is 7 matches." in card and "7 %" not in card
    night = now.date()
    assert watch_targets(night=night, now=now, cursor=None).counts == {"raised": 0, "ended": 0}


def test_an_outdated_target_judges_neither_tile(official: Client, now: datetime):
    indicator = factories.make_indicator("t-changed", unit="matches")
    Target.objects.create(indicator=indicator, kind="at-least", value=Decimal(10))
    later = timezone.now() + timedelta(seconds=1)
    made = factories.make_definition(indicator, 2, "", unit="people", reason="x", created=later)
    found = Value(YEAR.first, YEAR.last, Decimal(3), records=3)
    record_counted(found, made, night=now.date(), now=now)
    for tile in _tiles(official, "t-changed"):
        assert (tile.value, tile.state) == ("3 people", State.NO_TARGET)


def test_of_values_that_end_on_one_day_both_pages_show_the_longest(official: Client, now: datetime):
    before = YEAR.previous()
    month = list(before.parts(Kind.MONTH))[-1]
    indicator = _entered(now)
    _entered(now, first=month.first, last=month.last, value=Decimal(1))
    shown, page = _tiles(official, indicator.code)
    assert (shown.value, page.value) == ("7 matches", "7 matches")
    assert shown.when == page.when == f"Fiscal year {before.fiscal_year}"


def test_what_counts_from_the_beginning_is_asked_for_whole(official: Client, now: datetime):
    total = factories.make_indicator("t-total", period="total", adds_up="distinct")
    assert not grows(total.definitions.get())
    Target.objects.create(indicator=total, kind="at-least", value=Decimal(1400))
    found = Value(YEAR.first, YEAR.last, Decimal(600), records=600)
    record_counted(found, total.definitions.get(), night=now.date(), now=now)
    for tile in _tiles(official, "t-total"):
        assert (tile.state, tile.reason) == (State.FAR_BEHIND, "600 matches; the target is 1,400 matches.")
    (line,) = official.get("/en/ward/kpis/t-total/").context["targets"]
    assert line.reason == "600 matches; the target is 1,400 matches."


def test_a_proposal_takes_nobodys_place(official: Client, now: datetime):
    indicator = factories.make_indicator("t-both")
    days = {"first": YEAR.first, "last": YEAR.last}
    adopted = Target.objects.create(indicator=indicator, kind="at-least", value=10, status="adopted", adopted=now)
    other = Target.objects.create(indicator=indicator, kind="at-least", value=99, **days)
    assert target_for([other, adopted], *days.values()) == adopted
    assert target_for([other], *days.values()) == other
    found = Value(YEAR.first, YEAR.last, Decimal(10), records=10)
    record_counted(found, indicator.definitions.get(), night=now.date(), now=now)
    for tile in _tiles(official, "t-both"):
        assert (tile.wanted, tile.state) == ("10", State.MET)
