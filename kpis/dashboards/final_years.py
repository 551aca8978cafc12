"""What the report of a fiscal year will keep, before it is closed, and what it keeps, in the reader's language."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kpis.catalogue.models import Indicator, Policy
from kpis.catalogue.selectors import in_force, versions_of
from kpis.dashboards.closed import Kept, Settled
from kpis.dashboards.reports import Line, line_of, target_texts
from kpis.dashboards.selectors import BADGES, Year
from kpis.measurements.closing import mark_of, report_of, year_period
from kpis.measurements.models import Closing
from kpis.rollups.models import Rollup
from portal.shared.texts import Text


@dataclass(frozen=True)
class FinalLine:
    """One indicator in a closed year: its value of the usual days with what was wanted, as the report keeps both.

    `kept` is None before the year is closed.
    """

    line: Line
    kept: Kept | None
    badge: str


@dataclass(frozen=True)
class FinalPart:
    """A policy with its indicators that the report tells of."""

    policy: Policy
    lines: list[FinalLine]


@dataclass(frozen=True)
class Preview:
    """What closing would freeze. `mark`: of exactly this; `parts`: how the values stand; `missing`: tiles without any
    value of the year; `failed`: tiles whose source stayed silent last night, so that an older count would be kept."""

    year: int
    mark: str
    values: int
    parts: list[FinalPart]
    missing: list[tuple[str, Text]]
    failed: list[tuple[str, Text]]

    @property
    def indicators(self) -> int:
        return sum(len(one.lines) for one in self.parts)


def preview_of(year: int, language: str) -> Preview:
    """The report as it would be kept now; the same number of queries whatever there is."""
    report, period = report_of(year), year_period(year)
    kept = {one["indicator"] for one in report}
    tiles = dict(Indicator.objects.filter(role=Indicator.Role.TILE).order_by("place", "id").values_list("pk", "code"))
    silent = set(Rollup.objects.filter(failed__isnull=False).values_list("indicator_id", flat=True))
    versions = versions_of(tiles, language)

    def named(some: Iterable[int]) -> list[tuple[str, Text]]:
        chosen = [(tiles[pk], in_force(versions[pk], period.last) or versions[pk][-1]) for pk in some]
        return [(code, definition.name_in(language)) for code, definition in chosen]

    return Preview(
        year=year,
        mark=mark_of(report),
        values=len(report),
        parts=_parts(kept, year, None, language),
        missing=named(pk for pk, code in tiles.items() if code not in kept),
        failed=named(pk for pk in tiles if pk in silent),
    )


def final_parts(closing: Closing, language: str) -> list[FinalPart]:
    """By policy, in the papers' order: the year's value, or where months are usual, its last month's."""
    return _parts({one["indicator"] for one in closing.report}, closing.fiscal_year, closing.pk, language)


def _parts(codes: Collection[str], fiscal_year: int, closing: int | None, language: str) -> list[FinalPart]:
    rows = Indicator.objects.filter(code__in=codes).select_related("area").order_by("place", "id")
    indicators, period = list(rows), year_period(fiscal_year)
    seen = Settled({one.code: one.pk for one in indicators}, Year(period, period.last), language)
    words = target_texts(seen, language)
    parts = {policy: FinalPart(policy, []) for policy in Policy}
    for one in indicators:
        kept = seen.kept.get(one.pk)
        if closing is None or (kept is not None and kept.closing.pk == closing):
            line = line_of(one, seen, words)
            parts[Policy(one.area.policy)].lines.append(FinalLine(line, kept, BADGES.get(line.state, "unknown")))
    return [one for one in parts.values() if one.lines]
