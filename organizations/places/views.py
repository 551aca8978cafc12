"""Pages of places and of the organisations behind them, for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from organizations.directory.selectors import kept_after_merge
from organizations.places import desk_card, organization_page, selectors, structured_data
from portal.shared.page_cache import cached_page


@require_safe
@cached_page
def place(request: HttpRequest, place_id: int) -> HttpResponse:
    """One place: what, for whom, when, in which language, how to get there, whom to call."""
    now = timezone.now()
    original = request.GET.get("original") == "1"
    page = selectors.place_page(place_id, get_language() or "ja", now, original=original)
    if page is None:
        raise Http404
    url = request.build_absolute_uri(request.path)
    page["structured_data"] = structured_data.as_script(structured_data.structured_data(page, url))
    page["origin"] = request.build_absolute_uri("/").rstrip("/")
    page["asked"] = now
    response = render(request, "organizations/places/place.html", page)
    response.keep_seconds = page["keep_seconds"]  # type: ignore[attr-defined]
    return response


@require_safe
@cached_page
def desk_card_page(request: HttpRequest, place_id: int) -> HttpResponse:
    """The card to show at the desk, in the reader's language and in Japanese."""
    language = get_language() or "ja"
    page = selectors.place_page(place_id, language, timezone.now())
    if page is None:
        raise Http404
    page["japanese"] = selectors.place_texts(page["place"], "ja")
    spoken = [one.code for one, _rows in page["spoken"]]
    chosen = desk_card.chosen_language(request.GET.get("lang", ""), language)
    page["choices"] = desk_card.language_choices(spoken, chosen)
    page["sentences"] = desk_card.desk_sentences(page["place"]["type__slug"], chosen)
    url = request.build_absolute_uri(reverse("organizations:place", args=[place_id]))
    page["qr"] = desk_card.qr_svg(url)
    return render(request, "organizations/places/card.html", page)


@require_safe
@cached_page
def organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """One organisation: what it does, and its places."""
    language, original = get_language() or "ja", request.GET.get("original") == "1"
    page = organization_page.organization_page(organization_id, language, timezone.now(), original=original)
    if page is None:
        kept = kept_after_merge(organization_id)
        if kept is None:
            raise Http404
        return redirect("organizations:organization", kept, permanent=True)
    page["origin"] = request.build_absolute_uri("/").rstrip("/")
    response = render(request, "organizations/directory/organization.html", page)
    response.keep_seconds = page["keep_seconds"]  # type: ignore[attr-defined]
    return response
