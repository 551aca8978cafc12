"""Which rooms have a say in what a lower one does: the only place that knows both, read once when the portal starts."""

from __future__ import annotations

from kpis.catalogue.defining import before_a_definition
from kpis.catalogue.proposing import before_a_target
from kpis.measurements.closing import refuse_closed_days, refuse_closed_years
from kpis.sources.checking import refuse_unknown_source

before_a_definition(refuse_closed_years)
before_a_definition(refuse_unknown_source)
before_a_target(refuse_closed_days)
