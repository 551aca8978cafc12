"""When a range misses a target, for each kind of target."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpis.alerts.finding import Range, misses

FORETOLD = Range(Decimal(340), Decimal(300), Decimal(380))


@pytest.mark.parametrize(
    ("kind", "wanted", "missed"),
    [
        ("at-least", 381, True),
        ("at-least", 380, False),
        ("at-least", 100, False),
        ("plus-count", 500, True),
        ("double", 500, True),
        ("own-target", 500, True),
        ("at-most", 299, True),
        ("at-most", 300, False),
        ("at-most", 500, False),
        ("equal", 299, True),
        ("equal", 340, False),
        ("equal", 381, True),
    ],
)
def test_not_even_the_better_end_reaches_it(kind: str, wanted: int, missed: bool) -> None:
    assert misses(kind, Decimal(wanted), FORETOLD) is missed
