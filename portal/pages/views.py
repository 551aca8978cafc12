"""Home, desks and the pages about the portal itself."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from portal.pages import selectors, style_samples
from portal.pages.privacy.selectors import kinds
from portal.shared.middleware.language import wished_language
from portal.shared.page_cache import cached_page

CHOICE_SECONDS = 365 * 24 * 3600


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """`/` leads to the reader's language: cookie first, then the browser's wish."""
    response = HttpResponseRedirect(f"/{wished_language(request)}/")
    response["Vary"] = "Cookie, Accept-Language"
    return response


@require_safe
@cached_page
def home(request: HttpRequest) -> HttpResponse:
    """The front door."""
    context = selectors.home_page(get_language() or "ja", timezone.now())
    response = render(request, "pages/home.html", context)
    response.keep_seconds = context["keep_seconds"]  # type: ignore[attr-defined]
    return response


@require_safe
@cached_page
def credits_page(request: HttpRequest) -> HttpResponse:
    """Whose data and work the portal shows."""
    return render(request, "pages/credits.html")


@require_safe
@cached_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """ウェブアクセシビリティ方針."""
    return render(request, "pages/accessibility.html")


@require_safe
@cached_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What the portal knows about a reader: almost nothing; and of people with an account, kind by kind."""
    return render(request, "pages/privacy.html", {"kinds": kinds()})


@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    """The living style page."""
    return render(request, "pages/style.html", style_samples.samples())


@require_safe
def set_furigana(request: HttpRequest) -> HttpResponse:
    """Switch furigana by a link, so that it works without script."""
    return _remember(request, "furigana", "on" if request.GET.get("show") == "on" else "off")


@require_safe
def set_language(request: HttpRequest) -> HttpResponse:
    """Lead to a page in the language of this address, and remember it for `/` and for pages without a language."""
    return _remember(request, settings.LANGUAGE_COOKIE_NAME, get_language() or "ja")


def _remember(request: HttpRequest, name: str, value: str) -> HttpResponse:
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = f"/{get_language()}/"
    response = HttpResponseRedirect(target)
    response.set_cookie(
        name,
        value,
        max_age=CHOICE_SECONDS,
        samesite="Lax",
        secure=settings.ENV.production,
        httponly=True,
    )
    return response


@require_safe
@never_cache
@login_required
def npo_desk(request: HttpRequest) -> HttpResponse:
    """What waits for an organisation's people today."""
    context = selectors.npo_desk(cast(User, request.user), get_language() or "ja", timezone.now())
    return render(request, "npo/desk.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read public pages, not desks."""
    return HttpResponse("User-agent: *\nDisallow: /*/npo/\nDisallow: /*/ward/\nDisallow: /*/accounts/\n", "text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's seal is missing or too old: say how to send it again."""
    return render(request, "403_csrf.html", status=403)
