"""Where a row of months is going, with a range that is tried on its own past. Pure.

There are two ways to go on for each aim, and the one that would have been nearer so far is taken. For every earlier month
it is asked what would have been said then, as if nothing later were known, and how far that was from what came. The range
reaches as far as 80 of 100 of those errors did, scaled to the months still to come: a conformal range. The scales by which
errors grow were found on made-up wards (tests/kpis/dashboards/test_coverage.py) and hold what they promise there.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil, inf, sqrt
from statistics import fmean

LEAST = 6
"""Below so many months nothing is foretold."""
SEASONAL = 18
YEAR = 12
SHARE = 0.8
NORMAL = 1.28
"""So many standard deviations hold 80 of 100."""
MANY = 12
"""So many tries say themselves how far chance goes."""
FEW = 2.0
"""With few tries the farthest one is not far enough."""
_GROWTH = (0.25, 4.0)
"""Nothing that people do grows or shrinks faster from one year to the next and goes on so."""


class Aim(StrEnum):
    """What is asked: all months to come together, the last of them, or how many there are when it ends."""

    SUM = "sum"
    LEVEL = "level"
    STOCK = "stock"


class Method(StrEnum):
    """How a row goes on."""

    MEAN = "mean"
    SEASON = "season"
    LAST = "last"
    DRIFT = "drift"


WAYS = {
    Aim.SUM: (Method.MEAN, Method.SEASON),
    Aim.LEVEL: (Method.MEAN, Method.SEASON),
    Aim.STOCK: (Method.LAST, Method.DRIFT),
}
GROWS = {Aim.SUM: 0.8, Aim.LEVEL: 0.15, Aim.STOCK: 0.8}
"""How an error grows with the months: between not at all (0), by chance (0.5), and like a wrong pace (1)."""


@dataclass(frozen=True)
class Scale:
    """Between which bounds values lie; counts move by chance at least as the root of their size."""

    least: float = 0
    most: float = inf
    counts: bool = True

    def within(self, value: float) -> float:
        """The nearest value that can be."""
        return min(max(value, self.least), self.most)


COUNTS = Scale()
PERCENT = Scale(0, 100, counts=False)
CHANGES = Scale(-inf, inf, counts=False)


@dataclass(frozen=True)
class Step:
    """After the first months to come: most likely, and from–to."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Try:
    """What would have been said at an earlier month, and what came."""

    said: Step
    came: float

    @property
    def held(self) -> bool:
        return self.said.low <= self.came <= self.said.high


@dataclass(frozen=True)
class Forecast:
    """Most likely, and from–to with 80 % chance by the back-test; each try knew only the months before it.

    `steps`: after the next month, the next two, …; the last one is the whole.
    """

    steps: tuple[Step, ...]
    method: Method
    scale: Scale
    tries: tuple[Try, ...] = field(repr=False)

    @property
    def value(self) -> float:
        return self.steps[-1].value

    @property
    def low(self) -> float:
        return self.steps[-1].low

    @property
    def high(self) -> float:
        return self.steps[-1].high

    @property
    def tried(self) -> int:
        return len(self.tries)

    @property
    def error(self) -> float | None:
        """The mean distance of the tries in percent of what came; None where nothing came."""
        came = [one for one in self.tries if one.came > 0]
        return 100 * fmean(abs(one.came - one.said.value) / one.came for one in came) if came else None

    @property
    def covered(self) -> float | None:
        """In how many of 100 tries the range held what came."""
        return 100 * fmean(one.held for one in self.tries) if self.tries else None


def forecast(
    months: Sequence[float], to_come: int, aim: Aim = Aim.SUM, scale: Scale = COUNTS, *, back_test: bool = True
) -> Forecast | None:
    """From whole months, oldest first; None below six months or with nothing to come. `to_come`: 1 to 12 months."""
    if len(months) < LEAST or to_come < 1:
        return None
    known = _Known(months, aim, scale)
    tries = []
    for end in range(LEAST, len(months)):
        known.learn(end, to_come)
        ahead = min(to_come, len(months) - end)
        if back_test:
            tries.append(Try(known.step(end, ahead), known.came(end, ahead)))
    known.learn(len(months), to_come)
    steps = tuple(known.step(len(months), ahead) for ahead in range(1, to_come + 1))
    return Forecast(steps, known.best(len(months)), scale, tuple(tries))


