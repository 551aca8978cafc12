"""What everybody reads where there is nothing to divide by."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kpis.references.models import Series

LACKS: Mapping[Series, Promise] = {
    Series.POPULATION: _("The population of this month has not been entered."),
    Series.CORE_NPOS: _("The list of core NPOs has not been entered."),
    Series.MULTICULTURAL_NPOS: _("The list of five years before is not there, or NPOs on it are not known here."),
}
NOBODY_JOINED = _("No NPO joined in the same days three years before.")
