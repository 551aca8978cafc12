"""Who entered and approved references."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kpis.measurements.personal_data import entered_and_approved
from kpis.references.models import Reference

PERSONAL_DATA = (
    entered_and_approved(
        Reference,
        name="kpi_references",
        title=_("References of indicators entered and approved by officials"),
        shown=("series", "day", "value", "document"),
    ),
)
