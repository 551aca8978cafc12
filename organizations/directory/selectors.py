"""Organisations for the public's pages: only the reader's columns, never an address of a person."""

from __future__ import annotations

from typing import Any

from organizations.directory.models import Organization, OrganizationQuerySet
from portal.shared.languages import BY_CODE, SOURCE_CODE

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
