"""Where the demo's mail goes: a table instead of a server, so that whoever tries the portal can read it."""

from __future__ import annotations

from collections.abc import Sequence
from email.header import decode_header, make_header

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from portal.demo.models import DemoMail

MOST_KEPT = 500


class Mailbox(BaseEmailBackend):
    """An e-mail backend that keeps the newest mails."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep them; answers how many."""
        for mail in email_messages:
            _keep(mail)
        kept = DemoMail.objects.order_by("-id").values("id")[MOST_KEPT : MOST_KEPT + 1]
        DemoMail.objects.filter(id__lte=kept[0]["id"] if kept else 0).delete()
        return len(email_messages)


def _keep(mail: EmailMessage) -> None:
    now = timezone.now()
    DemoMail.objects.get_or_create(
        message_id=mail.extra_headers.get("Message-ID") or f"<{now.timestamp()}@demo>",
        defaults={
            "at": now,
            "sender": str(make_header(decode_header(mail.from_email)))[:400],
            "to": ", ".join(mail.to)[:400],
            "subject": str(mail.subject)[:300],
            "language": mail.extra_headers.get("Content-Language", ""),
            "text": str(mail.body),
        },
    )
