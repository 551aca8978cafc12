"""allauth's mails through the portal's outbox: its context becomes plain values, its templates are ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from portal.shared.languages import SOURCE_CODE
from portal.shared.outbox.links import at_portal
from portal.shared.outbox.services import enqueue_mail

_NOTICE = ("ip",)
VALUES: Mapping[str, tuple[str, ...]] = {
    "account/email/account_already_exists": ("password_reset_url",),
    "account/email/unknown_account": ("signup_url",),
    "account/email/email_confirmation": ("activate_url", "code"),
    "account/email/password_reset_key": ("password_reset_url",),
    "account/email/password_reset_code": ("code",),
    "account/email/login_code": ("code",),
    "account/email/password_reset": _NOTICE,
    "account/email/password_changed": _NOTICE,
    "account/email/password_set": _NOTICE,
    "account/email/email_changed": (*_NOTICE, "from_email", "to_email"),
    "account/email/email_deleted": (*_NOTICE, "deleted_email"),
    "account/email/email_confirm": _NOTICE,
    "mfa/email/recovery_codes_generated": _NOTICE,
    "mfa/email/totp_activated": _NOTICE,
    "mfa/email/totp_deactivated": _NOTICE,
    "mfa/email/webauthn_added": _NOTICE,
    "mfa/email/webauthn_removed": _NOTICE,
    "socialaccount/email/account_connected": (*_NOTICE, "provider"),
    "socialaccount/email/account_disconnected": (*_NOTICE, "provider"),
}
"""What each of allauth's mails says, by allauth's own name; a name it does not give is empty."""

_SAME = {"account/email/email_confirmation_signup": "account/email/email_confirmation"}
BROWSER_CHARACTERS = 120


class OutboxMails(DefaultAccountAdapter):
    """An adapter whose mails are rows of the outbox: known and unknown accounts cost one row each."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail in the language of the page somebody is on; KeyError for a mail that is new in allauth."""
        prefix = _SAME.get(template_prefix, template_prefix)
        enqueue_mail(
            template=f"account/{prefix.rpartition('/')[2]}",
            to=email,
            language=get_language() or SOURCE_CODE,
            values=_values(VALUES[prefix], context),
            now=timezone.now(),
            person_id=getattr(context.get("user"), "person_id", None),
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """As allauth does; the message remembers whom it is for."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)


def _values(names: tuple[str, ...], context: Mapping[str, Any]) -> dict[str, str]:
    values = {name: str(context.get(name) or "") for name in names}
    for name in [one for one in names if one.endswith("_url") and values[one]]:
        values[name] = at_portal(values[name])
    if "ip" in names:
        at = context.get("timestamp")
        values["at"] = date_format(timezone.localtime(at), "DATETIME_FORMAT") if isinstance(at, datetime) else ""
        values["browser"] = str(context.get("user_agent") or "")[:BROWSER_CHARACTERS]
    return values
