"""Mails on their way and their traces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.shared.outbox.models import Message
from portal.shared.outbox.services import ROW_DAYS, forget_mail_of
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject


def _erase(subject: Subject, erasing: Erasing) -> int:
    """Mail to the person goes; mail to others about the person goes on without the name."""
    forgotten = forget_mail_of(person_id=subject.person_id, addresses=subject.addresses)
    return forgotten + subject.hide_in(Message.objects.all(), "values", at="created")


def _show(subject: Subject) -> list[Mapping[str, Any]]:
    rows = Message.objects.filter(person_id=subject.person_id).order_by("id")
    return list(rows.values("template", "to", "created", "status", "ended"))


PERSONAL_DATA = (
    PersonalData(
        name="messages",
        fields={"outbox.Message": frozenset({"to", "values", "person_id", "by_id"})},
        title=_("E-mail to you"),
        purpose=_("To send it, and to notice when it does not arrive."),
        who_sees=_("You. The ward's officials see that it was sent, and the beginning of the address."),
        retention=Retention(
            days=ROW_DAYS,
            words=_(
                "The text until it is sent, the address 14 days longer. Mail that could not be delivered: 30 days; links and codes for signing in: not at all."
            ),
            overdue=lambda limit, now: Message.objects.filter(status__in=Message.OVER, ended__lte=limit),
        ),
        erase=_erase,
        show=_show,
    ),
)
