"""In which language an address without one answers: the reader's own choice, else what stands in for what they read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.middleware import locale
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from portal.shared.languages import find_language
from portal.shared.outbox.letters import reading_language


class LocaleMiddleware(locale.LocaleMiddleware):
    """Django's, which knows of no fallbacks: below /vi/ Vietnamese readers would be answered in ordinary Japanese."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if translation.get_language_from_path(request.path_info) is None:
            translation.activate(wished_language(request))
            request.LANGUAGE_CODE = translation.get_language()


def wished_language(request: HttpRequest) -> str:
    """One that is offered; where neither cookie nor browser names one, what stands in for the first known that is named.

    The address, as /vi/…, is asked last.
    """
    found = translation.get_language_from_request(request)
    named = [code for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())]
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or any(code.startswith(found) for code in named)
    known = next(filter(find_language, [*named, request.path_info.strip("/").partition("/")[0]]), None)
    return found if chosen or known is None else reading_language(known)
