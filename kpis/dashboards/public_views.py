"""The numbers of the policies for everybody: what was counted or approved, and targets that were adopted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kpis.catalogue.models import Indicator
from kpis.catalogue.selectors import definitions_of, in_force
from kpis.dashboards import public_selectors as selectors
from kpis.dashboards.charts import chart_of_values
from kpis.dashboards.public_breakdowns import public_parts
from kpis.dashboards.public_values import public_values
from kpis.dashboards.public_wording import meaning_words
from kpis.dashboards.wording import target_words
from portal.shared.page_cache import cached_page
from portal.shared.texts import text

MONTHS_SHOWN = 24
_TEXTS = ("name", "origin", "method", "numerator", "denominator", "limits")


@require_safe
@cached_page
def scoreboard(request: HttpRequest) -> HttpResponse:
    """All policies on one page."""
    policies = selectors.scoreboard(timezone.localdate(), get_language() or "ja")
    return render(request, "kpis/scoreboard.html", {"policies": policies})


@require_safe
@cached_page
def indicator(request: HttpRequest, indicator_code: str) -> HttpResponse:
    """One number: what it is, where it comes from, what it does not say, and its years and months."""
    found = get_object_or_404(Indicator.objects.select_related("area"), code=indicator_code)
    language, today = get_language() or "ja", timezone.localdate()
    versions = definitions_of([found.pk], texts_in=language)[found.pk]
    definition = in_force(versions, today) or versions[-1]
    values = list(public_values(today, found.pk))
    years, months = selectors.rows_of_everybody(found, versions, values)
    targets = selectors.adopted_targets(found).get(found.pk, [])
    context = {
        "indicator": found,
        "area": text(found.area, "name", language),
        "texts": {one: text(definition, one, language) for one in _TEXTS},
        "meaning": meaning_words(definition),
        "targets": [(one, target_words(one, definition.unit)) for one in targets],
        "chart": chart_of_values(versions, values, targets, today),
        "years": years,
        "months": months[:MONTHS_SHOWN],
        "broken": public_parts(values, {one.pk: one for one in versions}, today, language),
        "older": len(months) > MONTHS_SHOWN,
        "hides": not all(row.is_open for row in (*years, *months)),
    }
    return render(request, "kpis/indicator.html", context)
