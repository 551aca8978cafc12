"""The list of organisations for everybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from organizations.directory import selectors
from organizations.directory.filters import ListQuery, read_query
from organizations.directory.models import Organization
from portal.shared.languages import BY_CODE
from portal.shared.page_cache import cached_page
from portal.shared.texts import text


@require_safe
@cached_page
def organizations(request: HttpRequest) -> HttpResponse:
    """All published organisations in kana order, by name and kind."""
    language, query = get_language() or "ja", read_query(request.GET)
    rows, more = selectors.list_organizations(query, language, settings.PAGE_SIZE)
    context = {
        "query": query,
        "kinds": Organization.Kind.choices,
        "rows": [_line(row, language) for row in rows],
        "first_url": query.url() if query.after else "",
        "next_url": query.url((rows[-1]["sort_key"], rows[-1]["id"])) if more else "",
        "filtered": bool(query.q or query.kind),
        "all_url": ListQuery().url(),
    }
    return render(request, "organizations/directory/organizations.html", context)


def _line(row: dict[str, Any], language: str) -> dict[str, Any]:
    name, summary = text(row, "name", language), text(row, "summary", language)
    return {
        "id": row["id"],
        "kind": Organization.Kind(row["kind"]).label,
        "name": name,
        "name_lang": "" if name.language == language else BY_CODE[name.language].html_lang,
        "summary": summary,
    }
