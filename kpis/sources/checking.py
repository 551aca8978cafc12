"""Whether a source can stand behind a definition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kpis.catalogue.models import Definition, Indicator, Unit
from kpis.sources.catalogue import SOURCES


def refuse_unknown_source(indicator: Indicator, columns: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """A source must be there, or waited for, and give numbers of the unit that the definition names."""
    key = columns["source"]
    if not key:
        return {}
    if key not in SOURCES:
        waited_for = Definition.objects.filter(source=key).exists()
        unknown = _("There is no such source. Choose one of the list, or “Entered by hand”.")
        return {} if waited_for else {"source": unknown}
    found, is_share = SOURCES[key], columns["unit"] in (Unit.PERCENT, Unit.POINTS)
    if found.out_of is not None and columns["unit"] != Unit.PERCENT:
        return {"unit": _("This source gives a percentage: choose percent as the unit, or another source.")}
    if found.out_of is None and found.told is None and is_share:
        return {"source": _("This source counts records and gives no percentage. Choose another source or unit.")}
    return {}
