"""What readers report, and the address they leave for the answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from organizations.reports.models import Report
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject

ADDRESS_DAYS = 90
UNANSWERED_DAYS = 180


def _erase(subject: Subject, erasing: Erasing) -> int:
    changed = 0
    for address in subject.addresses:
        changed += Report.objects.filter(email__iexact=address).update(email="")
    return changed + subject.hide_in(Report.objects.all(), "words", "answer", at="reported")


def _overdue(limit: datetime, now: datetime) -> QuerySet[Report]:
    """Answered long ago, or never: an address is not kept because nobody has come to it."""
    waiting = Q(handled=None, reported__lte=now - timedelta(days=UNANSWERED_DAYS))
    return Report.objects.filter(Q(handled__lte=limit) | waiting).exclude(email="")


def _forget(ids: list[int], now: datetime) -> int:
    return Report.objects.filter(pk__in=ids).update(email="")


PERSONAL_DATA = (
    PersonalData(
        name="reports",
        fields={"organizations.Report": frozenset({"email", "words", "answer"})},
        title=_("“Something is wrong here”"),
        purpose=_("To correct the entry, and to answer you if you leave an address."),
        who_sees=_("The ward's officials."),
        retention=Retention(
            days=ADDRESS_DAYS,
            words=_("Your words for good. Your address for 90 days after the answer, or 180 days if none comes."),
            overdue=_overdue,
            forget=_forget,
        ),
        erase=_erase,
    ),
)
