"""Which edition of a value everybody reads: none that differs from the one before by fewer than five people.

Decided once: an edition that was told is told whatever comes later, or two pages would tell what each of them hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby, takewhile
from operator import attrgetter

from kpis.catalogue.models import Definition, Unit
from kpis.dashboards.outlook import is_like
from kpis.dashboards.public_counts import ADDED, PublicValue, cell_of, counts_people, in_total, is_part
from kpis.dashboards.public_years import told_years
from kpis.dashboards.suppression import Cell, Told, is_small, steps_told
from kpis.measurements.models import Measurement
from kpis.measurements.selectors import Days
from kpis.rollups.spans import is_month
from kpis.sources.catalogue import SOURCES
from kpis.sources.source import DAY

NEVER = "9999"
"""After every moment."""
_Wholes = dict[tuple[str, Days], list[tuple[Told, ...]]]
"""Source and days → what was told of the years of each indicator that it counts."""
_INDICATOR, _DAYS, _REVISION = attrgetter("indicator_id"), attrgetter("first", "last"), attrgetter("revision")


def told_editions(
    editions: Iterable[PublicValue], definitions: Mapping[int, Definition], begun: date
) -> Iterator[PublicValue]:
    """Of each value one edition; parts come last.

    A part is told together with its wholes only: where one of them leaves late records out, that edition of it is none.
    """
    wholes: _Wholes = {}
    parts: list[list[list[PublicValue]]] = []
    for _indicator, of_one in groupby(editions, key=_INDICATOR):
        every = [list(same) for _days, same in groupby(of_one, key=_DAYS)]
        for found in every:
            found.sort(key=_REVISION)
        if any(is_part(definitions[found[-1].definition_id]) for found in every):
            parts.append(every)
            continue
        for one in _told_of_one(every, definitions, begun):
            if one.told:
                wholes.setdefault((definitions[one.definition_id].source, one.days), []).append(one.told)
            yield one
    for every in parts:
        waiting = {
            (one.days, one.revision): one
            for found in every
            for one in found
            if not _beside_exact(one, definitions, wholes)
        }
        exact = [
            [one for one in found if one is found[0] or (one.days, one.revision) not in waiting] for found in every
        ]
        for one in _told_of_one(exact, definitions, begun):
            later = [each for each in waiting.values() if each.days == one.days and each.revision > one.revision]
            told = one._replace(stands=min(begun, _begun_before(later[0].edition))) if later else one
            yield _beside_others(told) if (one.days, one.revision) in waiting else told


def _told_of_one(
    every: Sequence[Sequence[PublicValue]], definitions: Mapping[int, Definition], begun: date
) -> Sequence[PublicValue]:
    """The values of one indicator, months before years where people are counted."""
    tracked = any(one.people is not None for found in every for one in found)
    entered = any(one.origin != Measurement.Origin.AUTOMATIC for found in every for one in found)
    came = {found[0].days: min(map(_came, found)) for found in every} if entered else {}
    told: list[PublicValue] = []
    months: list[list[PublicValue]] = []
    for found in sorted(every, key=lambda one: not is_month(*one[0].days)) if tracked else every:
        newest = found[-1]
        definition = definitions[newest.definition_id]
        if newest.origin != Measurement.Origin.AUTOMATIC:
            newest = _corrected(found, definitions, begun, months, came)
        elif counts_people(definition):
            newest = _edition(found, definitions, begun, months)
        if newest.people is not None and is_month(*newest.days):
            months.append([one for one in found if one.origin == Measurement.Origin.AUTOMATIC])
        told.append(newest._replace(came=came[newest.days]) if entered else newest)
    return sorted(told, key=_DAYS) if tracked else told


def _beside_exact(one: PublicValue, definitions: Mapping[int, Definition], wholes: _Wholes) -> bool:
    """Whether everybody could read its wholes as they were then, or has never read them."""
    source = definitions[one.definition_id].source
    if one.origin != Measurement.Origin.AUTOMATIC or source not in SOURCES:
        return True
    every = (told for key in SOURCES[source].within for told in wholes.get((key, one.days), ()))
    read = ([each for each in told if each.last < one.begins] for told in every)
    return all(told[-1].exact for told in read if told)


def _beside_others(one: PublicValue) -> PublicValue:
    """First told beside a whole that was not exact."""
    return one._replace(told=tuple(told._replace(exact=False) for told in one.told))


def _came(one: PublicValue) -> str:
    """From when on everybody could read it: an edition on the day after its night."""
    return max(one.computed, (one.edition + DAY).isoformat())


def _corrected(
    found: Sequence[PublicValue],
    definitions: Mapping[int, Definition],
    begun: date,
    months: Sequence[Sequence[PublicValue]],
    came: Mapping[Days, str],
) -> PublicValue:
    """What somebody entered, where it corrects nobody or five people at least; else what everybody read before it.

    Once another value shares some of its days, as all totals do, nothing is corrected for everybody: the old value and the
    new one, with the other, would tell more than each. What nights found is told as it was read when the entry came.
    `came`: from when on each of the indicator's values could be read.
    """
    definition = definitions[found[-1].definition_id]
    if not counts_people(definition):
        return found[-1]
    days, entry = found[0].days, next(one for one in found if one.origin != Measurement.Origin.AUTOMATIC)
    counted = [one for one in found if one.origin == Measurement.Origin.AUTOMATIC and _came(one) < _came(entry)]
    first = _edition(counted, definitions, begun, months) if counted else entry
    first = first._replace(stands=max(first.edition, first.night)) if first.night else first
    total = in_total(definition)
    beside = [moment for other, moment in came.items() if other != days and (total or _share_days(days, other))]
    alone_until = min(beside if definition.adds_up in ADDED else [], default=NEVER)
    later = (one for one in found if one.origin != Measurement.Origin.AUTOMATIC and one is not first)
    like = [one for one in later if is_like(definition, definitions[one.definition_id]) and _came(one) < alone_until]
    known = [first] if is_like(definition, definitions[first.definition_id]) or not like else []
    for one in like:
        if not known or all(_has_size(each, definition) for each in (known[-1], one)):
            known.append(one)
    told = steps_told([cell_of(one, definitions[one.definition_id]).until(one.last) for one in known])
    return [one for one, is_told in zip(known, told, strict=True) if is_told][-1]


def _share_days(one: Days, other: Days) -> bool:
    return Cell(*one, ()).meets(Cell(*other, ()))


def _has_size(one: PublicValue, definition: Definition) -> bool:
    """Whether it is known how many people a share is of."""
    return definition.unit != Unit.PERCENT or one.denominator is not None or bool(one.records)


def _edition(
    found: Sequence[PublicValue],
    definitions: Mapping[int, Definition],
    begun: date,
    months: Sequence[Sequence[PublicValue]],
) -> PublicValue:
    """The last one that differs from the one before by nobody or by five people at least, with those before it.

    That the words of a definition were changed, or its unit, makes no new number of it. A month is told as it was first
    told: records that came in late would open what it hid, or what was hidden with it, and they are in its year.
    `months`: of each what nights found.
    """
    definition = definitions[found[-1].definition_id]
    if definition.adds_up not in ADDED:
        return found[-1]._replace(stands=begun)
    like = _like(found, definition, definitions)
    since = like[0].begins
    if is_month(*like[0].days):
        return _told_of_month(found, definition, definitions)[-1]._replace(stands=begun, since=since)
    editions = [(one, _with_others(one, definition).until(_end_of(one))) for one in like]
    within = [
        _told_of_month(each, definition, definitions)
        for each in months
        if len(like) > 1 and like[0].first <= each[0].first and each[0].last <= like[0].last
    ]
    every = told_years(editions, within, definitions, lambda inside: _vouching(inside, definitions))
    places = [place for place, (_one, _told, is_told) in enumerate(every) if is_told]
    chosen = places[-1]
    stands = _begun_before(like[chosen + 1].edition) if chosen + 1 < len(like) else begun
    known = tuple(told for _one, told, is_told in every if is_told and not is_small(told.heads))
    return every[chosen][0]._replace(stands=stands, told=known, since=since)


def _like(
    found: Sequence[PublicValue], definition: Definition, definitions: Mapping[int, Definition]
) -> list[PublicValue]:
    """Those that were counted as the definition says, or else as the newest; where some of them have a value, these."""
    sources = [definitions[one.definition_id].source for one in found]
    source = definition.source if definition.source in sources else sources[-1]
    same = [one for one, key in zip(found, sources, strict=True) if key == source]
    return [one for one in same if one.value is not None] or same


def _told_of_month(
    found: Sequence[PublicValue], definition: Definition, definitions: Mapping[int, Definition]
) -> list[PublicValue]:
    """A month as it was first told; where no night came by in time after its end, also as a later one found it whole."""
    like = _like(found, definition, definitions)
    whole = list(takewhile(lambda one: one is like[0] or one.reason == Measurement.Reason.RUNNING, like))
    if len(whole) == 1:
        return whole
    told = steps_told([cell_of(one, definition).until(_end_of(one)) for one in whole])
    return [one for one, is_told in zip(whole, told, strict=True) if is_told]


def _vouching(months: Sequence[PublicValue], definitions: Mapping[int, Definition]) -> list[Cell]:
    """The months that a year is made of."""
    told = (one for one in months if one.others or not is_part(definitions[one.definition_id]))
    return [_with_others(one, definitions[one.definition_id]) for one in told]


def _with_others(one: PublicValue, definition: Definition) -> Cell:
    """A part moves on only with as many people whom it leaves out: how many records are theirs its wholes tell."""
    cell = cell_of(one, definition)
    return cell.widened(cell.counts[0], Decimal(one.others)) if cell.counts and one.others else cell


def _begun_before(edition: date) -> date:
    """The first day of the month before."""
    return (edition - DAY).replace(day=1)


def _end_of(one: PublicValue) -> date:
    """The last day that an edition tells of, also where no record of that day changed it."""
    return max(day for day in (one.night, one.edition) if day is not None) - DAY
