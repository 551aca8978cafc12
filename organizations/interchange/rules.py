"""Who may bring files in, and the reason if not."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from portal.accounts.rules import can_work_for_ward
from portal.shared.denials import Denial


def can_import_file(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Whole lists come in through the ward's hands only."""
    return can_work_for_ward(user, now)
