"""A running year as everybody reads it: its months as they were first told, and what came late once it is not few.

Records that come in late or are taken back would make the year and its months differ by a few people, and months would have
to be hidden for it. So fewer than five late ones are left out until there are more, or until the last month, with which a
year is told exactly. Where that would tell of few people, it goes on by its months alone: a year that waited while its
months are told would be a step of months that everybody has read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from kpis.catalogue.models import Definition
from kpis.dashboards.public_counts import PublicValue, cell_of, is_part
from kpis.dashboards.suppression import LEAST, ROUNDED, Cell, Told, is_small, moved_by_few
from kpis.rollups.spans import is_month

Edition = tuple[PublicValue, Told]


def told_years(
    editions: Sequence[Edition],
    months: Sequence[Sequence[PublicValue]],
    definitions: Mapping[int, Definition],
    vouching: Callable[[Sequence[PublicValue]], Sequence[Cell]],
) -> list[tuple[PublicValue, Told, bool]]:
    """Each edition of a year as it would be told, and whether it is: where it moved by nobody, or by five at least.

    `months`: of each the editions that were told, of which those count that could be read by then. `vouching`: for the
    people of a step.
    """
    found: list[tuple[PublicValue, Told, bool]] = []
    last: Edition | None = None
    read: list[Told] = []
    for edition in editions:
        by_then = [_by_then(month, edition[0].begins) for month in months]
        cells = vouching([each for each in by_then if each.begins <= edition[0].begins])
        ways = _ways(last, edition, by_then, definitions) if last else [edition]
        fit = [way for way in ways if last is None or not _tells_few(read, way[1], cells)]
        (one, told), is_told = (*fit, edition)[0], bool(fit)
        found.append((one, told, is_told))
        if is_told and told.counts and not is_small(told.heads):
            last = one, told
            read.append(told)
    return found


def _tells_few(read: Sequence[Told], now: Told, months: Sequence[Cell]) -> bool:
    """Whether it moved by few since the last that was read or, where no month with records came since, comes back to
    another one but for a few: those who came in between and went again would tell of nobody else."""
    if moved_by_few(read[-1], now, months):
        return True
    if any(any(one.counts) for one in months if read[-1].last < one.first and one.last <= now.last):
        return False
    return any(_is_few_from(then, now, months) for then in read[:-1])


def _is_few_from(then: Told, now: Told, months: Sequence[Cell]) -> bool:
    """Whether few records are left of a step, less its months."""
    since = [one.counts for one in months if then.last < one.first and one.last <= now.last]
    moved = [size - before for size, before in zip(now.counts, then.counts, strict=False)]
    rest = [
        size - sum((one[place] for one in since if place < len(one)), Decimal(0)) for place, size in enumerate(moved)
    ]
    return any(0 < abs(one) < LEAST for one in rest)


def _by_then(month: Sequence[PublicValue], day: date) -> PublicValue:
    """As it could be read on that day; where it could not be read yet, as it was told at first."""
    return next((one for one in reversed(month) if one.begins <= day), month[0])


def _ways(
    last: Edition, edition: Edition, months: Sequence[PublicValue], definitions: Mapping[int, Definition]
) -> list[Edition]:
    """How it may be told, the better one first: exactly, or as the last one with the months since."""
    (before, known), (one, told) = last, edition
    since = [each for each in months if known.last < each.first and each.last <= told.last]
    if not since or not _add_up([before, one, *since], definitions) or any(each.begins > one.begins for each in since):
        return [edition]
    cells = [cell_of(each, definitions[each.definition_id]) for each in since]
    counts = known.counts[0] + sum(each.counts[0] for each in cells)
    amount = known.amount + sum((each.amount for each in cells), Decimal(0))
    late, more = abs(told.counts[0] - counts), abs(told.amount - amount)
    if not late and more <= ROUNDED:
        return [edition]
    whole = one._replace(
        value=sum((each.value or Decimal(0) for each in (before, *since)), Decimal(0)),
        records=sum(each.records for each in (before, *since)),
        people=sum(each.people or 0 for each in (before, *since)),
    )
    along = whole, Told(told.last, (counts,), (Decimal(whole.people or 0),), amount, exact=False)
    is_few = late < LEAST and more < LEAST and since[-1].last != one.last
    return [along, edition] if is_few else [edition, along]


def _add_up(every: Sequence[PublicValue], definitions: Mapping[int, Definition]) -> bool:
    """Whether a year is the sum of its months: the same is counted in the same unit, one record after another."""
    rules = [definitions[one.definition_id] for one in every]
    alike = {(one.source, one.unit, one.adds_up) for one in rules}
    counted = all(None not in (one.value, one.people) and one.numerator is None for one in every)
    sums = rules[0].adds_up == Definition.AddsUp.SUM and not rules[0].counts_in_total and not is_part(rules[0])
    return len(alike) == 1 and sums and counted and not is_month(*every[0].days)
