"""What an organisation's people are told by mail, each in their own language, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from organizations.directory.models import Invitation, Membership, Organization
from portal.accounts.models import Person
from portal.shared.outbox.links import page_link
from portal.shared.outbox.services import enqueue_mail


def managers_of(organization_id: int) -> list[Person]:
    """Accepted managers with an account, who can read mail."""
    members = Membership.objects.filter(organization_id=organization_id, role=Membership.Role.MANAGER)
    found = members.filter(accepted__isnull=False, person__user__is_active=True).select_related("person__user")
    return [one.person for one in found.order_by("id")]


def tell(
    people: Iterable[Person],
    template: str,
    organization: Organization,
    *,
    by: int | None,
    now: datetime,
    **values: Any,
) -> None:
    """The same news to several; the link leads to the organisation's page at the desk."""
    for person in people:
        url = page_link(person.language, "organizations:npo_organization", organization.pk)
        enqueue_mail(
            template=template,
            to=person.user.email,
            language=person.language,
            values={"organization": organization.name_ja, "url": url, **values},
            person_id=person.pk,
            by=by,
            now=now,
        )


def send_invitation(invitation: Invitation, organization: Organization, *, now: datetime) -> None:
    """The letter with the link that only this address gets."""
    enqueue_mail(
        template="invitation",
        to=invitation.email,
        language=invitation.language,
        values={
            "organization": organization.name_ja,
            "manager": invitation.role == Membership.Role.MANAGER,
            "url": page_link(invitation.language, "organizations:invitation", invitation.token),
            "days": (invitation.expires - now).days,
        },
        by=invitation.invited_by_id,
        now=now,
    )
