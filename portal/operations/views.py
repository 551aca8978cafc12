"""What machines that watch the portal ask."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from portal.operations.figures import exposition
from portal.operations.readiness import readiness


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready to serve: database, Redis and migrations; 503 names what is missing.

    Without Redis all pages serve, only slower: `?degraded=ok` asks whether to send readers here, and then a missing
    Redis is told but is no 503.
    """
    found = readiness()
    serves = found["database"] and found["migrations"]
    status = "ok" if all(found.values()) else "degraded" if serves else "not ready"
    fit = status == "ok" or (serves and request.GET.get("degraded") == "ok")
    return JsonResponse({"status": status, **found}, status=200 if fit else 503)


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; whoever has no token is told that there is nothing here."""
    if not _knows_token(request):
        raise Http404
    return HttpResponse(exposition(now=timezone.now()), content_type=CONTENT_TYPE_LATEST)


def _knows_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given, wanted)
