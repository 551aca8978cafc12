"""Which night or hour is the latest, and which ones are still missing; pure.

Japan has no summer time: a date, or a date and an hour, names a period once and for all, whatever zone beat runs in.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from portal.shared.japan import JAPAN

DAY = timedelta(days=1)
MOST_MISSED = 400
"""No more periods than this are made up for: more than a year is a clock that is wrong."""


class CatchUp(Enum):
    """What becomes of the nights (or hours) in which the portal was off."""

    EVERY_DAY = "every day"
    """Each is made up for, in order and with its own date; one that fails holds up those after it."""
    LATEST_ONLY = "latest only"
    """The latest one does the work of all."""


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A night, named by the date on which it begins, or one hour of a day."""

    day: date
    hour: int | None = None

    def previous(self) -> Period:
        """The night or the hour before."""
        if self.hour is None:
            return Period(self.day - DAY)
        return Period(self.day, self.hour - 1) if self.hour else Period(self.day - DAY, 23)

    def __str__(self) -> str:
        return f"{self.day}" if self.hour is None else f"{self.day} {self.hour:02}:00"


def latest_night(*, hour: int, now: datetime) -> Period:
    """The latest night whose hour has come in Japan."""
    here = now.astimezone(JAPAN)
    return Period(here.date() if here.hour >= hour else here.date() - DAY)


def latest_hour(now: datetime) -> Period:
    """The hour that runs in Japan."""
    here = now.astimezone(JAPAN)
    return Period(here.date(), here.hour)


def missing_periods(
    latest: Period, catch_up: CatchUp, known: Collection[Period], finished: Collection[Period]
) -> list[Period]:
    """What is still to be done up to `latest`, oldest first.

    `known` are the step's periods in the ledger, `finished` those among them that ended well. What lies before the
    first known one was before the step's time. Later ones (the clock stepped back) are left alone.
    """
    if catch_up is CatchUp.LATEST_ONLY:
        return [] if latest in finished else [latest]
    first = min([one for one in known if one <= latest], default=latest)
    missing: list[Period] = []
    period = latest
    while period >= first and len(missing) < MOST_MISSED:
        if period not in finished:
            missing.append(period)
        period = period.previous()
    return missing[::-1]
