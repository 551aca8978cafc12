"""Who may do without a second factor, and who may take somebody's factors away."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from portal.accounts.factors.selectors import is_last_factor
from portal.accounts.models import User
from portal.accounts.rules import needs_second_factor
from portal.shared.denials import Denial


def can_remove_factor(user: User, authenticator: Authenticator, now: datetime) -> Denial | None:
    """The last factor stays while the person needs one."""
    if not is_last_factor(authenticator) or not needs_second_factor(user, now):
        return None
    return Denial(
        "last-factor",
        _("You work with the matters of others here, so your sign-in needs a second step."),
        _("Add a passkey or another app first, then you can remove this one."),
    )
