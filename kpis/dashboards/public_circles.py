"""Indicators of which one tells of another, as they are counted by the same source, or one counts a part of others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from kpis.dashboards.suppression import Cell
from kpis.measurements.selectors import Days
from kpis.sources.catalogue import SOURCES

Key = tuple[int, Days]


class Circles:
    """`sources`: indicator → what its definitions name, also those that are over: values stay as they were counted."""

    def __init__(self, sources: Mapping[int, Collection[str]]) -> None:
        self._sources = {one: [key for key in sorted(keys) if key in SOURCES] for one, keys in sorted(sources.items())}
        parts = {whole: key for key in SOURCES for whole in SOURCES[key].within}
        circles: list[tuple[set[str], list[int]]] = []
        for one, named in self._sources.items():
            keys = {parts.get(key, key) for key in named}
            met = [circle for circle in circles if circle[0] & keys]
            circles = [circle for circle in circles if circle not in met]
            joined = keys.union(*(known for known, _members in met))
            circles.append((joined, [*(other for _known, members in met for other in members), one]))
        self._circle = {one: sorted(members) for keys, members in circles if keys for one in members}
        again = {one for one, keys in sources.items() if len(set(keys)) > 1}
        self.redefined = {
            one for one, circle in self._circle.items() if len(circle) > 1 and not again.isdisjoint(circle)
        }
        """Of circles one of which was counted in another way at times, so that values of different years belong together."""

    def of(self, indicator: int) -> list[int]:
        """The whole circle, by id; of most indicators only themselves."""
        return self._circle.get(indicator, [indicator])

    def with_those_without(
        self, cells: Mapping[Key, Cell], others: Mapping[Key, int | None], counted: Mapping[Key, str]
    ) -> dict[Key, Cell]:
        """A part tells as well how many of its wholes it leaves out, where all of them are known for these days.

        `others`: whose they are; one person's where nobody counted them. `counted`: by which source each value is; where
        none of a whole's own is known, a value of an indicator that was such a whole at times stands for it.
        """
        by_source = {(key, days): found for (one, days), found in cells.items() for key in self._sources.get(one, ())}
        by_source |= {(counted[key], key[1]): found for key, found in cells.items()}
        return {
            key: _with_those_without(
                found, [by_source.get((one, key[1])) for one in _wholes(counted[key])], others[key]
            )
            for key, found in cells.items()
        }


def _wholes(source: str) -> tuple[str, ...]:
    return SOURCES[source].within if source in SOURCES else ()


def _with_those_without(part: Cell, wholes: Sequence[Cell | None], others: int | None) -> Cell:
    known = [one for one in wholes if one is not None and one.counts]
    if not wholes or not part.counts or len(known) < len(wholes):
        return part
    without = abs(sum((one.counts[0] for one in known), Decimal(0)) - part.counts[0])
    return part.widened(without, min(without, Decimal(1 if others is None else others)))
