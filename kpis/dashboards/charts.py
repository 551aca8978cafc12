"""Which numbers of an indicator are drawn: for officials all of them, for everybody those that are open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kpis.catalogue.models import Definition, Indicator, Target
from kpis.catalogue.selectors import adopted_targets, definitions_of, in_force, still_meant
from kpis.dashboards.outlook import Foretold, Refusal, foretell, is_like, like_values
from kpis.dashboards.public_charts import Chart, Measured, chart_of
from kpis.dashboards.public_counts import PublicValue
from kpis.dashboards.public_values import public_values
from kpis.dashboards.selectors import Year, year_of
from kpis.measurements.selectors import Current, values_within
from kpis.rollups.spans import last_day
from portal.shared.fiscal import FIRST_MONTH

YEARS_READ = 5


def ward_chart(indicator: Indicator, today: date) -> Chart:
    """As the indicator's page at the ward desk shows it."""
    versions, year = definitions_of([indicator.pk])[indicator.pk], year_of(None, last_day(today))
    measured = values_within(indicator.pk, first_day(year), year.period.last)
    targets = still_meant(indicator.targets.exclude(status=Target.Status.WITHDRAWN), versions, today)
    found = foretell(_definition(versions, year), measured, year, versions=versions)
    return chart_of_rows(versions, measured, targets, year, found)


def chart_of_rows(
    versions: Sequence[Definition],
    measured: Iterable[Current],
    targets: Sequence[Target],
    year: Year,
    foretold: Foretold | Refusal,
) -> Chart:
    """From values that are read already; those that counted something else are left out. `versions`: newest first."""
    definition = _definition(versions, year)
    known = {one.days: one.value for one in like_values(definition, measured, versions)}
    told = foretold if isinstance(foretold, Foretold) else None
    return chart_of(definition, Measured(known), targets, year, told)


def public_chart(indicator: Indicator, today: date) -> Chart:
    """As the indicator's page for everybody shows it."""
    versions, found = definitions_of([indicator.pk])[indicator.pk], list(public_values(today, indicator.pk))
    return chart_of_values(
        versions, found, adopted_targets({indicator.pk: versions}, today).get(indicator.pk, []), today
    )


def chart_of_values(
    versions: Sequence[Definition], found: Iterable[PublicValue], targets: Sequence[Target], today: date
) -> Chart:
    """The same from values for everybody; of those that are not open only that they are there. Nothing is foretold."""
    year = year_of(None, last_day(today))
    definition = _definition(versions, year)
    like = [one for one in found if is_like(definition, in_force(versions, one.first))]
    known = {one.days: one.value for one in like if one.open}
    return chart_of(definition, Measured(known, {one.days for one in like if not one.open}), targets, year)


def first_day(year: Year) -> date:
    """From when on values are read."""
    return date(year.period.first.year - YEARS_READ, FIRST_MONTH, 1)


def _definition(versions: Sequence[Definition], year: Year) -> Definition:
    return in_force(versions, year.day) or versions[-1]
