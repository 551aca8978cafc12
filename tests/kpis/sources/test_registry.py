"""A source that could not be counted is refused when the portal starts, not at night."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from kpis.sources.source import Registry, Span, Whole
from volunteers.openings.models import Opening


def _rows(_: Span) -> Any:
    return Opening.objects.none()


def test_a_key_stands_once():
    registry = Registry()
    registry.source("calls")(_rows)
    with pytest.raises(ValueError, match="two sources are called calls"):
        registry.source("calls")(_rows)
    assert registry["calls"].rows is _rows


@pytest.mark.parametrize(
    "how", [{"out_of": Whole(lambda _: Decimal(1), "nothing")}, {"among": {"language": {"ja": Q()}}}]
)
def test_people_are_counted_neither_for_a_percentage_nor_for_groups_that_overlap(how: dict[str, Any]):
    registry = Registry()
    with pytest.raises(ValueError, match="calls: people are counted neither"):
        registry.source("calls", of_person="organization", **how)(_rows)
    with pytest.raises(KeyError):
        registry["calls"]


def test_days_in_the_wrong_order_are_refused():
    assert Span(date(2026, 4, 1), date(2026, 4, 1)).until(date(2026, 5, 1)).last == date(2026, 4, 1)
    with pytest.raises(ValueError, match="2026-03-31 is before 2026-04-01"):
        Span(date(2026, 4, 1), date(2026, 4, 3)).until(date(2026, 3, 31))
