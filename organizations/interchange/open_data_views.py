"""Open data: the catalogue, and every list as a file that is only sent when it has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organizations.interchange import kept_files
from organizations.interchange.catalogue import catalogue
from organizations.interchange.open_data import about, blocks, media_type
from organizations.interchange.open_data_requests import (
    LICENCE_URLS,
    FileRequest,
    last_change,
    read_organizations_request,
    read_places_request,
)
from organizations.resource_map.box_reading import UnreadableError
from organizations.resource_map.machine_reading import RefusedError, refusal
from portal.shared.languages import SOURCE_CODE
from portal.shared.models import Ward
from portal.shared.ruby import strip_ruby
from portal.shared.versions import content_version
from portal.shared.wards import current_ward

RETRY_AFTER_SECONDS = "5"


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """The catalogue, as a page in the reader's language or with `?format=json`."""
    ward = current_ward()
    updated = last_change(content_version())
    datasets = catalogue(request.build_absolute_uri("/").rstrip("/"))
    if request.GET.get("format") == "json":
        response: HttpResponse = JsonResponse(
            {**about(ward, updated), "datasets": datasets}, json_dumps_params={"ensure_ascii": False}
        )
        _open_to_all(response)
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
    fingerprint = asked.fingerprint(version, now)
    etag = f'W/"{fingerprint}"'
    # A deleted place leaves no younger date behind, so only the tag decides what is unchanged.
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    ward, updated = current_ward(), last_change(version)
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse(content_type=media_type(asked))
    else:
        try:
            response = _streamed(request, asked, ward, fingerprint, version, updated, now)
        except kept_files.BusyError:
            return _busy()
    return _described(response, asked, ward, etag, updated)


def _streamed(
    request: HttpRequest,
    asked: FileRequest,
    ward: Ward,
    key: str,
    version: int,
    updated: datetime | None,
    now: datetime,
) -> HttpResponseBase:
    def make() -> Iterator[bytes]:
        return blocks(asked, ward, updated=updated, now=now)

    packed = kept_files.packed_file(key, version, make, keep=not asked.filtered)
    gzip = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    pieces = packed if gzip else kept_files.unpacked(packed)
    response = StreamingHttpResponse(pieces, content_type=media_type(asked))
    if gzip:
        response["Content-Encoding"] = "gzip"
    return response


def _busy() -> HttpResponse:
    message = _("Too many lists are being made just now. Please ask again in a few seconds.")
    headers = {"Retry-After": RETRY_AFTER_SECONDS, "Content-Language": get_language() or SOURCE_CODE}
    return JsonResponse({"errors": [{"field": "", "message": strip_ruby(message)}]}, status=503, headers=headers)


def _described(
    response: HttpResponseBase, asked: FileRequest, ward: Ward, etag: str, updated: datetime | None
) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["Content-Disposition"] = f'inline; filename="{asked.kind}"'
    if updated is not None:
        response["Last-Modified"] = http_date(updated.timestamp())
    licence: Any = LICENCE_URLS.get(ward.open_data_licence)
    if licence:
        response["Link"] = f'<{licence}>; rel="license"'
    patch_vary_headers(response, ["Accept-Encoding"])
    _open_to_all(response)
    return response


def _open_to_all(response: HttpResponseBase) -> None:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
