"""Charts as pictures of their own, so that no page needs a style within it: for the ward desk, and for everybody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import HEADER, NONE
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from kpis.catalogue.models import Indicator
from kpis.dashboards.chart_style import style_source
from kpis.dashboards.charts import public_chart, ward_chart
from kpis.dashboards.public_charts import Chart
from portal.accounts.gates import for_ward_staff
from portal.shared.page_cache import cached_page

WIDE = "wide"
_POLICY = {one: [NONE] for one in ("default-src", "base-uri", "form-action", "frame-ancestors")}


def _asked_again(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """No people are in a picture, so the browser may keep it, if it asks each time whether it still holds."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if "ETag" in response:
            response["Cache-Control"] = "private, no-cache"
            del response["Expires"]
        return response

    return kept


@_asked_again
@for_ward_staff
@require_safe
def ward_indicator_chart(request: HttpRequest, indicator_code: str) -> HttpResponseBase:
    """All values that were counted or approved, with proposed targets and the forecast."""
    chart = ward_chart(_indicator(indicator_code), timezone.localdate())
    picture = _picture(chart, wide=_wide(request))
    picture["ETag"] = quote_etag(hashlib.sha256(picture.content).hexdigest()[:40])
    return get_conditional_response(request, etag=picture["ETag"], response=picture) or picture


@require_safe
@cached_page
def indicator_chart(request: HttpRequest, indicator_code: str) -> HttpResponse:
    """Only values that everybody may see, and adopted targets."""
    return _picture(public_chart(_indicator(indicator_code), timezone.localdate()), wide=_wide(request))


def _indicator(code: str) -> Indicator:
    return get_object_or_404(Indicator.objects.select_related("area"), code=code)


def _wide(request: HttpRequest) -> bool:
    return request.GET.get("view") == WIDE


def _picture(chart: Chart, *, wide: bool) -> HttpResponse:
    """Its policy allows the one style that stands in every chart, and nothing else at all."""
    response = HttpResponse(chart.drawn(wide=wide), content_type="image/svg+xml")
    response[HEADER] = build_policy(config=_POLICY | {"style-src": [style_source()]})
    return response
