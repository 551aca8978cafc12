"""What every page shows around its content: the ward, the languages, the furigana switch."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import get_language

from portal.shared.languages import INTERFACE_LANGUAGES
from portal.shared.wards import current_ward


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame; the ward is asked for only when a template names it."""
    return {
        "demo": settings.ENV.demo,
        "shows_demo": settings.ENV.shows_demo,
        "ward": getattr(request, "ward", None) or SimpleLazyObject(current_ward),
        "language_links": _language_links(request),
        "furigana": _furigana(request),
    }


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """This page in each language: its own address (`url`) and the link that also remembers the choice (`choose_url`)."""
    current, path = get_language() or "ja", request.get_full_path()
    prefix = f"/{current}/"
    own = {one.code: f"/{one.code}/{path.removeprefix(prefix)}" for one in INTERFACE_LANGUAGES}
    prefixed = path.startswith(prefix)
    return [
        {
            "code": one.code,
            "autonym": one.autonym,
            "html_lang": one.html_lang,
            "url": own[one.code] if prefixed else f"/{one.code}/",
            "choose_url": f"/{one.code}/language/?" + urlencode({"next": own[one.code] if prefixed else path}),
            "current": one.code == current,
        }
        for one in INTERFACE_LANGUAGES
    ]


def _furigana(request: HttpRequest) -> dict[str, Any]:
    shown = bool(getattr(request, "furigana", False))
    query = urlencode({"show": "off" if shown else "on", "next": request.get_full_path()})
    return {"on": shown, "url": f"/{get_language() or 'ja'}/furigana/?{query}"}
