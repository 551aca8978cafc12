"""The floor: the least that Django does for a text, a list of 50 rows, and all points."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from bench.models import FloorRow

ROWS = 50


def text(request: HttpRequest) -> HttpResponse:
    """F0."""
    return HttpResponse("Hello, world.\n", content_type="text/plain")


def rows(request: HttpRequest) -> HttpResponse:
    """F1: one keyset page."""
    after = int(request.GET.get("after", "0"))
    page = FloorRow._default_manager.filter(id__gt=after).order_by("id")[:ROWS]
    return render(request, "bench/rows.html", {"rows": page})


def points(request: HttpRequest) -> HttpResponse:
    """F3: all points in columns."""
    found = FloorRow._default_manager.order_by("id").values_list("id", "latitude", "longitude")
    ids, latitudes, longitudes = zip(*found, strict=True)
    return JsonResponse({"id": ids, "latitude": latitudes, "longitude": longitudes})
