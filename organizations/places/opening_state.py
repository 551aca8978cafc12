"""Open now? Until when? Opens next at? Answered from ranges of epoch minutes.

An epoch minute counts whole minutes since 1970-01-01 00:00 UTC. Ranges are half-open
(start, end), sorted and disjoint: as stored for the next fortnight, or as computed.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from organizations.places.hours import DAY, Known
from portal.shared.japan import JAPAN

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_JAPAN_OFFSET = 9 * 60


class StateKind(StrEnum):
    """What a resident is told at a moment."""

    OPEN = "open"
    CLOSED = "closed"
    APPOINTMENT = "appointment"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class State:
    """The answer at one moment, in epoch minutes.

    until: when it closes (OPEN; None = no end in sight). opens_next: when it opens
    (CLOSED; None = not in sight). last_reception: of the present interval; it may be past.
    """

    kind: StateKind
    until: int | None = None
    opens_next: int | None = None
    last_reception: int | None = None


def epoch_minute(moment: datetime) -> int:
    """The minute that the moment lies in; ValueError for a moment without time zone."""
    if moment.utcoffset() is None:
        raise ValueError("moment: must have a time zone")
    return (moment - _EPOCH) // timedelta(minutes=1)


def to_japan(minute: int) -> datetime:
    """The beginning of the epoch minute, in Japan time."""
    return (_EPOCH + timedelta(minutes=minute)).astimezone(JAPAN)


def midnight(day: date) -> int:
    """The epoch minute at which the day begins in Japan (no summer time since 1952)."""
    return (day.toordinal() - _EPOCH_ORDINAL) * DAY - _JAPAN_OFFSET


def state_from_ranges(
    known: Known,
    ranges: Sequence[tuple[int, int]],
    minute: int,
    horizon: int | None = None,
) -> State:
    """The state at the minute, in O(log n).

    horizon: the minute up to which the ranges are known; a range that reaches it has no
    known end, so that a place open day and night is not said to close there.
    """
    if known is not Known.HOURS:
        return State(StateKind(known.value))
    index = _ranges_begun(ranges, minute)
    if index and minute < ranges[index - 1][1]:
        end = ranges[index - 1][1]
        return State(StateKind.OPEN, until=None if _is_cut(end, horizon) else end)
    upcoming = ranges[index][0] if index < len(ranges) else None
    return State(StateKind.CLOSED, opens_next=upcoming)


def next_boundary(ranges: Sequence[tuple[int, int]], minute: int) -> int | None:
    """The first minute after this one at which the state changes, None if not in sight."""
    index = _ranges_begun(ranges, minute)
    if index and minute < ranges[index - 1][1]:
        return ranges[index - 1][1]
    return ranges[index][0] if index < len(ranges) else None


def _ranges_begun(ranges: Sequence[tuple[int, int]], minute: int) -> int:
    return bisect_right(ranges, minute, key=lambda pair: pair[0])


def _is_cut(end: int, horizon: int | None) -> bool:
    return horizon is not None and end >= horizon
