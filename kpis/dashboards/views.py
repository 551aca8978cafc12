"""Pages of the ward desk about indicators; auditors read them too, for people in them have no names."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kpis.alerts.rules import can_handle_alert
from kpis.catalogue.models import Indicator, Policy, Target
from kpis.catalogue.rules import can_adopt_target, can_change_definition, can_change_indicator
from kpis.catalogue.selectors import in_force, still_meant
from kpis.dashboards.attention import attention
from kpis.dashboards.breakdowns import Group, broken_down, group_behind
from kpis.dashboards.charts import chart_of_rows
from kpis.dashboards.listed import listed_tiles, owners_of
from kpis.dashboards.outlook import foretell
from kpis.dashboards.outlook_wording import outlook_words
from kpis.dashboards.public_groups import LINES_SHOWN
from kpis.dashboards.rows import rows_of
from kpis.dashboards.selectors import dashboard, tile_of, year_of
from kpis.dashboards.standing import JUDGED
from kpis.dashboards.target_states import target_lines
from kpis.dashboards.versions import version_lines
from kpis.dashboards.wording import state_words, value_words
from kpis.measurements.models import Measurement
from kpis.measurements.recording import latest_value
from kpis.measurements.rules import can_enter_value
from kpis.rollups.services import lacking_now
from kpis.rollups.spans import counted_days, last_day
from kpis.sources.catalogue import SOURCES
from kpis.sources.shown import on_their_days, records_of, tells_of_people
from kpis.sources.source import Span
from portal.accounts.gates import acting_person, for_ward_staff
from portal.shared.audit import record_act
from portal.shared.texts import text

RECORDS_SHOWN = 50
YEARS_SHOWN = 5
MONTHS_SHOWN = 12


@for_ward_staff
@require_safe
def ward_kpis(request: HttpRequest) -> HttpResponse:
    """Where each policy stands, and one policy's tiles."""
    day, language = last_day(timezone.localdate()), get_language() or "ja"
    year = year_of(_number(request.GET.get("year", "")), day)
    asked = request.GET.get("policy", "")
    tiles, owner = listed_tiles(language), request.GET.get("owner", "")
    sections = owners_of(tiles)
    owner = owner if owner in sections else ""
    policy = Policy(asked if asked in Policy.values else sections.get(owner, Policy.MULTICULTURAL))
    shown = [one for one in tiles if owner in ("", one.owner)]
    areas, lines, versions = dashboard(shown, policy, year, language)
    context = {
        "owner": owner,
        "owners": list(sections),
        "owner_query": "&" + urlencode({"owner": owner}) if owner else "",
        "may_add": can_change_indicator(request.user, timezone.now()) is None,
        "year": year,
        "policy": policy,
        "areas": areas,
        "number": sum(len(one.tiles) + len(one.waiting) for one in areas),
        "lines": lines,
        "states": [state_words(one) for one in JUDGED],
        "years": _years(year.period.fiscal_year),
        "may_enter": can_enter_value(request.user, timezone.now()) is None,
        "may_handle": can_handle_alert(request.user, timezone.now()) is None,
        "attention": attention(day, language, versions) if day in year.period else None,
    }
    return render(request, "ward/kpis/dashboard.html", context)


def _years(shown: int) -> list[dict[str, Any]]:
    this = year_of(None, last_day(timezone.localdate())).period.fiscal_year
    return [{"year": one, "current": one == shown} for one in range(this, this - YEARS_SHOWN - 1, -1)]


