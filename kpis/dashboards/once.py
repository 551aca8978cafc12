"""How many there will be in a year when everybody is counted once, though they come again and again. Pure.

As if everybody of a circle came equally often: how large it is follows from how many came again so far. Tried on made-up
people who come often or seldom, move in and out (tests/kpis/dashboards/test_coverage.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, sqrt

from kpis.dashboards.forecast import Forecast, Step

_UNSURE = 0.35
"""How far the circle may be wrong, as a share of the middle between those who are new and all."""
_HALVINGS = 60
_WIDEST = 1e9


@dataclass(frozen=True)
class Once:
    """People of some months: each counted once, and each counted in every month in which they came."""

    people: float
    times: float

    @property
    def circle(self) -> float | None:
        """Of how many people these are some; None where nobody came twice, so that no end is in sight."""
        if not 0 < self.people < self.times:
            return None
        few, many = self.people, _WIDEST
        for _halving in range(_HALVINGS):
            middle = sqrt(few * many)
            few, many = (middle, many) if _shown(middle, self.times) < self.people else (few, middle)
        return many


def each_once(so_far: Once, like: Once, begun: float, to_come: Forecast) -> Forecast:
    """The people of the whole year, from those so far and the months to come, of which `begun` have come already.

    `like`: the months that say how large the circle is: these, or last year while the year is young.
    """
    circle = like.circle
    steps = tuple(_step(so_far, circle, begun, one) for one in to_come.steps)
    return replace(to_come, steps=steps)


def _step(so_far: Once, circle: float | None, begun: float, step: Step) -> Step:
    value, low, high = (
        so_far.people + _new(so_far.times, circle, max(one - begun, 0.0)) for one in (step.value, step.low, step.high)
    )
    unsure = _UNSURE * sqrt((value - so_far.people) * value) if circle else 0.0
    least, most = sqrt((value - low) ** 2 + unsure**2), sqrt((high - value) ** 2 + unsure**2)
    return Step(value, max(value - least, so_far.people), value + most)


def _new(times: float, circle: float | None, more: float) -> float:
    """How many of those who come `more` times have not come before."""
    return _shown(circle, times + more) - _shown(circle, times) if circle else more


def _shown(circle: float, times: float) -> float:
    """A circle of n people shows n (1 - e^(-times / n)) of them."""
    return circle * (1 - exp(-times / circle))
