"""A counting killed at any indicator goes on where it was: each value once, none missing; two at once count once."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from kpis.measurements.models import Measurement
from kpis.rollups import services
from kpis.rollups.services import roll_up
from portal.shared.japan import JAPAN
from portal.shared.nights.services import run_night
from portal.shared.nights.steps import Step
from tests.children import BUSY, begin, ended
from tests.kpis import factories
from tests.volunteers.factories import make_opening

pytestmark = pytest.mark.django_db(transaction=True)
STEP = Step("rollup_kpis", roll_up, "", "")
NIGHT = date(2026, 6, 11)
NOW = datetime(2026, 6, 11, 3, tzinfo=JAPAN)
INDICATORS = 4
VALUES = 15 + 2
"""Months from April of the year before to June, and both years."""


def _contents() -> list[Any]:
    mine = Measurement.objects.filter(indicator__code__startswith="t-")
    rows = mine.order_by("indicator__code", "first", "last", "revision")
    return list(rows.values_list("indicator__code", "first", "last", "revision", "value", "records", "reason"))


def _night() -> None:
    run_night([STEP], night=NIGHT, now=NOW)


@pytest.fixture
def published() -> None:
    for number in range(INDICATORS):
        factories.make_indicator(f"t-{number}", "items-published")
    for month in (4, 5, 6):
        make_opening(f"call {month}", now=datetime(2026, month, 5, tzinfo=JAPAN))


@pytest.mark.parametrize(("name", "times"), [("record_news", (1, 9, 20, 40)), ("hold_indicator", (1, 2, 3))])
def test_killed_at_any_indicator_nothing_is_missing_or_twice(
    published: None, monkeypatch: pytest.MonkeyPatch, name: str, times: tuple[int, ...]
) -> None:
    for calls in times:
        with monkeypatch.context() as patched:
            patched.setattr(services, name, _fatal(getattr(services, name), calls))
            assert ended(begin(_night)) == -signal.SIGKILL
        assert not _torn(), "an indicator has some of its values"
    children = [begin(_night), begin(_night)]
    assert sorted(map(ended, children)) in ([0, BUSY], [0, 0])
    found = _contents()
    assert len(found) == VALUES * INDICATORS
    assert {row[3:] for row in found if row[1] == date(2026, 6, 1)} == {(1, 1, 1, "first")}
    assert {row[4] for row in found if row[2] == date(2027, 3, 31)} == {3}
    assert ended(begin(_night)) == 0
    assert _contents() == found


def _torn() -> bool:
    """Whether some indicator has more than nothing and less than all."""
    numbers = [Measurement.objects.filter(indicator__code=f"t-{one}").count() for one in range(INDICATORS)]
    return not set(numbers) <= {0, VALUES}


def _fatal(real: Callable[..., Any], calls: int) -> Callable[..., Any]:
    made = 0

    def call(*args: Any, **kwargs: Any) -> Any:
        nonlocal made
        found = real(*args, **kwargs)
        made += 1
        if made == calls:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    return call
