"""When a target needs somebody: its forecast misses it, or it lies far behind. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

AT_MOST = "at-most"
EQUAL = "equal"


@dataclass(frozen=True)
class Range:
    """What is foretold for the end of the year."""

    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Finding:
    """Why a target needs somebody: `foretold` where its range misses what is `wanted`, else it lies far behind.

    `stands`: the value now, None where there is none.
    """

    wanted: Decimal
    stands: Decimal | None
    foretold: Range | None = None


def misses(kind: str, wanted: Decimal, foretold: Range) -> bool:
    """Whether not even the better end of the range reaches it. `kind`: as a target's, of those with a number."""
    above, below = foretold.low > wanted, foretold.high < wanted
    if kind == AT_MOST:
        return above
    return above or below if kind == EQUAL else below
