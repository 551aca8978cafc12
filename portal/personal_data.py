"""The register of personal data: every kind, in the order of the public page and of an erasure.

Parts stand before what they hang on: sessions before accounts, accounts before the person's own row.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db.models import Q

from kpis.alerts import personal_data as kpi_alerts
from kpis.measurements import personal_data as kpi_entries
from kpis.references import personal_data as kpi_references
from organizations.directory import personal_data as directory
from organizations.directory.models import Organization
from organizations.interchange import personal_data as interchange
from organizations.places import personal_data as places
from organizations.places.models import Place
from organizations.reports import personal_data as reports
from portal.accounts import personal_data as accounts
from portal.demo import personal_data as demo
from portal.shared import personal_data as shared
from portal.shared.files import personal_data as files
from portal.shared.outbox import personal_data as outbox
from portal.shared.privacy.register import Register, Subject
from portal.shared.reach import personal_data as reach
from volunteers.applications import personal_data as applications
from volunteers.hours import personal_data as hours
from volunteers.matching import personal_data as matching
from volunteers.profiles import personal_data as profiles

NOT_PERSONAL: dict[str, frozenset[str]] = {
    # Names of rights, of a clock, of kinds of places, of the ward
    "auth.Permission": frozenset({"name"}),
    "auth.Group": frozenset({"name"}),
    "nights.Heartbeat": frozenset({"name"}),
    "organizations.PlaceType": frozenset({"name"}),
    "socialaccount.SocialApp": frozenset({"name"}),
    "shared.Ward": frozenset({"name", "phone"}),
    # Names of bodies and places, public by their nature; notes on hours and ways to reach them
    "organizations.Organization": frozenset({"legal_name", "legal_kana", "name", "name_key"}),
    "organizations.Place": frozenset({"name", "kana", "hours_note", "contact_note", "name_key", "week_words"}),
    "organizations.OpeningException": frozenset({"note"}),
    # Keys by which rows of an account hang on it; they go with it
    "account.EmailAddress": frozenset({"user"}),
    "mfa.Authenticator": frozenset({"user"}),
    "usersessions.UserSession": frozenset({"user"}),
    "accounts.User": frozenset({"person"}),
    # What a file was called that an official brought in
    "organizations.ImportRun": frozenset({"file_name"}),
    "organizations.ImportUpload": frozenset({"file_name"}),
    # What the policies measure, and why a definition or a value was changed
    "kpis.PolicyArea": frozenset({"name"}),
    "kpis.Definition": frozenset({"name", "reason"}),
    "kpis.Target": frozenset({"words", "baseline_note"}),
    "kpis.Measurement": frozenset({"words", "reason"}),
    # Why an office weighs reasons of matching otherwise
    "volunteers.WeightTable": frozenset({"reason"}),
}
"""Columns that look personal and are not, by model."""


def find(uid: UUID) -> Subject | None:
    """The person, whose name is not looked for in free text while an organisation or place bears it too."""
    subject = accounts.find(uid)
    if subject is None or not subject.spoken or not _stands_in_public(subject.spoken):
        return subject
    return replace(subject, spoken="")


def _stands_in_public(name: str) -> bool:
    named = Q(name_ja__icontains=name) | Q(name_en__icontains=name)
    return Organization.objects.filter(named | Q(legal_name__icontains=name)).exists() or (
        Place.objects.filter(named).exists()
    )


REGISTER = Register(
    kinds=(
        *outbox.PERSONAL_DATA,
        *demo.PERSONAL_DATA,
        *files.PERSONAL_DATA,
        *shared.PERSONAL_DATA,
        *directory.PERSONAL_DATA,
        *places.PERSONAL_DATA,
        *reports.PERSONAL_DATA,
        *interchange.PERSONAL_DATA,
        *kpi_alerts.PERSONAL_DATA,
        *kpi_entries.PERSONAL_DATA,
        *kpi_references.PERSONAL_DATA,
        *matching.PERSONAL_DATA,
        *hours.PERSONAL_DATA,
        *applications.PERSONAL_DATA,
        *profiles.PERSONAL_DATA,
        *accounts.PERSONAL_DATA,
        *reach.PERSONAL_DATA,
    ),
    find=find,
    not_personal=NOT_PERSONAL,
)
