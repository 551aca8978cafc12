"""What everybody may read of the values of one source, told by several indicators perhaps, counted or entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kpis.catalogue.models import Definition
from kpis.dashboards.disclosure import gives_away, leaves_few, told_in_turn, totals_in_turn
from kpis.dashboards.public_circles import Key
from kpis.dashboards.public_counts import ADDED, PublicValue, in_total, is_part
from kpis.dashboards.suppression import LEAST, Cell, Shown, alike, shown
from kpis.measurements.models import Measurement
from kpis.measurements.selectors import Days
from kpis.rollups.spans import is_month
from kpis.sources.catalogue import SOURCES
from portal.shared.fiscal import fiscal_year

Cells = Mapping[Key, Cell]
ANY = Decimal("Infinity")


def key_of(one: PublicValue) -> Key:
    """By which its cell and its decision are found."""
    return one.indicator_id, one.days


def _moment(one: PublicValue) -> tuple[str, Days]:
    return one.came or one.since.isoformat(), one.days


def decided(values: Sequence[PublicValue], cells: Cells, definitions: Mapping[int, Definition]) -> dict[Key, Shown]:
    """Of indicators that tell of each other: each by itself, and the same days in all that are counted by one source."""
    kept = _months_of_parts(values, definitions) | _years_beside_others(values, definitions)
    found = _decided([one for one in values if key_of(one) not in kept], cells, definitions)
    return found | dict.fromkeys(kept, Shown.WITHHELD)


def _decided(values: Sequence[PublicValue], cells: Cells, definitions: Mapping[int, Definition]) -> dict[Key, Shown]:
    total = {key_of(one) for one in values if in_total(definitions[one.definition_id])}
    added = {one.indicator_id for one in values if definitions[one.definition_id].adds_up in ADDED}
    found: dict[Key, Shown] = {}
    for indicator in sorted({one.indicator_id for one in values}):
        own = [one for one in values if one.indicator_id == indicator and key_of(one) not in total]
        parts = _by_itself(own, cells, adds_up=indicator in added)
        sums = totals_in_turn(
            cells[key_of(one)]
            for one in sorted(values, key=_moment)
            if key_of(one) in total and one.indicator_id == indicator
        )
        found |= {(indicator, days): so for days, so in (parts | sums).items()}
    by_source: dict[str, list[PublicValue]] = {}
    for one in values:
        if key_of(one) not in total and (source := definitions[one.definition_id].source) in SOURCES:
            by_source.setdefault(source, []).append(one)
    for same in by_source.values():
        if len(members := {one.indicator_id for one in same}) > 1:
            found |= _together(same, cells, found, adds_up=bool(members & added))
    return found


def _by_itself(own: Sequence[PublicValue], cells: Cells, *, adds_up: bool) -> dict[Days, Shown]:
    counted = [one for one in own if one.origin == Measurement.Origin.AUTOMATIC]
    if not adds_up or len(counted) == len(own):
        return _counted(own, cells, adds_up=adds_up)
    entered = sorted((one for one in own if one not in counted), key=lambda one: (one.came, one.days))
    return _in_turn(entered, counted, _counted(counted, cells, adds_up=True), cells)


def _counted(values: Sequence[PublicValue], cells: Cells, *, adds_up: bool) -> dict[Days, Shown]:
    """A year that was first told after months of its own could be read is no cover for them any more: it is told where
    none of them is hidden and it is no more than they are. Spans of other lengths, where no few people are left of them."""
    known = {one.days: one for one in alike([cells[key_of(one)] for one in values])}
    if not adds_up:
        return shown(known.values(), adds_up=False)
    since = {one.days: one.since for one in values}
    late = [
        one
        for one in known.values()
        if one.is_year and any(one.holds(part) and since[part.days] < since[one.days] for part in known.values())
    ]
    found = shown((one for one in known.values() if one not in late), adds_up=True)
    others = [one for one in known.values() if one not in late and not one.is_month and not one.is_year]
    for one in [*late, *others]:
        told = [known[days] for days, so in found.items() if so is Shown.VALUE]
        hides = any(so is not Shown.VALUE and one.holds(known[days]) for days, so in found.items())
        if one.small:
            found[one.days] = Shown.FEW
        elif (hides and one in late) or leaves_few(one, told, ANY if one in late else Decimal(LEAST)):
            found[one.days] = Shown.WITHHELD
        else:
            found.setdefault(one.days, Shown.VALUE)
    return found


def _in_turn(
    entered: Sequence[PublicValue], counted: Sequence[PublicValue], parts: Mapping[Days, Shown], cells: Cells
) -> dict[Days, Shown]:
    """Entered values, one after another as they came. Of one that shares days with a counted value the first is told; the
    other one only where it is longer, and no few people are left of it, with what was entered and without."""
    known = {one.days: one for one in alike([cells[key_of(one)] for one in (*entered, *counted)])}
    found, waiting = dict(parts), list[Cell]()
    for one in entered:
        beside = [other for other in counted if known[one.days].meets(known[other.days])]
        if any(other.came <= one.came for other in beside):
            found[one.days] = Shown.WITHHELD
        else:
            waiting.append(known[one.days])
    found |= told_in_turn(waiting)
    own = [known[one.days] for one in counted if found[one.days] is Shown.VALUE]
    told = [one for one in waiting if found[one.days] is Shown.VALUE]
    few = [one for one in waiting if one.small]
    for whole in own:
        shared = [one for one in waiting if one.meets(whole)]
        nested = all(whole.holds(one) for one in shared)
        leaves = leaves_few(whole, own) or leaves_few(whole, [*own, *told]) or gives_away(whole, few, [*own, *told])
        if shared and (not nested or leaves):
            found[whole.days] = Shown.WITHHELD
    return found


def _together(
    values: Sequence[PublicValue], cells: Cells, found: Mapping[Key, Shown], *, adds_up: bool
) -> dict[Key, Shown]:
    """Of the same days what was told first leads: where it is hidden, or another number, nothing else is told."""
    leads: dict[Days, PublicValue] = {}
    for one in sorted(values, key=lambda one: (one.since, one.indicator_id)):
        leads.setdefault(one.days, one)
    joint = _counted(list(leads.values()), cells, adds_up=adds_up)
    hidden: dict[Key, Shown] = {}
    for one in (one for one in values if found[key_of(one)] is Shown.VALUE):
        first = leads[one.days]
        alone, other = (cells[key_of(each)].until(one.last) for each in (first, one))
        if joint[one.days] is not Shown.VALUE:
            hidden[key_of(one)] = joint[one.days]
        elif found[key_of(first)] is not Shown.VALUE or (alone.counts, alone.people) != (other.counts, other.people):
            hidden[key_of(one)] = Shown.WITHHELD
    return hidden


def _years_beside_others(values: Sequence[PublicValue], definitions: Mapping[int, Definition]) -> set[Key]:
    """Of a part the years that were only told beside a whole that left late records out."""
    parts = [one for one in values if is_part(definitions[one.definition_id]) and one.told]
    return {key_of(one) for one in parts if not one.told[-1].exact}


def _months_of_parts(values: Sequence[PublicValue], definitions: Mapping[int, Definition]) -> set[Key]:
    """Of a part of others its years are told and no months beside them: hardly a month has five who are within and five
    who are left out, and years less months that were told before would tell it."""
    parts = [one for one in values if is_part(definitions[one.definition_id])]
    years = {(one.indicator_id, fiscal_year(one.first)) for one in parts if Cell(*one.days, ()).is_year}
    months = (one for one in parts if is_month(*one.days))
    return {key_of(one) for one in months if (one.indicator_id, fiscal_year(one.first)) in years}
