"""Who may change, publish and check an opening, and the reason if not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from organizations.directory.models import Organization
from organizations.directory.rules import can_review_organization, can_update_organization
from portal.accounts.models import User
from portal.shared.denials import Denial
from volunteers.openings.gaps import gaps
from volunteers.openings.life import EDITABLE, LIFE, MEMBER
from volunteers.openings.models import Opening, OpeningQuerySet, Shift


def can_create_opening(user: User | AnonymousUser, organization: Organization, now: datetime) -> Denial | None:
    """Members of an organisation that is not suspended or closed; drafts may be written before it is published."""
    return can_update_organization(user, organization, now)


def can_manage_opening(user: User | AnonymousUser, opening: Opening, now: datetime) -> Denial | None:
    """Members of the organisation, as long as it is active."""
    return can_update_organization(user, opening.organization, now)


def can_edit_opening(user: User | AnonymousUser, opening: Opening, now: datetime) -> Denial | None:
    """As long as the opening is not over."""
    return can_manage_opening(user, opening, now) or is_editable(opening)


def can_say_as_member(user: User | AnonymousUser, opening: Opening, verb: str, now: datetime) -> Denial | None:
    """Whether a member may say this verb of the table to the opening as it stands."""
    if MEMBER not in LIFE[verb].who:
        return Denial("not-yours", _("Only the ward office can do this."))
    return can_manage_opening(user, opening, now) or LIFE.can_move(opening, verb)


def can_check_opening(user: User | AnonymousUser, opening: Opening, now: datetime) -> Denial | None:
    """Officials and contracted operators, but nobody in the matters of an organisation of their own."""
    return can_review_organization(user, opening.organization, now)


def is_editable(opening: Opening) -> Denial | None:
    """What is over stays as it was, for it is part of somebody's record."""
    if opening.status in EDITABLE:
        return None
    return Denial(
        "over",
        _("This opening is over, so it stays as it was."),
        _("Copy it: the copy has the same texts and new dates."),
    )


def can_publish(opening: Opening, shifts: Iterable[Shift], now: datetime) -> Denial | None:
    """Nothing is missing, and the organisation itself can be seen."""
    if opening.organization.status != Organization.Status.PUBLISHED:
        return Denial(
            "organization-not-public",
            _("Your organisation is not published yet, so its openings cannot be."),
            _("Please send the organisation to the ward office first."),
        )
    missing = gaps(opening, shifts, now)
    return Denial("incomplete", " ".join(one.words for one in missing)) if missing else None


def is_known_to_the_ward(organization_id: int) -> bool:
    """Whether an opening of the organisation was checked before, so that it publishes by itself now."""
    return OpeningQuerySet(Opening).of(organization_id).filter(checked__isnull=False).exists()
