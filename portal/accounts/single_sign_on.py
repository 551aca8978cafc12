"""A ward's single sign-on: it opens accounts that exist, and only those whose address the issuer has checked."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Accounts and posts are given by the portal's own people; the second factor is asked as ever."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Closed: an administrator gives a post, and with it the account."""
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Only by a claim that is truly true: some issuers send the word "false"."""
        claims = _claims(login.account.extra_data)
        own = str(claims.get("email", "")).lower() == email.lower() and claims.get("email_verified") is True
        return own and super().can_authenticate_by_email(login, email)


def _claims(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data.get("userinfo") or data.get("id_token") or {}
    return found
