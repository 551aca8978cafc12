"""Who may change a place, and the reason if not."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from organizations.directory.models import Membership, Organization
from organizations.directory.rules import organization_is_active, role_in
from organizations.places.models import Place
from portal.accounts.models import User
from portal.accounts.rules import can_work_for_ward
from portal.shared.denials import Denial


def can_create_place(user: User | AnonymousUser, organization: Organization, now: datetime) -> Denial | None:
    """Members add places to their organisation."""
    if role_in(user, organization.pk, now) is None:
        return Denial("not-a-member", _("Only members of this organisation can add a place."))
    return organization_is_active(organization)


def can_edit_place(user: User | AnonymousUser, place: Place, now: datetime) -> Denial | None:
    """Members edit the places of their organisation while these are alive."""
    denial = _is_ours(user, place, now)
    if denial is None and place.status == Place.Status.CLOSED:
        return Denial(
            "closed",
            _("This place is closed for good, so its entry no longer changes."),
            _("If it opens again, a manager of the organisation can reopen it here."),
        )
    return denial


def can_confirm_place(user: User | AnonymousUser, place: Place, now: datetime) -> Denial | None:
    """Who may edit may say that all is still true."""
    return can_edit_place(user, place, now)


def can_close_place(user: User | AnonymousUser, place: Place, now: datetime) -> Denial | None:
    """Closing for good is for managers."""
    return can_edit_place(user, place, now) or _is_manager(user, place, now)


def can_reopen_place(user: User | AnonymousUser, place: Place, now: datetime) -> Denial | None:
    """So is opening again."""
    denial = _is_ours(user, place, now) or _is_manager(user, place, now)
    if denial is None and place.status != Place.Status.CLOSED:
        return Denial("not-closed", _("This place is not closed."))
    return denial


def _is_ours(user: User | AnonymousUser, place: Place, now: datetime) -> Denial | None:
    if role_in(user, place.organization_id, now) is None:
        return Denial("not-a-member", _("Only members of the organisation that runs this place can change it."))
    if place.status == Place.Status.SUSPENDED:
        return Denial(
            "suspended", _("This place is suspended, so nothing can be changed now."), _("Please ask the ward office.")
        )
    return organization_is_active(place.organization) if place.organization else None


def _is_manager(user: User | AnonymousUser, place: Place, now: datetime) -> Denial | None:
    if role_in(user, place.organization_id, now) == Membership.Role.MANAGER:
        return None
    return Denial(
        "not-a-manager",
        _("Only a manager of the organisation can do this."),
        _("Please ask a manager of your organisation."),
    )


def can_edit_place_type(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """The table of types is the ward's."""
    return can_work_for_ward(user, now)
