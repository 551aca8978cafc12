"""The resource map: one search as list, as map and on paper."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organizations.resource_map import filters, selectors
from organizations.resource_map.place_types import read_types
from organizations.resource_map.query import MapQuery, join_url
from organizations.resource_map.reading import read_query
from portal.shared.page_cache import cached_page
from portal.shared.tiles import allow_tiles
from portal.shared.wards import current_ward

PRINT_SIZE = 100


@require_safe
@cached_page
def map_page(request: HttpRequest) -> HttpResponse:
    """List, map or paper: the same places, found by the address alone."""
    language, now, ward = get_language() or "ja", timezone.now(), current_ward()
    request.ward = ward  # type: ignore[attr-defined]
    types = read_types(language)
    reading = read_query(
        request.GET, types=frozenset(one.slug for one in types), municipality_code=ward.municipality_code
    )
    query = reading.query
    page = selectors.find_places(
        query,
        language=language,
        now=now,
        types=types,
        home_municipality=ward.municipality_code,
        size=PRINT_SIZE if query.view == "print" else settings.PAGE_SIZE,
    )
    context = {
        "query": query,
        "page": page,
        "cards": page.cards,
        "notices": reading.notices,
        "ward": ward,
        "active": filters.active_filters(query, types, language),
        "asked": now,
        "near_value": "{:.5f},{:.5f}".format(*query.near) if query.near else "",
        **_links(query, page),
    }
    if query.view != "print":
        context["panel"] = filters.panel(query, types, language, ward.municipality_code)
    response = render(request, _TEMPLATES[query.view], context)
    response.keep_seconds = page.keep_seconds  # type: ignore[attr-defined]
    if query.view != "print":
        allow_tiles(response, ward)
    return response


_TEMPLATES = {
    "list": "organizations/resource_map/places.html",
    "map": "organizations/resource_map/places.html",
    "print": "organizations/resource_map/print.html",
}


def _links(query: MapQuery, page: selectors.Page) -> dict[str, Any]:
    """Addresses of the equal forms of this search, and of the pages around this one."""
    forms = query.query_string(view="list", after=None, sort="")
    plain = query.with_changes(view=query.view)
    return {
        "tabs": [
            {"url": query.url(view=view), "label": label, "icon": view, "current": query.view == view}
            for view, label in (("list", _("List")), ("map", _("Map")), ("print", _("Print")))
        ],
        "csv_url": join_url("/open-data/places.csv", forms),
        "geojson_url": join_url("/open-data/places.geojson", forms),
        "points_query": forms,
        "clear_url": MapQuery(view=query.view).url(),
        "first_url": plain.url(after=None) if query.after else "",
        "next_url": plain.url(after=page.next_after) if page.next_after else "",
        "orders": [
            {"url": query.url(sort=value), "label": label, "current": query.sort == value}
            for value, label in _orders(query)
        ],
        "ways_on": _ways_on(query) if not page.total else [],
    }


def _orders(query: MapQuery) -> list[tuple[str, str]]:
    usual = _("By distance") if query.near else _("Best first")
    return [("", usual), ("kana", _("By name")), ("fresh", _("Lately confirmed"))]


def _ways_on(query: MapQuery) -> list[dict[str, str]]:
    """What to try when nothing was found, nearest step first."""
    ways = []
    if query.q and query.with_changes(q="").filtered:
        ways.append({"url": query.url(q=""), "label": _("Search without the words")})
    if query.open:
        ways.append({"url": query.url(open=False), "label": _("Also show places that are closed now")})
    if query.today:
        ways.append({"url": query.url(today=False), "label": _("Also show other days of the week")})
    if query.near and query.radius < 20:
        ways.append({"url": query.url(radius=20.0), "label": _("Look within 20 km")})
    if query.area:
        ways.append({"url": query.url(area=""), "label": _("Look in all towns")})
    return ways
