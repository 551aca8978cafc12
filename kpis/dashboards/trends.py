"""The last twelve months of many indicators as small lines, and whether they bring more than those a year before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from kpis.dashboards.wording import trend_words
from kpis.measurements.selectors import Days, current_values
from portal.shared.fiscal import FiscalPeriod, Kind

MONTHS = 12
LEAST_PAIRS = 3
"""So many months must be known in both years before one is held against the other."""
NOTICED = Decimal("0.05")
"""Below this share more or less, it is as it was."""
WIDTH, HEIGHT, EDGE = 120, 28, 4


class Way(StrEnum):
    """Where a number goes."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


@dataclass(frozen=True)
class Trend:
    """A small picture: `lines` as points of polylines, one for each run without a gap; `x` and `y` of the last point."""

    lines: list[str]
    x: str
    y: str
    words: str
    width: int = WIDTH
    height: int = HEIGHT


def months_of(units: Mapping[int, str], month: Days) -> dict[int, dict[Days, Decimal | None]]:
    """The values of indicators by days, of two years up to a month that is over; one query.

    `units`: by indicator; what an earlier version measured in another unit is left out.
    """
    wanted = months_until(month, 2 * MONTHS)
    found: dict[int, dict[Days, Decimal | None]] = {}
    rows = current_values().filter(indicator__in=list(units), first__gte=wanted[0][0], last__lte=month[1])
    columns = ("indicator_id", "first", "last", "value", "definition__unit")
    for indicator, first, last, value, unit in rows.values_list(*columns):
        if unit == units[indicator]:
            found.setdefault(indicator, {})[first, last] = value
    return found


@lru_cache(maxsize=8)
def months_until(month: Days, number: int) -> tuple[Days, ...]:
    """So many months up to this one, the oldest first."""
    one, found = FiscalPeriod(date(month[0].year, month[0].month, 1), Kind.MONTH), list[Days]()
    for _place in range(number):
        found.append((one.first, one.last))
        one = one.previous()
    return tuple(reversed(found))


def trend_of(known: Mapping[Days, Decimal | None], month: Days, kept: Collection[Days] = ()) -> Trend | None:
    """From values by days, of which only months count; None where fewer than two of the last twelve are known, or all of them are nothing.

    `kept`: days whose value is kept from this reader, who gets no word where one of them would have a say in it.
    """
    months = months_until(month, 2 * MONTHS)
    lately = [known.get(one) for one in months[MONTHS:]]
    if sum(one is not None for one in lately) < 2 or not any(lately):
        return None
    pairs = zip(months[MONTHS:], months[:MONTHS], strict=True)
    lacks = any(_lacks(pair, known, kept) for pair in pairs)
    way = None if lacks else way_of(lately, [known.get(one) for one in months[:MONTHS]])
    runs = _runs(lately)
    x, y = runs[-1][-1].split(",")
    return Trend([" ".join(one) for one in runs], x, y, trend_words(way.value) if way else "")


def _lacks(pair: tuple[Days, Days], known: Mapping[Days, Decimal | None], kept: Collection[Days]) -> bool:
    """Whether who knows everything holds these months against each other, and this reader cannot."""
    return any(one in kept for one in pair) and all(one in kept or known.get(one) is not None for one in pair)


def way_of(lately: Sequence[Decimal | None], before: Sequence[Decimal | None]) -> Way | None:
    """By the months that are known in both years; None where they are too few, or nothing was there."""
    pairs = [(now, then) for now, then in zip(lately, before, strict=True) if now is not None and then is not None]
    if len(pairs) < LEAST_PAIRS:
        return None
    now, then = (sum(column, Decimal(0)) for column in zip(*pairs, strict=True))
    if not now and not then:
        return None
    if abs(now - then) <= NOTICED * abs(then):
        return Way.STEADY
    return Way.RISING if now > then else Way.FALLING


def _runs(values: Sequence[Decimal | None]) -> list[list[str]]:
    """Points from left to right on a scale from nothing to the greatest."""
    known = [float(one) for one in values if one is not None]
    low, high = min(0.0, *known), max(0.0, *known)
    step, scale = (WIDTH - 2 * EDGE) / (MONTHS - 1), (HEIGHT - 2 * EDGE) / ((high - low) or 1)
    runs: list[list[str]] = [[]]
    for place, one in enumerate(values):
        if one is None:
            runs.append([])
        else:
            runs[-1].append(f"{EDGE + place * step:.1f},{HEIGHT - EDGE - (float(one) - low) * scale:.1f}")
    return [one for one in runs if one]
