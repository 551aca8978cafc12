"""What each target would make of today's value: so that nobody adopts one unseen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kpis.catalogue.models import Definition, Target
from kpis.catalogue.selectors import meant_by
from kpis.dashboards.goals import goal_of, lacks_deadline
from kpis.dashboards.selectors import BADGES, Year, grows
from kpis.dashboards.standing import elapsed, stand
from kpis.dashboards.wording import reason_words, state_words, target_words
from kpis.measurements.selectors import Current


@dataclass(frozen=True)
class TargetLine:
    """`state` and `reason` are empty where the target holds for other days than the value.

    `outdated`: it was meant in another unit or direction than the definition has by now. `lacks_deadline`: it is due
    once, and nobody has said when.
    """

    target: Target
    words: str
    outdated: bool = False
    state: str = ""
    badge: str = ""
    reason: str = ""
    lacks_deadline: bool = False


def target_lines(
    versions: Sequence[Definition], definition: Definition, targets: Iterable[Target], found: Current | None, year: Year
) -> list[TargetLine]:
    """Each target with the state it gives. `versions`: the newest first; `found`: what the indicator's tile shows."""
    return [_line(one, (meant_by(one, versions) or versions[-1]), definition, found, year) for one in targets]


def _line(target: Target, meant: Definition, definition: Definition, found: Current | None, year: Year) -> TargetLine:
    words = target_words(target, meant.unit)
    days = found.days if found else year.days
    if target.first and target.last and not target.first <= days[1] <= target.last:
        return TargetLine(target, words)
    if (meant.unit, meant.direction) != (definition.unit, definition.direction):
        return TargetLine(target, words, outdated=True)
    standing = stand(
        found.value if found else None,
        goal_of(target, definition, days, year.day),
        adds_up=grows(definition),
        share=elapsed(*days, year.day),
    )
    return TargetLine(
        target,
        words,
        state=state_words(standing.state),
        badge=BADGES.get(standing.state, "unknown"),
        reason=reason_words(standing, found.value if found else None, definition.unit),
        lacks_deadline=lacks_deadline(target, definition),
    )
