"""An organisation enters itself: a draft with the person who wrote it as its manager, then step by step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organizations.directory.models import Membership, Organization
from organizations.directory.services import create_organization
from organizations.places.organization_services import move_organization, update_organization
from portal.shared.audit import record_act

MOST_DRAFTS = 5


@transaction.atomic
def register_organization(
    *, name_ja: str, kind: str, corporate_number: str = "", title: str, by: int, now: datetime
) -> Organization:
    """A draft whose manager is `by`; ValidationError names the field, also when this person has too many drafts."""
    mine = Membership.objects.select_for_update().filter(person_id=by, organization__status=Organization.Status.DRAFT)
    if mine.count() >= MOST_DRAFTS:
        raise ValidationError(_("You have begun five organisations already. Please finish or close one first."))
    organization = create_organization(
        texts={"name_ja": name_ja},
        columns={"kind": kind, "corporate_number": corporate_number},
        by=by,
        now=now,
    )
    Membership.objects.create(
        organization=organization,
        person_id=by,
        role=Membership.Role.MANAGER,
        title=title,
        invited=now,
        accepted=now,
    )
    record_act(by=by, verb="register_organization", on=organization, now=now, detail={"title": title})
    return organization


def save_step(*, organization: Organization, values: Mapping[str, Any], by: int, now: datetime) -> None:
    """Store one step; raises ValidationError by field, OrganizationEditedMeanwhileError when a colleague was faster."""
    texts = {name: value for name, value in values.items() if name in ("name_ja", "name_en", "summary_ja")}
    columns = {name: value for name, value in values.items() if name not in texts}
    update_organization(
        organization_id=organization.pk, seen=organization.updated, texts=texts, columns=columns, by=by, now=now
    )


def submit_organization(*, organization_id: int, revision: int, by: int, now: datetime) -> Organization:
    """Hand it in. MoveRefusedError says what is missing."""
    return move_organization(organization_id=organization_id, verb="submit", revision=revision, by=by, now=now)
