"""The numbers as files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpis.open_data import breakdowns, rows
from kpis.open_data.freshness import freshness, nights_mark
from organizations.interchange.open_data import about, csv_media_type
from organizations.interchange.open_data_requests import read_encoding
from organizations.interchange.sending import OpenFile, send_file
from organizations.resource_map.box_reading import UnreadableError
from organizations.resource_map.machine_reading import refusal
from portal.shared.models import Ward
from portal.shared.versions import content_version

JSON = "application/json; charset=utf-8"


@require_safe
def kpi_breakdowns_csv(request: HttpRequest) -> HttpResponseBase:
    """The groups of values that everybody may know, as CSV."""
    return _csv(request, "breakdowns.csv", breakdowns.breakdowns_csv, nights_mark())


@require_safe
def kpi_breakdowns_json(request: HttpRequest) -> HttpResponseBase:
    """The groups of values that everybody may know, as JSON."""
    return _json(request, "breakdowns.json", breakdowns.breakdowns_json)


@require_safe
def kpi_indicators_csv(request: HttpRequest) -> HttpResponseBase:
    """What is counted, how, and the adopted targets."""
    return _csv(request, "indicators.csv", rows.indicators_csv)


@require_safe
def kpi_values_csv(request: HttpRequest) -> HttpResponseBase:
    """Every public value as CSV."""
    return _csv(request, "values.csv", rows.values_csv, nights_mark())


@require_safe
def kpi_values_json(request: HttpRequest) -> HttpResponseBase:
    """Every public value as JSON."""
    return _json(request, "values.json", rows.values_json)


def _csv(
    request: HttpRequest, name: str, make: Callable[[date, str], Iterator[bytes]], more: str = ""
) -> HttpResponseBase:
    try:
        encoding = read_encoding(request)
    except UnreadableError as error:
        return refusal(error)
    return _send(request, name, csv_media_type(encoding), lambda _ward, today: make(today, encoding), more)


def _json(
    request: HttpRequest, name: str, make: Callable[[date, Mapping[str, Any]], Iterator[bytes]]
) -> HttpResponseBase:
    updated = freshness().updated
    return _send(request, name, JSON, lambda ward, today: make(today, about(ward, updated)), nights_mark())


def _send(
    request: HttpRequest, name: str, media_type: str, make: Callable[[Ward, date], Iterator[bytes]], more: str = ""
) -> HttpResponseBase:
    """What is shown may change with the day, so the day is part of the mark. `more`: a mark of what else is in it."""
    version, today, known = content_version(), timezone.localdate(), freshness()
    file = OpenFile(
        name=f"kpis-{name}",
        media_type=media_type,
        fingerprint=hashlib.sha256(repr((name, media_type, version, today, known.mark, more)).encode()).hexdigest()[
            :40
        ],
        version=version,
        updated=lambda: known.updated,
        make=lambda ward: make(ward, today),
    )
    return send_file(request, file)
