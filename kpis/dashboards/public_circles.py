"""Indicators of which one tells of another, as they are counted by the same source, or one counts a part of others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from kpis.dashboards.suppression import Counts
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

    def without(self, counts: Mapping[Key, Counts]) -> dict[Key, Counts]:
        """Of a part how many of its wholes it leaves out, where all of them are known for these days."""
        by_source = {(self._source.get(one, ""), days): found for (one, days), found in counts.items()}
        left: dict[Key, Counts] = {}
        for (one, days), found in counts.items():
            key = self._source.get(one)
            wholes = [by_source.get((whole, days), ()) for whole in (SOURCES[key].within if key else ())]
            if wholes and found and all(wholes):
                left[one, days] = (sum((whole[0] for whole in wholes), Decimal(0)) - found[0],)
        return left
