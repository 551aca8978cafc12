"""Openings for everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.shared.page_cache import cached_page
from portal.shared.texts import text
from portal.shared.wards import current_ward
from volunteers.openings import filters, selectors, wording
from volunteers.openings.models import Opening, Shift
from volunteers.vocabulary import Skill

KEEP_SECONDS = 30
"""Places are given meanwhile, and nobody should walk to a door that is closed."""


@require_safe
@cached_page
def openings(request: HttpRequest) -> HttpResponse:
    """All that can be answered now, soonest first."""
    language, now, today = get_language() or "ja", timezone.now(), timezone.localdate()
    query, ward = filters.read_query(request.GET), current_ward()
    request.ward = ward  # type: ignore[attr-defined]
    cards, total, following = selectors.list_openings(query, language, now, today)
    context = {
        "query": query,
        "cards": cards,
        "total": total,
        "panel": filters.panel(query, language, ward.municipality_code),
        "active": filters.active_filters(query, language),
        "first_url": query.url() if query.after else "",
        "next_url": query.url(after=following) if following else "",
        "all_url": filters.OpeningQuery().url(),
    }
    response = render(request, "volunteer/openings/openings.html", context)
    response.keep_seconds = KEEP_SECONDS  # type: ignore[attr-defined]
    return response


@require_safe
@cached_page
def opening(request: HttpRequest, opening_id: int) -> HttpResponse:
    """What, when, where, in which languages, about money and insurance, and whom to ask."""
    language = get_language() or "ja"
    found = selectors.read_opening(opening_id, language, timezone.now())
    if found is None:
        raise Http404
    context = described(found["opening"], found["shifts"], language)
    response = render(request, "volunteer/openings/opening.html", context)
    response.keep_seconds = KEEP_SECONDS  # type: ignore[attr-defined]
    return response


def described(one: Opening, shifts: list[Shift], language: str) -> dict[str, Any]:
    """An opening as its page shows it, also to those who check it."""
    names = ("title", "summary", "meeting_point", "bring", "scope")
    where = wording.where_of(one, language)
    times = [(shift.starts, shift.ends) for shift in shifts if shift.starts is not None and shift.ends is not None]
    return {
        "opening": one,
        "organization": one.organization,
        "organization_name": text(one.organization, "name", language),
        "texts": {name: text(one, name, language) for name in names},
        "kind": one.get_kind_display(),
        "field": one.get_field_display(),
        "when": wording.when_words(one.kind, times, one.slots, one.project_hours),
        "days": "" if one.is_dated else wording.span_of_days(one.starts, one.ends),
        "shifts": [
            (shift, wording.shift_words(shift.starts, shift.ends), wording.places_words(shift.places - shift.taken))
            for shift in shifts
            if shift.starts is not None and shift.ends is not None
        ],
        "has_times": bool(shifts),
        "free": sum(shift.places - shift.taken for shift in shifts),
        **where._asdict(),
        "needed": wording.needed(one.languages),
        "welcome": wording.welcome(one.languages_welcome),
        "skills_required": wording.joined(Skill(code).label for code in one.skills_required),
        "skills_welcome": wording.joined(Skill(code).label for code in one.skills_welcome),
        "money": wording.money_words(one.money),
    }
