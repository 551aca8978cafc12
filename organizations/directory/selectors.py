"""Organisations for the public's pages: only the reader's columns, never an address of a person."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db.models import Q

from organizations.directory.filters import ListQuery
from organizations.directory.models import Organization, OrganizationQuerySet
from portal.shared.languages import BY_CODE, LANGUAGES, SOURCE_CODE

COLUMNS = (
    "id", "uid", "kind", "corporate_number", "translation_state", "fields_of_activity", "languages", "audiences",
    "municipality_code", "address", "address_public", "postal_code", "phone", "extension", "email", "form_url", "url",
    "social_urls", "founded", "confirmed", "updated",
)  # fmt: skip


def _text_columns(language: str, *names: str) -> list[str]:
    suffixes = {code.replace("-", "_") for code in BY_CODE[language].chain} | {SOURCE_CODE}
    return [f"{name}_{suffix}" for name in names for suffix in suffixes]


def read_organization(organization_id: int, language: str) -> dict[str, Any] | None:
    """The row of a published organisation with the texts of this reader."""
    columns = _text_columns(language, "name", "summary", "description")
    rows = OrganizationQuerySet(Organization).published().filter(pk=organization_id).order_by()
    found = rows.values(*COLUMNS, *columns).first()
    if found is not None and not found["address_public"]:
        found["address"] = found["postal_code"] = ""
    return found


def _named(query: ListQuery) -> Q:
    """Whose name holds the words, whatever their width and case; the kana key is normalised as the words are."""
    words = unicodedata.normalize("NFKC", query.q)
    names = Q(legal_name__icontains=words)
    if query.wanted:
        names |= Q(sort_key__contains=query.wanted)
    for language in LANGUAGES:
        names |= Q(**{f"name_{language.column}__icontains": words})
    return names


def list_organizations(query: ListQuery, language: str, size: int) -> tuple[list[dict[str, Any]], bool]:
    """One page in kana order and whether another follows; one query."""
    rows = OrganizationQuerySet(Organization).published()
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.after:
        key, number = query.after
        rows = rows.filter(sort_key__gte=key).exclude(sort_key=key, id__lte=number)
    rows = rows.order_by("sort_key", "id")
    columns = ("id", "kind", "translation_state", "sort_key", *_text_columns(language, "name", "summary"))
    if query.q:
        rows = rows.filter(_named(query))
    found = list(rows.values(*columns)[: size + 1])
    return found[:size], len(found) > size


def kept_after_merge(organization_id: int) -> int | None:
    """The published organisation into which this one was merged."""
    merged = OrganizationQuerySet(Organization).filter(pk=organization_id, merged_into__status="published")
    return merged.values_list("merged_into_id", flat=True).first()
