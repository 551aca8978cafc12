"""Moments of Japan's days as numbered slots from the first day of the horizon: day * 4 + part of the day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from portal.shared.japan import JAPAN
from volunteers.matching.columns import HORIZON_DAYS, SLOTS
from volunteers.vocabulary import SLOT_STARTS

DAY_SECONDS: Final = 24 * 60 * 60
_STARTS: Final = np.array([start.hour * 3600 for start in SLOT_STARTS])
_MORNING: Final = int(_STARTS[0])

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class When:
    """One matching: the night it belongs to, the moment it is made, and from it the days it looks at."""

    night: date
    now: datetime

    @property
    def first(self) -> date:
        """The first day for which somebody can still be asked: the one after the morning on which they read it."""
        return self.night + timedelta(days=1)

    @property
    def last(self) -> date:
        """The last day of the horizon."""
        return self.first + timedelta(days=HORIZON_DAYS - 1)

    @property
    def begins(self) -> datetime:
        """Midnight before the first day."""
        return midnight(self.first)

    @property
    def ends(self) -> datetime:
        """Midnight after the last day."""
        return midnight(self.last + timedelta(days=1))

    @property
    def seed(self) -> int:
        """Who is first among equals changes every night, and never within one."""
        return self.night.toordinal()


def today(now: datetime) -> When:
    """The matching of the day that it is in Japan."""
    return When(now.astimezone(JAPAN).date(), now)


class Spans(NamedTuple):
    """First and last slot of each stretch of time."""

    first: Ints
    last: Ints


def midnight(day: date) -> datetime:
    """When the day begins in Japan."""
    return datetime.combine(day, time(0), JAPAN)


def spans(begins: ArrayLike, ends: ArrayLike, first: date) -> Spans:
    """Slots touched from `begins` to just before `ends` (seconds since 1970); before six it is still last night's."""
    start = int(midnight(first).timestamp())
    return Spans(_slot(np.asarray(begins, np.int64) - start), _slot(np.asarray(ends, np.int64) - 1 - start))


def _slot(seconds: Ints) -> Ints:
    day, within = np.divmod(seconds - _MORNING, DAY_SECONDS)
    return day * SLOTS + np.searchsorted(_STARTS - _MORNING, within, side="right") - 1


def touched(stretch: Spans) -> tuple[Ints, Ints]:
    """(row, slot) for each slot that a stretch touches."""
    numbers = np.maximum(stretch.last - stretch.first + 1, 0)
    rows = np.repeat(np.arange(len(numbers)), numbers)
    offsets = np.arange(len(rows)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    return rows, stretch.first[rows] + offsets
