"""The register of personal data: every kind, in the order of the public page and of an erasure.

Parts stand before what they hang on: sessions before accounts, accounts before the person's own row.
"""

from __future__ import annotations

from organizations.directory import personal_data as directory
from organizations.interchange import personal_data as interchange
from organizations.places import personal_data as places
from portal.accounts import personal_data as accounts
from portal.shared import personal_data as shared
from portal.shared.files import personal_data as files
from portal.shared.outbox import personal_data as outbox
from portal.shared.privacy.register import Register

NOT_PERSONAL: dict[str, frozenset[str]] = {}
"""Columns that look personal and are not, by model; each with its reason."""

REGISTER = Register(
    kinds=(
        *outbox.PERSONAL_DATA,
        *files.PERSONAL_DATA,
        *shared.PERSONAL_DATA,
        *directory.PERSONAL_DATA,
        *places.PERSONAL_DATA,
        *interchange.PERSONAL_DATA,
        *accounts.PERSONAL_DATA,
    ),
    find=accounts.find,
    not_personal=NOT_PERSONAL,
)
