"""A value on its way to everybody, and how many people it tells of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kpis.catalogue.models import Definition, Unit
from kpis.dashboards.suppression import Cell, Counts, Shown, Told
from kpis.measurements.models import Measurement
from kpis.measurements.selectors import Days
from kpis.sources.catalogue import SOURCES

_OF_PEOPLE = frozenset({Unit.PEOPLE, Unit.ATTENDANCES, Unit.CONSULTATIONS, Unit.MATCHES, Unit.HOURS, Unit.PERCENT})
"""Units that tell of people; of what a percentage is a part its unit does not say, so it counts as people too."""
HEADS = _OF_PEOPLE - {Unit.HOURS, Unit.PERCENT}
"""Units whose value itself is how many people there are."""
_AUTOMATIC, _SURVEY = Measurement.Origin.AUTOMATIC, Measurement.Origin.SURVEY
ADDED = frozenset({Definition.AddsUp.SUM, Definition.AddsUp.DISTINCT, Definition.AddsUp.MEAN, Definition.AddsUp.RATIO})
"""Of what grows this way two values can be taken from each other."""


class PublicValue(NamedTuple):
    """A measurement as it stands; only `shown` says whether its numbers may leave the house.

    `computed`: when, in Japan, as ISO 8601 has it, to the microsecond. Of what counts people: `edition`, from when on it is told; `stands`, the first day that another edition may tell of;
    `told`, what was told of it so far. `came`: beside values that somebody entered, from when on it could be read; `since`:
    its first edition.
    """

    indicator_id: int
    code: str
    definition_id: int
    first: date
    last: date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    records: int
    people: int | None
    others: int | None
    revision: int
    reason: str
    origin: str
    night: date | None
    computed: str
    shown: Shown = Shown.VALUE
    edition: date = date.min
    stands: date | None = None
    told: tuple[Told, ...] = ()
    came: str = ""
    since: date = date.min

    @property
    def days(self) -> Days:
        return self.first, self.last

    @property
    def begins(self) -> date:
        """The first day on which this edition of what nights count can be read."""
        return self.edition if self.night is None else max(self.edition, self.night)

    @property
    def open(self) -> bool:
        return self.shown is Shown.VALUE


def counts_people(definition: Definition) -> bool:
    """Whether its values tell how many people did something."""
    if definition.source not in SOURCES:
        return definition.unit in _OF_PEOPLE
    source = SOURCES[definition.source]
    return source.personal or (definition.unit in _OF_PEOPLE and not source.impersonal)


def cell_of(one: PublicValue, definition: Definition) -> Cell:
    """What must not be told of few people; of a survey also who answered.

    How many different people stand behind the records is empty where each record is a person, and for values that were
    told before people were counted.
    """
    asked = (Decimal(one.records),) if one.origin == _SURVEY else ()
    if one.value is None or not counts_people(definition):
        return Cell(one.first, one.last, asked, one.told, (), _amount(one, definition))
    people = () if one.people is None else (Decimal(one.people),)
    heads = _heads(one, one.value, definition)
    return Cell(one.first, one.last, heads + asked, one.told, people, _amount(one, definition))


def _amount(one: PublicValue, definition: Definition) -> Decimal:
    """What is told where it is not the number of its records."""
    counted = one.origin == _AUTOMATIC and definition.source in SOURCES
    return one.value or Decimal(0) if counted and SOURCES[definition.source].adds else Decimal(0)


def is_part(definition: Definition) -> bool:
    """Whether others count these and more, so that it tells as well of those that it leaves out."""
    if definition.source not in SOURCES:
        return False
    source = SOURCES[definition.source]
    return bool(source.within and source.of_person)


def in_total(definition: Definition) -> bool:
    """Whether the difference of two values tells what came between them."""
    stock = definition.source in SOURCES and SOURCES[definition.source].stock
    return definition.counts_in_total and definition.adds_up in ADDED and not stock


def _heads(one: PublicValue, value: Decimal, definition: Definition) -> Counts:
    """Of a part of a whole those within and those without; else how many there are."""
    if one.numerator is not None and one.denominator is not None:
        return one.numerator, one.denominator - one.numerator
    if definition.unit == Unit.PERCENT:
        answers = Decimal(one.records)
        within = (value * answers / 100).quantize(Decimal(1))
        return within, answers - within
    return (Decimal(one.records) if one.origin == _AUTOMATIC else value,)
