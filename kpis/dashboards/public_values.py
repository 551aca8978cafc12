"""Every value that the public may know, with what it may read of it; pages and files all read it here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.db.models import Case, CharField, DateField, F, Func, IntegerField, Q, Value, When

from kpis.catalogue.models import Definition
from kpis.dashboards.public_circles import Circles
from kpis.dashboards.public_counts import HEADS, PublicValue, cell_of, counts_people, in_total
from kpis.dashboards.public_decisions import decided, key_of
from kpis.dashboards.public_editions import told_editions
from kpis.dashboards.suppression import LEAST, Shown
from kpis.measurements.models import Entry, Measurement
from kpis.measurements.selectors import current_values
from kpis.sources.source import DAY

_COLUMNS = (
    "indicator_id", "indicator__code", "definition_id", "first", "last", "value", "numerator", "denominator",
    "records", "people", "others", "revision", "reason", "origin", "night",
)  # fmt: skip


class _FiscalYear(Func):
    template = "extract(year from %(expressions)s - interval '3 months')::int"
    output_field = IntegerField()


class _NightsYear(Func):
    """The fiscal year of the last day that a night counted."""

    template = "extract(year from %(expressions)s - 1 - interval '3 months')::int"
    output_field = IntegerField()


class _NextMonth(Func):
    """The first day of the month from which on everybody may read what a night of people counted."""

    template = "(date_trunc('month', %(expressions)s - 1) + interval '1 month')::date"
    output_field = DateField()


class _InJapan(Func):
    """A moment as files write it: to have each of thousands read by Python costs a tenth of the scoreboard."""

    template = """to_char(%(expressions)s AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS.US"+09:00"')"""
    output_field = CharField()


def _enough(since: date, all_of: Collection[int]) -> Q:
    """What a fiscal year shows hangs on none before it, unless a span of the same indicator reaches over both.

    `all_of`: indicators of which each value may hang on all before it, as of what is counted from the beginning.
    """
    every = Measurement.objects.order_by()
    over = every.alias(one=_FiscalYear("first"), other=_FiscalYear("last")).exclude(one=F("other"))
    recent = every.filter(last__gte=since)
    whole = Q(indicator__in=over.values("indicator")) | Q(indicator__in=all_of)
    return Q(last__gte=since) | whole | ~Q(indicator__in=recent.values("indicator"))


def public_values(today: date, indicator_id: int | None = None, since: date | None = None) -> Iterator[PublicValue]:
    """Current values that were counted or approved, by indicator and day; two queries, one indicator in memory.

    `since`: the first day of a fiscal year; older values only of indicators that need them or have no others.
    What counts people moves once a month, after the night of its first day, and not each night, so that nobody reads
    the difference of two nights; and not by fewer than five people, so that nobody reads that of two months, or of an
    entry and its correction.
    """
    definitions = {
        one.pk: one
        for one in Definition.objects.only(
            "indicator", "unit", "source", "adds_up", "period", "version", "starts"
        ).order_by("indicator_id", "starts", "version")
    }
    begun = (today - DAY).replace(day=1)
    people = Q(definition__in=[pk for pk, one in definitions.items() if counts_people(one)], entry__isnull=True)
    at_once = Q(revision=1, year__lt=_NightsYear("night"))
    settled = Q(first__lt=begun) & (Q(night__lte=begun) | at_once)
    approved = Q(entry__isnull=True) | Q(entry__status=Entry.Status.APPROVED)
    edition = Case(When(people & ~at_once, then=_NextMonth("night")), default=Value(date.min), output_field=DateField())
    entered = Case(When(entry__isnull=False, then=F("revision")), default=Value(0), output_field=IntegerField())
    rows = current_values().annotate(year=_FiscalYear("last")).filter(approved, ~people | settled)
    rows = rows.annotate(edition=edition, entered=entered, moment=_InJapan("computed"))
    sources: dict[int, set[str]] = {}
    for one in definitions.values():
        sources.setdefault(one.indicator_id, set()).add(one.source)
    circles = Circles(sources)
    if since is not None:
        totals = {one.indicator_id for one in definitions.values() if in_total(one)}
        rows = rows.filter(_enough(since, totals | circles.redefined))
    if indicator_id is not None:
        rows = rows.filter(indicator__in=circles.of(indicator_id))
    told_apart = ("indicator_id", "first", "last", "edition", "entered")
    editions = rows.order_by(*told_apart, "-revision").distinct(*told_apart)
    every = (
        _valued(row)
        for row in editions.values_list(*_COLUMNS, "moment", "entered", "edition").iterator(chunk_size=5000)
    )
    for found in _together(told_editions(every, definitions, begun), circles):
        for value in suppressed(found, definitions, circles):
            if indicator_id in (None, value.indicator_id):
                yield value


def _valued(row: tuple[object, ...]) -> PublicValue:
    return PublicValue._make((*row[:-2], Shown.VALUE, row[-1], None, (), "", date.min))


def _together(values: Iterable[PublicValue], circles: Circles) -> Iterator[list[PublicValue]]:
    """The values of one indicator; of a circle all together, once everything else has come by."""
    waiting: dict[int, list[PublicValue]] = {}
    for indicator, found in groupby(values, key=attrgetter("indicator_id")):
        circle = circles.of(indicator)
        if len(circle) == 1:
            yield list(found)
        else:
            waiting.setdefault(circle[0], []).extend(found)
    yield from waiting.values()


def suppressed(
    values: list[PublicValue], definitions: dict[int, Definition], circles: Circles
) -> Iterator[PublicValue]:
    """Of one circle: where indicators are counted alike, the same days are hidden in all of them."""
    if not any(_tells_of_people(one, definitions[one.definition_id]) for one in values):
        yield from values
        return
    alone = {key_of(one): cell_of(one, definitions[one.definition_id]) for one in values}
    others = {key_of(one): one.others for one in values}
    counted = {key_of(one): definitions[one.definition_id].source for one in values}
    seen = decided(values, circles.with_those_without(alone, others, counted), definitions)
    for one in values:
        so = _worded(one, definitions[one.definition_id], seen[key_of(one)])
        yield one if so is Shown.VALUE else hidden(one, so)


def _tells_of_people(one: PublicValue, definition: Definition) -> bool:
    return one.origin == Measurement.Origin.SURVEY or (one.value is not None and counts_people(definition))


def _worded(one: PublicValue, definition: Definition, seen: Shown) -> Shown:
    """That it is below five is told only of what is: three of a hundred are missing from 97 %."""
    few = definition.unit in HEADS and one.value is not None and 0 < one.value < LEAST
    return Shown.WITHHELD if seen is Shown.FEW and not few else seen


def hidden(one: PublicValue, seen: Shown) -> PublicValue:
    """Without its numbers, and without how often they changed, for that hangs on them."""
    return PublicValue(
        one.indicator_id, one.code, one.definition_id, one.first, one.last, None, None, None, 0, None, None, 0, "", one.origin,
        one.night, one.computed, seen, stands=one.stands,
    )  # fmt: skip


def counted_up_to(one: PublicValue, last_night: date | None) -> date:
    """The last day that the value tells of. `last_night`: when its indicator was last counted; None for by hand.

    What counts people moves once a month; where nothing came in, it still tells of all days up to then.
    """
    night = last_night or one.night
    if one.night is not None and one.stands is not None:
        night = max(one.night, min(last_night or one.night, one.stands))
    return one.last if night is None else min(one.last, night - DAY)


def read_instead(measured: Measurement, today: date) -> PublicValue | None:
    """What everybody goes on reading where a correction was approved that moves fewer than five people; else None."""
    for one in public_values(today, measured.indicator_id):
        if one.days == (measured.first, measured.last) and one.open and one.revision < measured.revision:
            return one
    return None
