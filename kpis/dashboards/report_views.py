"""What is printed for the assembly: the paper of a policy, and the card of one indicator to read aloud."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kpis.catalogue.indicators import RETIRING
from kpis.catalogue.models import Indicator, Policy
from kpis.dashboards.answers import answer
from kpis.dashboards.report_wording import LONGEST_DECISIONS
from kpis.dashboards.reports import report, tiles_of
from kpis.dashboards.selectors import Year, year_of
from kpis.rollups.spans import last_day
from portal.accounts.gates import for_ward_staff
from portal.shared.texts import text


@for_ward_staff
@require_safe
def ward_policy_report(request: HttpRequest, policy_code: str) -> HttpResponse:
    """Where a policy, or one area of it, stands in a fiscal year, on two pages of A4."""
    if policy_code not in Policy.values:
        raise Http404
    policy, year, language = Policy(policy_code), _year(request), get_language() or "ja"
    tiles, asked = tiles_of(policy, language), request.GET.get("area", "")
    areas = {one.area.code: text(one.area, "name", language) for one in tiles}
    if asked and asked not in areas:
        raise Http404
    context = {
        "policy": policy,
        "year": year,
        "areas": sorted(areas),
        "area": areas.get(asked),
        "area_code": asked,
        "report": report([one for one in tiles if asked in ("", one.area.code)], year, language),
        "longest": LONGEST_DECISIONS,
        "today": timezone.localdate(),
    }
    return render(request, "ward/kpis/report.html", context)


@for_ward_staff
@require_safe
def ward_answer_card(request: HttpRequest, indicator_code: str) -> HttpResponse:
    """One indicator in sentences, on half a page of A4; also of one retired since, for the reports of closed years."""
    tiles = Indicator.objects.filter(role__in=RETIRING).select_related("area")
    indicator, language = get_object_or_404(tiles, code=indicator_code), get_language() or "ja"
    context = {
        "indicator": indicator,
        "area": text(indicator.area, "name", language),
        "year": (year := _year(request)),
        "answer": answer(indicator, year, language),
        "today": timezone.localdate(),
    }
    return render(request, "ward/kpis/card.html", context)


def _year(request: HttpRequest) -> Year:
    """The year that the address names, or this one; 404 for one of which there is no paper."""
    given, day = request.GET.get("year", ""), last_day(timezone.localdate())
    asked = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else None
    year = year_of(asked, day)
    if given and asked != year.period.fiscal_year:
        raise Http404
    return year
