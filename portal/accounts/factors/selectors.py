"""What is known of an account's second factors."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from portal.accounts.backends import FACTORS
from portal.accounts.models import User


def has_second_factor(user: User) -> bool:
    """Whether the account has a passkey or an authenticator app; no query where the sign-in has read it."""
    known: bool | None = getattr(user, "has_second_factor", None)
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists() if known is None else known


def is_last_factor(authenticator: Authenticator) -> bool:
    """Whether the account would be left without a second factor."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
    return not others.exclude(pk=authenticator.pk).exists()
