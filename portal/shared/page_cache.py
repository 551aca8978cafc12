"""Rendered pages for anonymous readers: kept whole, aged by the content's version, never with a form that writes."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from portal.shared.versions import content_version

logger = logging.getLogger(__name__)
LONGEST_SECONDS = 300
PAUSE_AFTER_FAILURE_SECONDS = 5.0
KEPT_HEADERS = ("Content-Type", "Content-Encoding", "Content-Language", "Vary", "ETag", "Content-Security-Policy")
# Made-up parameters would fill the cache with copies of one page.
KEPT_PARAMETERS = frozenset(
    [
        "q",
        "type",
        "field",
        "lang",
        "today",
        "area",
        "near",
        "radius",
        "audience",
        "open",
        "day",
        "time",
        "facts",
        "hazard",
        "sort",
        "after",
        "view",
        "original",
        "kind",
    ]
)
KEPT_FORM = "2"
"""Changes with what is kept beside a page, so that two releases at once do not read each other's."""
_resume_at = 0.0


def cached_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a public GET page as the same for every anonymous reader of this address, language and furigana."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = time.time()
        response = view(request, *args, **kwargs)
        fit = response.status_code == 200 and not response.streaming and request.GET.keys() <= KEPT_PARAMETERS
        response.keep_seconds = getattr(response, "keep_seconds", LONGEST_SECONDS) if fit else 0  # type: ignore[attr-defined]
        response.asked = asked  # type: ignore[attr-defined]
        return response

    return marked


def page_key(request: HttpRequest) -> str | None:
    """The key of this reader's page, or None when the reader is signed in or the page may not be kept."""
    if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    if "messages" in request.COOKIES or len(request.META.get("QUERY_STRING", "")) > 400:
        return None
    furigana = request.COOKIES.get("furigana", "")
    gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    parts = (
        KEPT_FORM,
        request.headers.get("Host", ""),
        request.get_full_path(),
        furigana if furigana in ("on", "off") else "",
        str(gzip),
        str(request.headers.get("HX-Request") == "true"),
        getattr(staticfiles_storage, "manifest_hash", ""),  # a new release has other styles and scripts
    )
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def fetch_page(key: str) -> HttpResponse | None:
    """The kept page if it is as new as the content; None when absent, old, or Redis is away."""
    kept = _with_redis(lambda: caches["pages"].get(key))
    if kept is None:
        return None
    version, expires, body, headers, view_name = kept
    if expires <= time.time() or version != content_version():
        return None
    response = HttpResponse(body, headers={"Content-Length": str(len(body))})
    for name, value in headers.items():
        response[name] = value
    response.view_name = view_name  # type: ignore[attr-defined]
    return response


def keep_page(key: str, response: HttpResponse, version: int) -> None:
    """Keep a marked page under the version read before it was made; its seconds count from when it was asked for."""
    seconds = min(getattr(response, "keep_seconds", 0), LONGEST_SECONDS)
    if seconds <= 0 or response.cookies or response.streaming:
        return
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    expires = getattr(response, "asked", time.time()) + seconds
    kept = (version, expires, response.content, headers, getattr(response, "view_name", ""))
    _with_redis(lambda: caches["pages"].set(key, kept, timeout=seconds))


def _with_redis(call: Callable[[], Any]) -> Any:
    """Redis may vanish: then pages are simply made afresh, and Redis is left alone for a few seconds."""
    if redis_rests():
        return None
    try:
        return call()
    except (RedisError, OSError) as error:
        let_redis_rest(error)
        return None


def redis_rests() -> bool:
    """Whether Redis failed a moment ago and is left alone by all that serves pages."""
    return time.monotonic() < _resume_at


def let_redis_rest(error: Exception) -> None:
    """Leave Redis alone for a few seconds: one request in that time waits for it, whatever it asks it for."""
    global _resume_at
    _resume_at = time.monotonic() + PAUSE_AFTER_FAILURE_SECONDS
    logger.warning("Redis away: %s", type(error).__name__)
