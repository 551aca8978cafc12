"""The resource map: one search as list, as map and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organizations.resource_map import filters, paper, selectors
from organizations.resource_map.place_types import TypeName, read_types
from organizations.resource_map.query import MapQuery, join_url
from organizations.resource_map.reading import Reading, read_query
from organizations.resource_map.ways_on import ways_on
from portal.shared.japan import JAPAN
from portal.shared.language_names import LANGUAGE_NAMES
from portal.shared.languages import BY_CODE
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
        request.GET,
        types=frozenset(one.slug for one in types),
        municipality_code=ward.municipality_code,
        mother_tongue="" if language.startswith("ja") else language,
    )
    query = reading.query
    if reading.needs_language:
        return _choose_language(request, reading, types, now)
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
        "heard": _heard(reading),
        "page": page,
        "ways_on": [] if page.total else ways_on(query, types, language, now=now),
        "cards": page.cards,
        "notices": reading.notices,
        "ward": ward,
        "active": filters.active_filters(query, types, language),
        "asked": now,
        "near_value": "{:.5f},{:.5f}".format(*query.near) if query.near else "",
        **_links(query, page),
    }
    if query.view == "print":
        context["rows"] = paper.paper_rows(page.cards, language)
    else:
        context["panel"] = filters.panel(query, types, language, ward.municipality_code)
    response = render(request, _TEMPLATES[query.view], context)
    response.keep_seconds = page.keep_seconds  # type: ignore[attr-defined]
    if query.view != "print":
        allow_tiles(response, ward)
    return response


def _choose_language(request: HttpRequest, reading: Reading, types: Sequence[TypeName], now: datetime) -> HttpResponse:
    """Who speaks it today cannot be answered without a language: the page asks for one and shows no places."""
    query, language = reading.query.with_changes(view="list"), get_language() or "ja"
    spoken = selectors.spoken_on(now.astimezone(JAPAN).date())
    context = {
        "query": query,
        "asks_language": True,
        "notices": [one for one in reading.notices if one.field != "today"],
        "active": filters.active_filters(query, types, language),
        "clear_url": MapQuery().url(),
        "near_value": "{:.5f},{:.5f}".format(*query.near) if query.near else "",
        "panel": filters.panel(query, types, language, current_ward().municipality_code),
        "voices": [(BY_CODE[code], query.url(lang=code, today=True)) for code, _count in spoken],
    }
    response = render(request, "organizations/resource_map/choose_language.html", context)
    response.keep_seconds = selectors.seconds_true([], now=now)  # type: ignore[attr-defined]
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
        "all_days_url": query.url(today=False),
        "first_url": plain.url(after=None) if query.after else "",
        "next_url": plain.url(after=page.next_after) if page.next_after else "",
        "orders": [
            {"url": query.url(sort=value), "label": label, "current": query.sort == value}
            for value, label in _orders(query)
        ],
    }


def _orders(query: MapQuery) -> list[tuple[str, str]]:
    usual = _("By distance") if query.near else _("Best first")
    return [("", usual), ("kana", _("By name")), ("fresh", _("Most recently confirmed"))]


def _heard(reading: Reading) -> dict[str, Any]:
    """The language that was found among the words, and the address that searches for the word instead."""
    if reading.heard is None:
        return {}
    language, words = str(LANGUAGE_NAMES[reading.heard.code]), reading.heard.quoted
    return {"language": language, "words": words, "url": reading.query.url(lang="", today=False, q=words)}
