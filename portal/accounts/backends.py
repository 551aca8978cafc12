"""Reads the signed-in account with all that every request asks of it, in one query."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from portal.accounts.models import User
from portal.accounts.selectors import account_of

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""


class AccountBackend(AuthenticationBackend):
    """Sign-in by e-mail; one backend alone, so that a wrong password costs one hash whoever is meant."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Called by allauth's `authenticate`, which hashes a password for nobody where no account was checked."""
        email = credentials.get("email") or credentials.get("username") or ""
        return self._check_password(account_of(email), credentials["password"]) if email else None

    def get_user(self, user_id: Any) -> User | None:
        """The account with its person, and `has_second_factor`."""
        factors = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=FACTORS)
        accounts = User.objects.select_related("person").annotate(has_second_factor=Exists(factors))
        found = accounts.filter(pk=user_id).first()
        return found if found is not None and self.user_can_authenticate(found) else None