@for_ward_staff
@require_safe
def ward_indicator(request: HttpRequest, indicator_code: str) -> HttpResponse:
    """What the indicator is, what is wanted, and its values by month and year."""
    indicator = _indicator(indicator_code)
    language, day = get_language() or "ja", last_day(timezone.localdate())
    lines = version_lines(indicator.pk)
    versions = sorted((one.definition for one in lines), key=lambda one: (one.starts, one.version), reverse=True)
    definition = in_force(versions, day) or versions[-1]
    year = year_of(None, day)
    months, others = rows_of(indicator, versions, date(year.period.first.year - YEARS_SHOWN, 4, 1), year.period.last)
    shown = months if "all" in request.GET else months[:MONTHS_SHOWN]
    targets = list(indicator.targets.exclude(status=Target.Status.WITHDRAWN).select_related("adopted_post"))
    meant = still_meant(targets, versions, timezone.localdate())
    tile, row = tile_of(indicator, versions, meant, [*others, *months], year, language)
    measured = [one.measurement for one in (*months, *others)]
    foretold = foretell(definition, measured, year, versions=versions)
    context = {
        "tile": tile,
        "row": row,
        "indicator": indicator,
        "area": text(indicator.area, "name", language),
        "definition": definition,
        "texts": {
            one: text(definition, one, language)
            for one in ("name", "origin", "method", "numerator", "denominator", "limits")
        },
        "version_lines": lines,
        "may_define": can_change_definition(request.user, timezone.now()) is None,
        "targets": target_lines(
            [one.definition for one in lines], definition, targets, row.measurement if row else None, year
        ),
        "may_adopt": can_adopt_target(request.user, timezone.now()) is None,
        "months": shown,
        "number_of_months": len(months),
        "may_enter": can_enter_value(request.user, timezone.now()) is None,
        "may_handle": can_handle_alert(request.user, timezone.now()) is None,
        "alerts": attention(day, language, {indicator.pk: versions}, indicator=indicator.pk),
        "outlook": outlook_words(foretold, definition) if indicator.role == Indicator.Role.TILE else None,
        "chart": chart_of_rows(versions, measured, meant, year, foretold),
        "others": others,
        "everything": "all" in request.GET,
        "cut": ":" if "all" in request.GET else f":{LINES_SHOWN}",
        "broken": broken_down(indicator, versions, measured, _day(request.GET.get("of", "")), language),
        "measured": definition.source in SOURCES,
        "lacking": lacking_now(definition, timezone.localdate()),
    }
    return render(request, "ward/kpis/indicator.html", context)


@for_ward_staff
@require_safe
def ward_records(request: HttpRequest, indicator_code: str) -> HttpResponse:
    """The records behind one value, counted by the definition and up to the night that it names."""
    indicator = _indicator(indicator_code)
    found = latest_value(indicator.pk, *_days(request))
    if found is None or found.origin != Measurement.Origin.AUTOMATIC or found.night is None:
        raise Http404
    definition = found.definition
    if definition.source not in SOURCES:
        raise Http404
    source = SOURCES[definition.source]
    span = Span(found.first, found.last).until(last_day(found.night))
    counted = counted_days(span, found.night, in_total=definition.counts_in_total)
    language = get_language() or "ja"
    group = _group(request, found, language)
    rows, after = group.rows if group else source.rows(counted), _number(request.GET.get("after", "")) or 0
    records = records_of(rows, after, RECORDS_SHOWN + 1)
    if tells_of_people(rows):
        detail = {"first": str(found.first), "last": str(found.last), "shown": len(records[:RECORDS_SHOWN])}
        detail |= {"by": group.by, "group": group.code} if group else {}
        record_act(by=acting_person(request), verb="look_at_records", on=indicator, now=timezone.now(), detail=detail)
    context = {
        "indicator": indicator,
        "name": text(definition, "name", language),
        "measurement": found,
        "value": value_words(found.value, definition.unit),
        "span": span,
        "group": group,
        "total": group.total if group else rows.count(),
        "expected": group.records if group else found.records,
        "records": (shown := on_their_days(records[:RECORDS_SHOWN], source, counted)),
        "has_details": any(one.detail for one in shown),
        "has_days": any(one.day for one in shown),
        "following": records[RECORDS_SHOWN - 1].pk if len(records) > RECORDS_SHOWN else None,
        "stock": source.stock,
    }
    return render(request, "ward/kpis/records.html", context)


def _indicator(code: str) -> Indicator:
    return get_object_or_404(Indicator.objects.select_related("area", "repeats", "rollup"), code=code)


def _days(request: HttpRequest) -> tuple[date, date]:
    """The period that the address names; 404 for none."""
    try:
        first, last = (parse_date(request.GET.get(name, "")) for name in ("first", "last"))
    except ValueError:
        raise Http404 from None
    if first is None or last is None:
        raise Http404
    return first, last


def _group(request: HttpRequest, found: Measurement, language: str) -> Group | None:
    """The group that the address names, None for the whole; 404 where its records are not shown."""
    if "by" not in request.GET:
        return None
    group = group_behind(found, request.GET["by"], request.GET.get("group", ""), language)
    if group is None:
        raise Http404
    return group


def _day(given: str) -> date | None:
    try:
        return parse_date(given)
    except ValueError:
        return None


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
