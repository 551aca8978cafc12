"""The periods of one indicator as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kpis.catalogue.models import Definition, Indicator
from kpis.dashboards.revisions import NO_HISTORY, History, histories_of
from kpis.dashboards.wording import (
    address_of,
    days_words,
    lacks_words,
    origin_words,
    reason_of_revision_words,
    records_words,
    value_words,
)
from kpis.measurements.models import Measurement
from kpis.measurements.selectors import Current, values_within
from kpis.rollups.spans import is_month


class Row(NamedTuple):
    """One period of an indicator's table; put in words only where it is shown."""

    measurement: Current
    unit: str
    source: str = ""
    history: History = NO_HISTORY

    @property
    def days(self) -> str:
        return days_words(*self.measurement.days)

    @property
    def value(self) -> str:
        return value_words(self.measurement.value, self.unit)

    @property
    def lacks(self) -> str:
        """Why there is no value; empty where there is one."""
        return lacks_words(self.source, self.measurement.value)

    @property
    def origin(self) -> str:
        return origin_words(self.measurement.origin)

    @property
    def reason(self) -> str:
        return reason_of_revision_words(self.measurement.reason)

    @property
    def entry(self) -> int | None:
        """Where the value was entered, with its source; None for what a night counted."""
        return self.history.latest.entry if self.history.latest else None

    @property
    def records(self) -> str:
        """How many stand behind it; empty where nobody counted records."""
        if self.measurement.origin != Measurement.Origin.AUTOMATIC:
            return ""
        return records_words(self.measurement.records)

    @property
    def address(self) -> str:
        """The days as the address of the records behind it names them."""
        return address_of(*self.measurement.days)


def rows_of(
    indicator: Indicator, versions: Iterable[Definition], first: date, last: date
) -> tuple[list[Row], list[Row]]:
    """Its months and its other periods within these days, newest first; each in the unit that it was measured in.

    `versions`: all definitions of the indicator.
    """
    months, others = list[Row](), list[Row]()
    rules = {one.pk: (one.unit, one.source) for one in versions}
    units = {pk: unit for pk, (unit, _source) in rules.items()}
    histories = histories_of(indicator.pk, first, last, units)
    for one in values_within(indicator.pk, first, last):
        row = Row(one, *rules[one.definition_id], histories.get(one.days, NO_HISTORY))
        (months if is_month(*one.days) else others).append(row)
    return months, others
