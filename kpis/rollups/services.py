"""The night counts: every automatic indicator, a chunk each, so that a kill loses one at most."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from time import perf_counter
from typing import NamedTuple

from django.db import transaction

from kpis.catalogue.models import Definition, Indicator, Target
from kpis.catalogue.selectors import definitions_of, in_force
from kpis.measurements.closing import hold_year
from kpis.measurements.models import Closing, Measurement
from kpis.measurements.recording import Value, hold_indicator, latest_by_days, record_news
from kpis.rollups.breakdowns import is_broken_down, renew_breakdowns
from kpis.rollups.models import Rollup
from kpis.rollups.spans import begun_spans, counted_days, is_month, is_open, last_day, running_spans, whole_spans
from kpis.sources.catalogue import SOURCES
from kpis.sources.source import Span
from portal.shared.fiscal import FIRST_MONTH, Kind, fiscal_year
from portal.shared.japan import JAPAN
from portal.shared.nights.steps import Chunk, Cursor

YEARS_BACK = 5
"""So many fiscal years are counted when an indicator is counted for the first time."""
_NOTHING = {"counted": 0, "values": 0, "failed": 0}
_log = logging.getLogger(__name__)


def roll_up(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """The next indicator by id: its open periods, and those that were never counted by the definition in force."""
    after = cursor if isinstance(cursor, int) else 0
    tiles = Indicator.objects.filter(role=Indicator.Role.TILE)
    indicator, total = tiles.filter(id__gt=after).order_by("id").first(), tiles.count()
    if indicator is None:
        return Chunk(None, _NOTHING, total=total)
    versions = definitions_of([indicator.pk]).get(indicator.pk, [])
    if not any(one.source in SOURCES for one in versions):
        return Chunk(indicator.pk, _NOTHING, done=1, total=total)
    counts = roll_up_indicator(indicator, versions, night=night, now=now)
    return Chunk(indicator.pk, counts, done=1, total=total)


def roll_up_indicator(
    indicator: Indicator, versions: Iterable[Definition], *, night: date, now: datetime
) -> dict[str, int]:
    """Count one indicator; a source that fails marks it stale and leaves its values as they were."""
    begun = perf_counter()
    known = Rollup.objects.filter(indicator=indicator, counted__isnull=False).first()
    before = known.counted.astimezone(JAPAN).date() if known and known.counted else None
    try:
        with transaction.atomic():
            added = _count(indicator, list(versions), night, now, before)
    except Exception as error:
        _log.exception("source of %s failed", indicator.code)
        columns = {"night": night, "failed": now, "error": f"{type(error).__name__}: {error}"[:300]}
        Rollup.objects.update_or_create(indicator=indicator, defaults=columns)
        return {**_NOTHING, "failed": 1}
    columns = {"night": night, "counted": now, "failed": None, "error": "", "seconds": perf_counter() - begun}
    Rollup.objects.update_or_create(indicator=indicator, defaults=columns)
    return {**_NOTHING, "values": added, "counted": 1}


def _count(indicator: Indicator, versions: list[Definition], night: date, now: datetime, before: date | None) -> int:
    """Everything is counted first, so that nobody who enters a value waits for long."""
    found = list(_found(indicator, versions, night))
    hold_indicator(indicator.pk)
    counted = _still_open(found)
    latest = latest_by_days(indicator.pk)
    added = 0
    for value, definition in counted:
        known = latest.get((value.first, value.last))
        added += record_news(value, definition, known, night=night, now=now, before=before) is not None
    for value, definition in counted:
        span = Span(value.first, value.last)
        if is_broken_down(span, definition, night):
            renew_breakdowns(indicator, SOURCES[definition.source], span, night)
    return added


def _found(indicator: Indicator, versions: list[Definition], night: date) -> Iterator[tuple[Value, Definition]]:
    """What is counted for the open periods, and for those that the definition in force has never counted."""
    closed = set(Closing.objects.values_list("fiscal_year", flat=True))
    before = Measurement.objects.filter(indicator=indicator).values_list("first", "last", "definition_id")
    counted, begun = set(before.distinct()), set[bool]()
    wanted: list[_Wanted] = []
    for span in _spans(versions, night):
        definition = in_force(versions, span.first)
        if definition is None or definition.source not in SOURCES or fiscal_year(span.last) in closed:
            continue
        days = counted_days(span, night, in_total=definition.counts_in_total)
        known = (span.first, span.last, definition.pk) in counted
        one = _Wanted(span, days, definition, known=known, open=is_open(span, night))
        if (one.open or not known) and SOURCES[definition.source].remembers(days, night):
            wanted.append(one)
    silent = _silent(wanted)
    for one in wanted:
        if one.is_old and one.definition.source in silent and is_month(one.span.first, one.span.last) not in begun:
            continue
        found = SOURCES[one.definition.source].count(one.days)
        if found.value is None and not found.records and not one.known:
            continue  # neither a part nor a whole: nothing was counted
        begun |= {is_month(one.span.first, one.span.last)} if found.records else set()
        if is_month(one.span.first, one.span.last) not in begun and not one.open:
            continue  # before the first record nothing was counted, which is not the same as none
        yield Value(one.span.first, one.span.last, **asdict(found)), one.definition


class _Wanted(NamedTuple):
    """A period to count. `days`: whose records make its value; `known`: by its definition there is a value."""

    span: Span
    days: Span
    definition: Definition
    known: bool
    open: bool

    @property
    def is_old(self) -> bool:
        return not self.open and not self.known


def _silent(wanted: Iterable[_Wanted]) -> set[str]:
    """Sources without any record in the old periods, so that nothing begins in them; one query for each source.

    A part of a whole is asked for each period, for its records may hang on a list of those days.
    """
    days: dict[str, list[Span]] = {}
    for one in wanted:
        if one.is_old and SOURCES[one.definition.source].out_of is None:
            days.setdefault(one.definition.source, []).append(one.days)
    whole = {key: Span(min(one.first for one in some), max(one.last for one in some)) for key, some in days.items()}
    return {key for key, span in whole.items() if not SOURCES[key].rows(span).exists()}


def _still_open(
    found: Sequence[tuple[Value, Definition]],
) -> list[tuple[Value, Definition]]:
    """Without the years that were closed while it was counted; the others stay open until it is written."""
    years = sorted({fiscal_year(value.last) for value, _definition in found})
    for year in years:
        hold_year(year)
    closed = set(Closing.objects.filter(fiscal_year__in=years).values_list("fiscal_year", flat=True))
    return [one for one in found if fiscal_year(one[0].last) not in closed]


def _spans(versions: list[Definition], night: date) -> Iterable[Span]:
    """Months, and years where a value stands for one; of a stock only those of today. A programme's are its targets'.

    A version to come says nothing yet.
    """
    newest = next((one for one in versions if one.starts <= last_day(night) and one.source in SOURCES), None)
    if newest is None:
        return []
    if newest.period == Definition.Period.PROGRAMME:
        return begun_spans(_programme(newest.indicator_id), night)
    kinds = [Kind.MONTH] if newest.period == Definition.Period.MONTH else [Kind.MONTH, Kind.YEAR]
    if SOURCES[newest.source].stock:
        return running_spans(night, kinds)
    first = date(fiscal_year(last_day(night)) - YEARS_BACK, FIRST_MONTH, 1)
    return whole_spans(first, night, kinds)


def lacking_now(definition: Definition, night: date) -> str:
    """Why the whole of the running month or year is not known; empty where it is, or where no source counts it."""
    if definition.source not in SOURCES:
        return ""
    kind = Kind.MONTH if definition.period == Definition.Period.MONTH else Kind.YEAR
    (running,) = running_spans(night, [kind])
    return SOURCES[definition.source].lacking(counted_days(running, night, in_total=definition.counts_in_total))


def _programme(indicator_id: int) -> Iterable[tuple[date | None, date | None]]:
    targets = Target.objects.filter(indicator=indicator_id).exclude(status=Target.Status.WITHDRAWN)
    return targets.order_by("first", "last").values_list("first", "last").distinct()
