"""Indicators of which one tells of another, as they are counted by the same source, or one counts a part of others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from kpis.dashboards.suppression import Cell
from kpis.measurements.selectors import Days
from kpis.sources.catalogue import SOURCES

Key = tuple[int, Days]


class Circles:
    """`newest`: indicator → the source of its newest definition, empty for none."""

    def __init__(self, newest: Mapping[int, str]) -> None:
        self._source = {one: key for one, key in sorted(newest.items()) if key in SOURCES}
        parts = {whole: key for key in SOURCES for whole in SOURCES[key].within}
        members: dict[str, list[int]] = {}
        for one, key in self._source.items():
            members.setdefault(parts.get(key, key), []).append(one)
        self._circle = {one: circle for circle in members.values() for one in circle}

    def of(self, indicator: int) -> list[int]:
        """The whole circle, by id; of most indicators only themselves."""
        return self._circle.get(indicator, [indicator])

    def alike(self, indicators: Iterable[int]) -> Iterable[Collection[int]]:
        """Those that are counted by one source together."""
        found: dict[str, set[int]] = {}
        for one in indicators:
            found.setdefault(self._source.get(one, str(one)), set()).add(one)
        return found.values()

    def with_those_without(self, cells: Mapping[Key, Cell], others: Mapping[Key, int | None]) -> dict[Key, Cell]:
        """A part tells as well how many of its wholes it leaves out, where all of them are known for these days.

        `others`: whose they are; one person's where nobody counted them. Its editions tell of itself alone, for how many
        each of them left out was never told together.
        """
        by_source = {(self._source.get(one, ""), days): found for (one, days), found in cells.items()}
        return {
            key: _with_those_without(
                found, [by_source.get((one, key[1])) for one in self._wholes_of(key[0])], others[key]
            )
            for key, found in cells.items()
        }

    def _wholes_of(self, indicator: int) -> tuple[str, ...]:
        key = self._source.get(indicator)
        return SOURCES[key].within if key else ()


def _with_those_without(part: Cell, wholes: Sequence[Cell | None], others: int | None) -> Cell:
    known = [one for one in wholes if one is not None and one.counts]
    if not wholes or not part.counts or len(known) < len(wholes):
        return part
    without = sum((one.counts[0] for one in known), Decimal(0)) - part.counts[0]
    return part.widened(without, min(without, Decimal(1 if others is None else others)))