class _Known:
    """All that is known at a month's end: what each way said before, and how far off it was."""

    def __init__(self, months: Sequence[float], aim: Aim, scale: Scale) -> None:
        self.months, self.aim, self.scale = months, aim, scale
        self.happens = scale.counts and aim != Aim.STOCK
        self.paths: dict[Method, dict[int, list[float]]] = {one: {} for one in WAYS[aim]}
        self.errors: dict[Method, list[float]] = {one: [] for one in WAYS[aim]}
        self.missed = dict.fromkeys(WAYS[aim], 0.0)

    def learn(self, end: int, to_come: int) -> None:
        """Look back at what was said at most `to_come` months ago about the month that is over now; then go on."""
        for way, paths in self.paths.items():
            for begun in range(max(LEAST, end - to_come), end):
                ahead = end - begun
                said = self.reached(paths[begun], ahead)
                missed = abs(self.came(begun, ahead) - said)
                self.missed[way] += missed / ahead ** GROWS[self.aim]
                insort(self.errors[way], missed / self.unit(said, ahead))
            paths[end] = go_on(self.months[:end], way, self.scale)

    def reached(self, path: Sequence[float], ahead: int) -> float:
        return sum(path[:ahead]) if self.aim == Aim.SUM else path[ahead - 1]

    def came(self, end: int, ahead: int) -> float:
        return self.reached(self.months[end : end + ahead], ahead)

    def unit(self, said: float, ahead: int) -> float:
        """By what an error is measured: it grows with the months, and with the size of what happens by chance."""
        each = said / ahead if self.aim == Aim.SUM else said
        return ahead ** GROWS[self.aim] * (sqrt(max(each, 1.0)) if self.happens else 1.0)

    def step(self, end: int, ahead: int) -> Step:
        """What is said at a month's end, by the way that was nearer until then."""
        way = self.best(end)
        value = self.reached(self.paths[way][end], ahead)
        reach = self.reach(self.errors[way], value, ahead)
        return Step(value, self.scale.within(value - reach), self.scale.within(value + reach))

    def best(self, end: int) -> Method:
        """The nearer one; a season needs a year and a half."""
        ways = [one for one in self.missed if one != Method.SEASON or end >= SEASONAL]
        return min(ways, key=lambda one: self.missed[one])

    def reach(self, errors: Sequence[float], value: float, ahead: int) -> float:
        """How far 80 of 100 errors went at most, for so many months; while they are few, chance alone goes as far."""
        chance = NORMAL * sqrt(max(value, 0.0)) if self.happens else 0.0
        if not errors:
            return max(chance, abs(value))
        rank = ceil(SHARE * (len(errors) + 1))
        seen = errors[rank - 1] if rank <= len(errors) else errors[-1] * FEW
        return max(chance if len(errors) < MANY else 0.0, seen * self.unit(value, ahead))


def go_on(months: Sequence[float], way: Method, scale: Scale) -> list[float]:
    """The next twelve months by one way, one by one."""
    if way == Method.SEASON and len(months) >= SEASONAL:
        return [scale.within(one) for one in _season(months, scale)]
    if way == Method.DRIFT:
        lately = months[-YEAR - 1 :]
        step = (lately[-1] - lately[0]) / (len(lately) - 1)
        return [scale.within(months[-1] + step * (ahead + 1)) for ahead in range(YEAR)]
    return [months[-1] if way == Method.LAST else fmean(months[-LEAST:])] * YEAR


def _season(months: Sequence[float], scale: Scale) -> list[float]:
    """The same months of last year: counts times the growth since, shares plus the rise since."""
    both = min(len(months) - YEAR, YEAR)
    lately, before = fmean(months[-both:]), fmean(months[-both - YEAR : -YEAR])
    if not scale.counts:
        return [one + lately - before for one in months[-YEAR:]]
    growth = min(max(lately / before, _GROWTH[0]), _GROWTH[1]) if before > 0 else 1.0
    return [one * growth for one in months[-YEAR:]]
