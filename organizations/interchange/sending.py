"""A file of open data as an answer: not sent again when unchanged, packed, with licence and date, open to every site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organizations.interchange import kept_files
from organizations.interchange.open_data_requests import LICENCE_URLS
from portal.shared.languages import SOURCE_CODE
from portal.shared.models import Ward
from portal.shared.ruby import strip_ruby
from portal.shared.wards import current_ward

RETRY_AFTER_SECONDS = "5"


@dataclass(frozen=True)
class OpenFile:
    """`fingerprint`: equal for equal bytes; `version`: the content's, read before anything else; `make`: its blocks."""

    name: str
    media_type: str
    fingerprint: str
    version: int
    updated: Callable[[], datetime | None]
    make: Callable[[Ward], Iterator[bytes]]
    keep: bool = True


def send_file(request: HttpRequest, file: OpenFile) -> HttpResponseBase:
    """304, the head alone, the stream, or 503 while others' files take too long."""
    etag = f'W/"{file.fingerprint}"'
    # A deleted place leaves no younger date behind, so only the tag decides what is unchanged.
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    ward = current_ward()
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse(content_type=file.media_type)
    else:
        try:
            response = _streamed(request, file, ward)
        except kept_files.BusyError:
            return _busy()
    return _described(response, file, ward, etag)


def _streamed(request: HttpRequest, file: OpenFile, ward: Ward) -> HttpResponseBase:
    packed = kept_files.packed_file(file.fingerprint, file.version, lambda: file.make(ward), keep=file.keep)
    gzip = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    pieces = packed if gzip else kept_files.unpacked(packed)
    response = StreamingHttpResponse(pieces, content_type=file.media_type)
    if gzip:
        response["Content-Encoding"] = "gzip"
    return response


def _busy() -> HttpResponse:
    message = _("Too many lists are being made just now. Please ask again in a few seconds.")
    headers = {"Retry-After": RETRY_AFTER_SECONDS, "Content-Language": get_language() or SOURCE_CODE}
    return JsonResponse({"errors": [{"field": "", "message": strip_ruby(message)}]}, status=503, headers=headers)


def _described(response: HttpResponseBase, file: OpenFile, ward: Ward, etag: str) -> HttpResponseBase:
    updated = file.updated()
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["Content-Disposition"] = f'inline; filename="{file.name}"'
    if updated is not None:
        response["Last-Modified"] = http_date(updated.timestamp())
    licence: Any = LICENCE_URLS.get(ward.open_data_licence)
    if licence:
        response["Link"] = f'<{licence}>; rel="license"'
    patch_vary_headers(response, ["Accept-Encoding"])
    open_to_all(response)
    return response


def open_to_all(response: HttpResponseBase) -> None:
    """Programs on other sites may read it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
