"""Production without EMAIL_URL: mail waits where it is safe, and the ward's page says so."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NoMailServerError(ConnectionError):
    """EMAIL_URL is not set."""


class NoMailServer(BaseEmailBackend):
    """Sends nothing, so that everything is kept until there is a server."""

    def open(self) -> bool:
        raise NoMailServerError

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise NoMailServerError
