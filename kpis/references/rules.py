"""Who may enter a reference, and who may approve it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from kpis.references.models import Reference
from portal.accounts.models import User
from portal.accounts.rules import can_work_for_ward
from portal.shared.denials import Denial


def can_enter_reference(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Officials and administrators; auditors look on."""
    return can_work_for_ward(user, now)


def can_decide_reference(user: User | AnonymousUser, reference: Reference, now: datetime) -> Denial | None:
    """Whoever may enter references, but never their own."""
    return can_work_for_ward(user, now) or not_their_own(getattr(user, "person_id", None), reference)


def not_their_own(person_id: int | None, reference: Reference) -> Denial | None:
    """Whoever typed it cannot also say that it is right."""
    if person_id != reference.entered_by_id:
        return None
    return Denial("own-entry", _("You have entered this value yourself."), _("Please ask a colleague to look at it."))
