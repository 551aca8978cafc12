"""Open data: the catalogue, and every list as a file that is only sent when it has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from organizations.interchange.catalogue import catalogue
from organizations.interchange.open_data import about, blocks, media_type
from organizations.interchange.open_data_requests import (
    LICENCE_URLS,
    FileRequest,
    last_change,
    read_organizations_request,
    read_places_request,
)
from organizations.interchange.sending import OpenFile, open_to_all, send_file
from organizations.resource_map.box_reading import UnreadableError
from organizations.resource_map.machine_reading import RefusedError, refusal
from portal.shared.models import Ward
from portal.shared.versions import content_version
from portal.shared.wards import current_ward

MoreDatasets = Callable[[str], list[dict[str, Any]]]
"""The portal's address without its final slash → entries of the catalogue that another app answers for."""


@require_safe
def open_data(request: HttpRequest, more: MoreDatasets) -> HttpResponse:
    """The catalogue, as a page in the reader's language or with `?format=json`."""
    ward, root = current_ward(), request.build_absolute_uri("/").rstrip("/")
    updated = last_change(content_version())
    datasets = [*catalogue(root), *more(root)]
    if request.GET.get("format") == "json":
        response: HttpResponse = JsonResponse(
            {**about(ward, updated), "datasets": datasets}, json_dumps_params={"ensure_ascii": False}
        )
        open_to_all(response)
    else:
        context = {
            "ward": ward,
            "datasets": datasets,
            "updated": updated,
            "licence_url": LICENCE_URLS.get(ward.open_data_licence),
        }
        response = render(request, "organizations/interchange/open_data.html", context)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def places_csv(request: HttpRequest) -> HttpResponseBase:
    """Places as CSV, in our own layout or a government one."""
    return _file(request, lambda: read_places_request(request, "places.csv"))


@require_safe
def places_json(request: HttpRequest) -> HttpResponseBase:
    """Places as JSON."""
    return _file(request, lambda: read_places_request(request, "places.json"))


@require_safe
def places_geojson(request: HttpRequest) -> HttpResponseBase:
    """Places as GeoJSON; those without a public position have no geometry."""
    return _file(request, lambda: read_places_request(request, "places.geojson"))


@require_safe
def organizations_csv(request: HttpRequest) -> HttpResponseBase:
    """Published organisations as CSV."""
    return _file(request, lambda: read_organizations_request(request))


def _file(request: HttpRequest, read: Callable[[], FileRequest]) -> HttpResponseBase:
    try:
        asked = read()
    except (UnreadableError, RefusedError) as error:
        return refusal(error)
    now, version = timezone.now(), content_version()

    def make(ward: Ward) -> Iterator[bytes]:
        return blocks(asked, ward, updated=last_change(version), now=now)

    file = OpenFile(
        name=asked.kind,
        media_type=media_type(asked),
        fingerprint=asked.fingerprint(version, now),
        version=version,
        updated=lambda: last_change(version),
        make=make,
        keep=not asked.filtered,
    )
    return send_file(request, file)
