"""Who may change what the ward measures, and what it wants of it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from portal.accounts.rules import can_work_for_ward
from portal.shared.denials import Denial


def can_adopt_target(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Officials and administrators, in the name of their post."""
    return can_work_for_ward(user, now)


def can_change_definition(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Officials and administrators, in the name of their post; auditors read every version."""
    return can_work_for_ward(user, now)


def can_propose_target(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Whoever may adopt one."""
    return can_adopt_target(user, now)


def can_change_indicator(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Who answers for it, whether it is a tile, and new ones."""
    return can_work_for_ward(user, now)
