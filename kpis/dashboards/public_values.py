"""Every value that the public may know, with what it may read of it; pages and files all read it here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.db.models import Case, DateField, F, Func, IntegerField, Q, Value, When

from kpis.catalogue.models import Definition
from kpis.dashboards.outlook import is_like
from kpis.dashboards.public_circles import Circles, Key
from kpis.dashboards.public_counts import HEADS, PublicValue, cell_of, counts_people, is_part
from kpis.dashboards.suppression import LEAST, Cell, Shown, is_small, shown, shown_in_total, steps_told
from kpis.measurements.models import Entry, Measurement
from kpis.measurements.selectors import current_values
from kpis.rollups.spans import is_month, is_open
from kpis.sources.catalogue import SOURCES
from kpis.sources.source import DAY, Span

_ADDED = frozenset({Definition.AddsUp.SUM, Definition.AddsUp.DISTINCT, Definition.AddsUp.MEAN, Definition.AddsUp.RATIO})
_COLUMNS = (
    "indicator_id", "indicator__code", "definition_id", "first", "last", "value", "numerator", "denominator",
    "records", "people", "others", "revision", "reason", "origin", "night", "computed",
)  # fmt: skip


_INDICATOR, _DAYS, _REVISION = attrgetter("indicator_id"), attrgetter("first", "last"), attrgetter("revision")


class _FiscalYear(Func):
    template = "extract(year from %(expressions)s - interval '3 months')::int"
    output_field = IntegerField()


class _Month(Func):
    """The first day of the month of the last day that a night counted."""

    template = "date_trunc('month', %(expressions)s - 1)::date"
    output_field = DateField()


class _NextMonth(Func):
    """The first day of the month from which on everybody may read what a night of people counted."""

    template = "(date_trunc('month', %(expressions)s - 1) + interval '1 month')::date"
    output_field = DateField()


def _enough(since: date, totals: Collection[int]) -> Q:
    """What a fiscal year shows hangs on none before it, unless a span of the same indicator reaches over both.

    `totals`: indicators that count from the beginning; of those each value hangs on all before it.
    """
    every = Measurement.objects.order_by()
    over = every.alias(one=_FiscalYear("first"), other=_FiscalYear("last")).exclude(one=F("other"))
    recent = every.filter(last__gte=since)
    whole = Q(indicator__in=over.values("indicator")) | Q(indicator__in=totals)
    return Q(last__gte=since) | whole | ~Q(indicator__in=recent.values("indicator"))


def public_values(today: date, indicator_id: int | None = None, since: date | None = None) -> Iterator[PublicValue]:
    """Current values that were counted or approved, by indicator and day; two queries, one indicator in memory.

    `since`: the first day of a fiscal year; older values only of indicators that need them or have no others.
    What counts people moves once a month, after the night of its first day, and not each night, so that nobody reads
    the difference of two nights; and not by fewer than five people, so that nobody reads that of two months.
    """
    definitions = {
        one.pk: one
        for one in Definition.objects.only(
            "indicator", "unit", "source", "adds_up", "period", "version", "starts"
        ).order_by("indicator_id", "starts", "version")
    }
    begun = (today - DAY).replace(day=1)
    people = Q(definition__in=[pk for pk, one in definitions.items() if counts_people(one)], entry__isnull=True)
    at_once = Q(revision=1, first__lt=_Month("night"))
    settled = Q(first__lt=begun) & (Q(night__lte=begun) | at_once)
    approved = Q(entry__isnull=True) | Q(entry__status=Entry.Status.APPROVED)
    edition = Case(When(people & ~at_once, then=_NextMonth("night")), default=Value(date.min), output_field=DateField())
    rows = current_values().filter(approved, ~people | settled).annotate(edition=edition)
    if since is not None:
        rows = rows.filter(_enough(since, {one.indicator_id for one in definitions.values() if _in_total(one)}))
    circles = Circles({one.indicator_id: one.source for one in definitions.values() if one.starts <= today})
    if indicator_id is not None:
        rows = rows.filter(indicator__in=circles.of(indicator_id))
    editions = rows.order_by("indicator_id", "first", "last", "edition", "-revision")
    editions = editions.distinct("indicator_id", "first", "last", "edition")
    every = (_valued(row) for row in editions.values_list(*_COLUMNS, "edition").iterator(chunk_size=5000))
    for found in _together(_told(every, definitions, begun), circles):
        for one in _suppressed(found, definitions, circles, today):
            if indicator_id in (None, one.indicator_id):
                yield one


def _valued(row: tuple[object, ...]) -> PublicValue:
    return PublicValue._make((*row[:-1], Shown.VALUE, row[-1], None, ()))


def _told(editions: Iterable[PublicValue], definitions: dict[int, Definition], begun: date) -> Iterator[PublicValue]:
    """Of each value one edition; the months of an indicator come before its years."""
    for _indicator, of_one in groupby(editions, key=_INDICATOR):
        every = [sorted(same, key=_REVISION) for _days, same in groupby(of_one, key=_DAYS)]
        tracked = any(one.people is not None for found in every for one in found)
        told: list[PublicValue] = []
        months: list[Cell] = []
        for found in sorted(every, key=lambda one: not is_month(*one[0].days)) if tracked else every:
            newest = found[-1]
            definition = definitions[newest.definition_id]
            if newest.origin == Measurement.Origin.AUTOMATIC and counts_people(definition):
                newest = _edition(found, definitions, begun, months)
                if newest.people is not None and is_month(*newest.days):
                    months.append(cell_of(newest, definition))
            told.append(newest)
        yield from sorted(told, key=_DAYS) if tracked else told


def _edition(
    found: list[PublicValue], definitions: dict[int, Definition], begun: date, months: Sequence[Cell]
) -> PublicValue:
    """The last one that differs from the one before by nobody or by five people at least, with those before it.

    That the words of a definition were changed makes no new number of it. Of what is a part of others a month is told as it
    was first told: what changed since tells of those that it leaves out as well, a few at a time.
    """
    definition = definitions[found[-1].definition_id]
    if definition.adds_up not in _ADDED:
        return found[-1]._replace(stands=begun)
    like = [one for one in found if one.night is not None and is_like(definition, definitions[one.definition_id])]
    if is_part(definition):
        return (like[0] if is_month(*like[0].days) else like[-1])._replace(stands=begun)
    editions = [cell_of(one, definition).until(_end_of(one)) for one in like]
    within = [one for one in months if found[0].first <= one.first and one.last <= found[0].last]
    told = steps_told(editions, within) if len(editions) > 1 else [True]
    places = [place for place, is_told in enumerate(told) if is_told]
    chosen = places[-1]
    stands = _begun_before(like[chosen + 1].edition) if chosen + 1 < len(like) else begun
    exact = tuple(editions[one] for one in places if not is_small(editions[one].heads))
    return like[chosen]._replace(stands=stands, told=exact)


def _begun_before(edition: date) -> date:
    """The first day of the month before."""
    return (edition - DAY).replace(day=1)


def _end_of(one: PublicValue) -> date:
    """The last day that an edition tells of, also where no record of that day changed it."""
    return max(day for day in (one.night, one.edition) if day is not None) - DAY


def _together(values: Iterable[PublicValue], circles: Circles) -> Iterator[list[PublicValue]]:
    """The values of one indicator; of a circle all together, once everything else has come by."""
    waiting: dict[int, list[PublicValue]] = {}
    for indicator, found in groupby(values, key=_INDICATOR):
        circle = circles.of(indicator)
        if len(circle) == 1:
            yield list(found)
        else:
            waiting.setdefault(circle[0], []).extend(found)
    yield from waiting.values()


def _suppressed(
    values: list[PublicValue], definitions: dict[int, Definition], circles: Circles, today: date
) -> Iterator[PublicValue]:
    """Of indicators that are counted alike the same days are hidden in all of them."""
    if not any(_tells_of_people(one, definitions[one.definition_id]) for one in values):
        yield from values
        return
    alone = {_key(one): cell_of(one, definitions[one.definition_id]) for one in values}
    cells = circles.with_those_without(alone, {_key(one): one.others for one in values})
    for alike in circles.alike({one.indicator_id for one in values}):
        own = [one for one in values if one.indicator_id in alike]
        seen = _shown(own, cells, definitions)
        seen |= {_key(one): Shown.WITHHELD for one in _parts_that_wait(own, seen, definitions, today)}
        for one in values:
            if one.indicator_id in alike:
                so = _worded(one, definitions[one.definition_id], seen[_key(one)])
                yield one if so is Shown.VALUE else hidden(one, so)


def _parts_that_wait(
    values: Sequence[PublicValue], seen: dict[Key, Shown], definitions: dict[int, Definition], today: date
) -> list[PublicValue]:
    """Years of a part of others that may still change while a month of theirs is hidden: two editions would tell it."""
    parts = [one for one in values if is_part(definitions[one.definition_id])]
    years = [one for one in parts if not is_month(*one.days) and is_open(Span(*one.days), today)]
    hidden = [one for one in parts if is_month(*one.days) and seen[_key(one)] is not Shown.VALUE]
    return [
        year
        for year in years
        if seen[_key(year)] is Shown.VALUE
        and any(one.indicator_id == year.indicator_id and year.first <= one.first <= year.last for one in hidden)
    ]


def _tells_of_people(one: PublicValue, definition: Definition) -> bool:
    return one.origin == Measurement.Origin.SURVEY or (one.value is not None and counts_people(definition))


def _shown(values: list[PublicValue], cells: dict[Key, Cell], definitions: dict[int, Definition]) -> dict[Key, Shown]:
    """Of indicators that are counted alike: each by itself, and the same days in all of them."""
    total = {_key(one) for one in values if _in_total(definitions[one.definition_id])}
    added = {one.indicator_id for one in values if definitions[one.definition_id].adds_up in _ADDED}
    found: dict[Key, Shown] = {}
    for indicator in sorted({one.indicator_id for one in values}):
        own = [_key(one) for one in values if one.indicator_id == indicator]
        parts = shown((cells[key] for key in own if key not in total), adds_up=indicator in added)
        sums = shown_in_total(cells[key] for key in own if key in total)
        found |= {key: (sums if key in total else parts)[key[1]] for key in own}
    if len({key[0] for key in found}) > 1:
        every = {key[1]: cells[key] for key in found if key not in total}
        joint = shown(every.values(), adds_up=bool(added))
        found |= {key: joint[key[1]] for key in found if key not in total and found[key] is Shown.VALUE}
    return found


def _key(one: PublicValue) -> Key:
    return one.indicator_id, one.days


def _in_total(definition: Definition) -> bool:
    """Whether the difference of two values tells what came between them."""
    stock = definition.source in SOURCES and SOURCES[definition.source].stock
    return definition.counts_in_total and definition.adds_up in _ADDED and not stock


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
