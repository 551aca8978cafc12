"""What the map's script asks for: points in a box, and the ward's outline."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from organizations.resource_map.box_reading import UnreadableError, read_box, read_zoom
from organizations.resource_map.grid import Cover, cover
from organizations.resource_map.machine_reading import (
    RefusedError,
    read_language,
    read_search,
    refusal,
    refuse_unknown_types,
)
from organizations.resource_map.points import map_points
from organizations.resource_map.query import MapQuery
from organizations.resource_map.selectors import seconds_true
from portal.shared.page_cache import fetch_page, keep_page
from portal.shared.versions import content_version
from portal.shared.wards import current_ward

OUTLINE_KEPT_SECONDS = 24 * 3600


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """Clusters and places in a box; equal boxes, searches and languages share one kept answer."""
    try:
        return _answer(request)
    except (UnreadableError, RefusedError) as error:
        return refusal(error)


def _answer(request: HttpRequest) -> HttpResponse:
    box, zoom = read_box(request.GET.get("bbox", "")), read_zoom(request.GET.get("zoom", ""))
    query = read_search(request)
    language = read_language(request, query)
    cells = cover(box, zoom)
    key = _key(cells, zoom, query, language)
    kept = fetch_page(key)
    if kept is not None:
        return kept
    version, now = content_version(), timezone.now()
    found = map_points(cells, zoom, query, language=language, now=now)
    if not found["clusters"] and not found["places"]:
        refuse_unknown_types(query)
    response = _json(found)
    response.keep_seconds = _seconds(query, now)  # type: ignore[attr-defined]
    response.asked = now.timestamp()  # type: ignore[attr-defined]
    keep_page(key, response, version)
    return response


def _key(cells: Cover, zoom: int, query: MapQuery, language: str) -> str:
    search = query.query_string(view="list", sort="", after=None)
    text = repr(("map_points", cells, zoom, search, language))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _seconds(query: MapQuery, now: datetime) -> int:
    """As long as the list beside it: "open" is asked of the minute, "today" of the day."""
    return seconds_true([], now=now, by_minute=query.open)


def _json(value: Any) -> HttpResponse:
    return HttpResponse(json.dumps(value, ensure_ascii=False, separators=(",", ":")), "application/json")


@require_safe
def outline(request: HttpRequest) -> HttpResponse:
    """The ward's border as GeoJSON; geometry is null while none is set."""
    ward = current_ward()
    properties = {"name": ward.name_ja, "name_en": ward.name_en, "municipality_code": ward.municipality_code}
    feature = {"type": "Feature", "properties": properties, "geometry": ward.outline}
    response = HttpResponse(json.dumps(feature, ensure_ascii=False, separators=(",", ":")), "application/geo+json")
    patch_cache_control(response, public=True, max_age=OUTLINE_KEPT_SECONDS)
    return response
