"""How far one may rely on a tile's number: up to which day it is counted, which months it has, whether it may change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kpis.measurements.models import Closing, Measurement
from kpis.measurements.selectors import Current, Days
from kpis.rollups.models import Rollup
from kpis.rollups.spans import last_day
from portal.shared.fiscal import FiscalPeriod, Kind, fiscal_year
from portal.shared.japan import JAPAN


def is_stale(night: Rollup | None) -> bool:
    """Whether its source stayed silent last night."""
    return night is not None and night.failed is not None


class Qualities:
    """Of many tiles of one fiscal year, up to a day; `nights` and `months` by indicator, as they are known. One query."""

    def __init__(
        self,
        year: FiscalPeriod,
        day: date,
        nights: Mapping[int, Rollup],
        months: Mapping[int, Mapping[Days, object]],
    ) -> None:
        self.days, self.nights, self.months = (year.first, year.last), nights, months
        self.over = [(one.first, one.last) for one in year.parts(Kind.MONTH) if one.last <= day]
        self.closed = set(Closing.objects.values_list("fiscal_year", flat=True))

    def words(self, indicator: int, value: Current | None) -> list[str]:
        """In a few words each; none without a value."""
        if value is None:
            return []
        complete = self._complete(indicator) if value.days == self.days else []
        return [*self._fresh(indicator, value), *complete, self._settled(value)]

    def _fresh(self, indicator: int, value: Current) -> Iterable[str]:
        """Only of what a night counts: what was entered says its own days."""
        night = self.nights.get(indicator)
        if night is None or night.counted is None or value.origin != Measurement.Origin.AUTOMATIC:
            return
        day = min(last_day(night.counted.astimezone(JAPAN).date()), value.last)
        yield _("counted up to %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")}

    def _complete(self, indicator: int) -> Iterable[str]:
        """Of how many months of the year that are over there is a value; only of what has months."""
        known = self.months.get(indicator, {})
        number, over = sum(known.get(one) is not None for one in self.over), len(self.over)
        if number:
            words = ngettext("%(known)s of %(over)s month", "%(known)s of %(over)s months", over)
            yield words % {"known": number, "over": over}

    def _settled(self, value: Current) -> str:
        if fiscal_year(value.last) in self.closed:
            return pgettext("of a value", "final")
        return pgettext("of a value", "provisional")
