"""Writes to organisations: one verb, one transaction.

`by` is the id of the acting Person. ValidationError names the columns that cannot be stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from organizations.directory import rules
from organizations.directory.completeness import is_unreachable, number_taken, unreachable_words
from organizations.directory.contact_fields import check_column, checked_corporate_number, checked_phone
from organizations.directory.members import settle_second_factor
from organizations.directory.models import Membership, Organization
from organizations.directory.naming import name_key
from portal.shared.audit import record_act
from portal.shared.japan import JAPAN
from portal.shared.records import as_json, changed_columns, checked_columns
from portal.shared.translating import change_texts, name_needed, text_columns
from portal.shared.versions import content_changed
from portal.shared.words import kana_key

TEXT_FIELDS = ("name", "summary", "description")
TEXT_COLUMNS = text_columns(TEXT_FIELDS)
COLUMNS = frozenset(
    {
        "kind", "legal_name", "legal_kana", "corporate_number", "fields_of_activity", "languages", "audiences",
        "towns_served", "municipality_code", "address", "address_public", "postal_code", "phone", "extension", "email",
        "form_url", "url", "social_urls", "founded",
    }
)  # fmt: skip


class OrganizationEditedMeanwhileError(Exception):
    """Somebody saved the organisation first; `organization` is how it stands now."""

    def __init__(self, organization: Organization) -> None:
        super().__init__(f"organization {organization.pk} was saved at {organization.updated}")
        self.organization = organization


@transaction.atomic
def create_organization(
    *, texts: Mapping[str, str], columns: Mapping[str, Any] | None = None, by: int | None, now: datetime
) -> Organization:
    """A new organisation as a draft, so nothing public changes; `texts` are columns (`name_ja` at least)."""
    values = {**checked_columns(Organization, texts, TEXT_COLUMNS), **_checked(columns or {})}
    if not values.get("name_ja"):
        raise ValidationError({"name_ja": name_needed()})
    _refuse_taken(values.get("corporate_number"))
    organization = Organization(updated=now, created=now, confirmed=now.astimezone(JAPAN).date())
    for name, value in values.items():
        setattr(organization, name, value)
    organization.sort_key = _sort_key(organization)
    organization.name_key = name_key(organization.name_ja)
    _store(organization.save)
    record_act(by=by, verb="create_organization", on=organization, now=now, detail={"after": as_json(values)})
    return organization


@transaction.atomic
def update_organization(
    *,
    organization_id: int,
    seen: datetime,
    texts: Mapping[str, str],
    columns: Mapping[str, Any],
    minor: bool = False,
    still_right: Iterable[str] = (),
    by: int | None,
    now: datetime,
) -> datetime:
    """Change an organisation as it was at `seen` (its `updated`); returns the new `updated`.

    Whoever saves has read all of it, so it counts as confirmed today. A changed Japanese text makes its
    translations outdated unless the change is `minor`.
    """
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    if organization.updated != seen:
        raise OrganizationEditedMeanwhileError(organization)
    checked = checked_columns(Organization, texts, TEXT_COLUMNS)
    if "name_ja" in checked and not checked["name_ja"]:
        raise ValidationError({"name_ja": name_needed()})
    values = change_texts(organization, TEXT_FIELDS, checked, minor=minor, still_right=still_right)
    values.update(_checked(columns), confirmed=now.astimezone(JAPAN).date())
    before = Organization.objects.get(pk=organization_id)
    changed = changed_columns(before, values)
    if not changed:
        return organization.updated
    _refuse_taken(changed.get("corporate_number"), besides=organization_id)
    if changed.get("kind") == Organization.Kind.WARD_SECTION:
        raise ValidationError({"kind": _("Only the ward office enters its own sections.")})
    for name, value in changed.items():
        setattr(organization, name, value)
    if organization.status == Organization.Status.PUBLISHED and is_unreachable(organization):
        raise ValidationError({"phone": unreachable_words()})
    written = {**changed, "sort_key": _sort_key(organization), "updated": now, "edited_by_hand": now}
    written |= {"name_key": name_key(organization.name_ja), "revision": organization.revision + 1}
    _store(lambda: Organization.objects.filter(pk=organization_id).update(**written))
    detail = {"before": as_json({name: getattr(before, name) for name in changed}), "after": as_json(changed)}
    record_act(by=by, verb="update_organization", on=organization, now=now, detail=detail)
    if organization.status == Organization.Status.PUBLISHED:
        content_changed()
    return now


@transaction.atomic
def add_member(
    *, organization_id: int, person_id: int, role: str = Membership.Role.STAFF, by: int | None, now: datetime
) -> Membership:
    """An accepted member, for seeds and for officials who restore access; adding twice changes the role.

    The organisation is locked first, so that of two managers who step back at once the second is refused;
    ValidationError when nobody would be left to manage it.
    """
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    denial = rules.can_take_role(organization, person_id, role, now)
    if denial:
        raise ValidationError([f"{denial.reason} {denial.next_step}"])
    membership, _created = Membership.objects.update_or_create(
        organization_id=organization_id, person_id=person_id, defaults={"role": Membership.Role(role), "accepted": now}
    )
    detail = {"person": person_id, "role": str(role)}
    record_act(by=by, verb="add_member", on=organization, now=now, detail=detail)
    settle_second_factor(person_id, by=by, now=now)
    return membership


def _checked(columns: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(columns)
    check_column(values, "corporate_number", checked_corporate_number)
    values = checked_columns(Organization, values, COLUMNS)
    check_column(values, "phone", checked_phone)
    return values


def _sort_key(organization: Organization) -> str:
    return kana_key(organization.legal_kana or organization.name_ja)[:200]


def _refuse_taken(number: str | None, *, besides: int | None = None) -> None:
    """A draft is told at once that its number is somebody's, though only handing it in would be refused."""
    if number and Organization.objects.holding(number, besides=besides).exists():
        raise ValidationError({"corporate_number": number_taken()})


def _store(write: Any) -> None:
    """Two organisations cannot share a corporate number, however fast both are; the message says so."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        if "corporate_number" not in str(error):
            raise
        raise ValidationError({"corporate_number": number_taken()}) from error
