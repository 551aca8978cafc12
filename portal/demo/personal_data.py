"""The demonstration's mailbox."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.demo.models import DemoMail
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject


def _erase(subject: Subject, erasing: Erasing) -> int:
    theirs = Q(pk=None)
    for address in subject.addresses:
        theirs |= Q(to__icontains=address)
    return DemoMail.objects.filter(theirs).delete()[0] + subject.hide_in(
        DemoMail.objects.all(), "subject", "text", "sender", at="at"
    )


PERSONAL_DATA = (
    PersonalData(
        name="demo_mails",
        fields={"demo.DemoMail": frozenset({"to", "sender", "subject", "text"})},
        title=_("Mails of the demonstration"),
        purpose=_("Only where the portal is tried out: mails are shown instead of sent."),
        who_sees=_("Whoever tries the portal out."),
        retention=Retention(
            days=30,
            words=_("30 days."),
            overdue=lambda limit, now: DemoMail.objects.filter(at__lte=limit),
        ),
        erase=_erase,
    ),
)
