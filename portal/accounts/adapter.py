"""Where allauth's behaviour meets the house: who may sign up, how seeds are kept, what counts as a fresh sign-in."""

from __future__ import annotations

import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.factors.rules import can_remove_factor
from portal.accounts.mails import OutboxMails
from portal.shared.sealing import seal, unseal


class AccountAdapter(OutboxMails):
    """Accounts are given by the ward or an organisation until self-registration opens."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: nobody needs an account to find anything."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Whoever signed in a moment ago is not asked for the password again."""
        return super().is_reauthentication_required(app=app, **kwargs) and not signed_in_freshly(self.request)


def signed_in_freshly(request: HttpRequest) -> bool:
    """Whether this session's sign-in, or the last time it said password or code again, is minutes old at most."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


class MFAAdapter(DefaultMFAAdapter):
    """Keeps second-factor seeds sealed (allauth stores them in clear by default), and the last factor where it must."""

    error_messages = {  # noqa: RUF012
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "You work with the matters of others here, so your sign-in needs a second step. "
            "Add a passkey or another app first, then you can remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who needs one."""
        return can_remove_factor(authenticator.user, authenticator, timezone.now()) is None
