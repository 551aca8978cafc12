"""The rooms' models, gathered for Django."""

from kpis.alerts.models import Alert
from kpis.catalogue.models import Definition, Indicator, PolicyArea, Target
from kpis.measurements.models import Closing, Entry, Measurement
from kpis.references.models import Reference
from kpis.rollups.models import Breakdown, Rollup

__all__ = [
    "Alert",
    "Breakdown",
    "Closing",
    "Definition",
    "Entry",
    "Indicator",
    "Measurement",
    "PolicyArea",
    "Reference",
    "Rollup",
    "Target",
]
