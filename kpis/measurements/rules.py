"""Who may enter a value, and who may approve it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from kpis.measurements.models import Entry
from portal.accounts.models import User
from portal.accounts.rules import WARD_WORKERS, can_work_for_ward, posts_held
from portal.shared.denials import Denial


def can_enter_value(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Officials and administrators; auditors look on."""
    return can_work_for_ward(user, now)


def can_decide_entry(user: User | AnonymousUser, entry: Entry, now: datetime) -> Denial | None:
    """Whoever may enter values, but never their own."""
    return can_work_for_ward(user, now) or _not_their_own(getattr(user, "person_id", None), entry)


def _not_their_own(person_id: int | None, entry: Entry) -> Denial | None:
    if person_id != entry.entered_by_id:
        return None
    return Denial("own-entry", _("You have entered this value yourself."), _("Please ask a colleague to look at it."))


def working_post(user: User | AnonymousUser, now: datetime) -> int | None:
    """The post in whose name this account enters and approves."""
    return min(posts_held(user, WARD_WORKERS, now), default=None)
