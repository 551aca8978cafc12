"""The numbers of the policies for everybody: what was counted or approved, and targets that were adopted."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kpis.catalogue.models import Definition
from kpis.catalogue.selectors import adopted_targets, definitions_of, in_force
from kpis.dashboards import public_selectors as selectors
from kpis.dashboards.charts import chart_of_values
from kpis.dashboards.public_breakdowns import public_parts
from kpis.dashboards.public_counts import ADDED, counts_people, is_part
from kpis.dashboards.public_tiles import Known, public_tiles
from kpis.dashboards.public_values import public_values
from kpis.dashboards.public_wording import meaning_words, role_words, target_days_words
from kpis.dashboards.selectors import year_of
from kpis.dashboards.wording import target_words
from kpis.rollups.spans import last_day
from kpis.sources.catalogue import SOURCES
from portal.shared.page_cache import cached_page
from portal.shared.texts import text

MONTHS_SHOWN = 24
_TEXTS = ("name", "origin", "method", "numerator", "denominator", "limits")


def _stays_as_told(definition: Definition) -> bool:
    """Whether late records of its months are told with their year alone; of a part no month is, of a stock none is late."""
    counted = definition.source in SOURCES and counts_people(definition) and not is_part(definition)
    return counted and definition.adds_up in ADDED


@require_safe
@cached_page
def scoreboard(request: HttpRequest) -> HttpResponse:
    """All policies on one page."""
    policies = selectors.scoreboard(timezone.localdate(), get_language() or "ja")
    return render(request, "kpis/scoreboard.html", {"policies": policies})


@require_safe
@cached_page
def indicator(request: HttpRequest, indicator_code: str) -> HttpResponse:
    """One number: where it stands, what it is, where it comes from, what it does not say, and its years and months."""
    indicators = selectors.counted_alike(indicator_code)
    found = indicators.get(indicator_code)
    if found is None:
        raise Http404
    if found.repeats:
        return redirect("kpis:indicator", found.repeats.code)
    language, today = get_language() or "ja", timezone.localdate()
    alike = definitions_of([one.pk for one in indicators.values()], texts_in=language)
    wanted, nights, year = adopted_targets(alike, today), selectors.last_nights(), year_of(None, last_day(today))
    versions, targets = alike[found.pk], wanted.get(found.pk, [])
    definition = in_force(versions, today) or versions[-1]
    values = list(public_values(today, found.pk))
    years, months = selectors.rows_of_everybody(versions, values, nights.get(found.pk))
    policies = {one.pk: one.area.policy for one in indicators.values()}
    (tile,) = public_tiles([found], {found.pk: values}, Known(alike, wanted, policies, year, language), nights)
    context = {
        "indicator": found,
        "area": text(found.area, "name", language),
        "texts": {one: text(definition, one, language) for one in _TEXTS},
        "role_words": role_words(found.role),
        "tile": tile,
        "meaning": meaning_words(definition),
        "targets": [(target_words(one, definition.unit), target_days_words(one, definition)) for one in targets],
        "chart": chart_of_values(versions, values, targets, today),
        "years": years,
        "years_from": selectors.common_origin(years),
        "months": months[:MONTHS_SHOWN],
        "months_from": selectors.common_origin(months[:MONTHS_SHOWN]),
        "broken": public_parts(values, {one.pk: one for one in versions}, today, language),
        "older": len(months) > MONTHS_SHOWN,
        "months_stay": bool(years) and _stays_as_told(definition),
        "hides": not all(row.is_open for row in (*years, *months)),
    }
    return render(request, "kpis/indicator.html", context)
