"""Who may say what is done about a target that will be missed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from portal.accounts.rules import can_work_for_ward
from portal.shared.denials import Denial


def can_handle_alert(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Whoever may adopt targets; auditors look on."""
    return can_work_for_ward(user, now)
