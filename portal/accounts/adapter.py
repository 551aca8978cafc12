"""Where allauth's behaviour meets the house: who may sign up, how seeds are kept."""

from __future__ import annotations

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the ward or an organisation until self-registration opens."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: nobody needs an account to find anything."""
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Keeps second-factor seeds encrypted; allauth stores them in clear by default."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = hashlib.sha256(f"mfa-seeds:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
