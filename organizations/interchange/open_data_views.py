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
from portal.shared.models import Ward
from portal.shared.versions import content_version
from portal.shared.wards import current_ward


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
        response = _streamed(request, asked, ward, fingerprint, version, updated, now)
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
    gzip = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    kept = None if asked.filtered else kept_files.packed_file(key)
    if kept is not None:
        pieces: Iterator[bytes] = iter([kept]) if gzip else kept_files.unpacked(kept)
    else:
        made = blocks(asked, ward, updated=updated, now=now)
        pieces = _made(made, asked, key, version, gzip=gzip)
    response = StreamingHttpResponse(pieces, content_type=media_type(asked))
    if gzip:
        response["Content-Encoding"] = "gzip"
    return response


def _made(made: Iterator[bytes], asked: FileRequest, key: str, version: int, *, gzip: bool) -> Iterator[bytes]:
    if asked.filtered:
        return kept_files.pack(made) if gzip else made
    both = kept_files.pack_and_keep(made, key, version)
    return (packed if gzip else plain for plain, packed in both)


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
