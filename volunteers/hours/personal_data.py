"""Hours that people gave, and the certificates over them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject
from volunteers.hours.models import Certificate, Hours

WITHDRAWN_DAYS = 365


def _erase_hours(subject: Subject, erasing: Erasing) -> int:
    """Confirmed hours stay for the ward's sums, as somebody's without a name; what nobody confirmed goes."""
    subject.hide_in(Hours.objects.exclude(person_id=subject.person_id), "reason", at="created")
    theirs = Hours.objects.filter(person_id=subject.person_id)
    unconfirmed, _rows = theirs.exclude(status=Hours.Status.CONFIRMED).delete()
    return unconfirmed + theirs.exclude(reason="").update(reason="")


def _erase_certificates(subject: Subject, erasing: Erasing) -> int:
    """Whoever checks the code later is told that it was withdrawn, and reads nothing else."""
    with override("ja"):
        neutral = gettext("Erased person")
    theirs = Certificate.objects.filter(person_id=subject.person_id)
    theirs.filter(withdrawn=None).update(withdrawn=erasing.now)
    return theirs.exclude(name=neutral).update(name=neutral, lines=[], minutes=0)


def _show_hours(subject: Subject) -> list[Mapping[str, Any]]:
    rows = Hours.objects.filter(person_id=subject.person_id).order_by("day", "id")
    return list(rows.values("day", "minutes", "organization__name_ja", "status", "confirmed", "reason"))


def _show_certificates(subject: Subject) -> list[Mapping[str, Any]]:
    rows = Certificate.objects.filter(person_id=subject.person_id).order_by("issued", "id")
    return list(rows.values("code", "name", "starts", "ends", "minutes", "lines", "issued", "withdrawn"))


def _long_withdrawn(limit: datetime, now: datetime) -> QuerySet[Certificate]:
    return Certificate.objects.filter(withdrawn__lte=limit)


PERSONAL_DATA = (
    PersonalData(
        name="certificates",
        fields={"volunteers.Certificate": frozenset({"person", "name", "lines"})},
        title=_("Certificates of volunteer hours"),
        purpose=_("To prove what you have done to whom you give the code."),
        who_sees=_("You, and everybody who has the code."),
        retention=Retention(
            days=WITHDRAWN_DAYS,
            words=_("Until you delete your account; one year after you withdraw it."),
            overdue=_long_withdrawn,
        ),
        erase=_erase_certificates,
        show=_show_certificates,
    ),
    PersonalData(
        name="volunteer_hours",
        fields={"volunteers.Hours": frozenset({"person", "reason"})},
        title=_("Hours you gave as a volunteer"),
        purpose=_("To thank you, to make certificates, and to count what volunteers do in the ward."),
        who_sees=_(
            "You, the organisation that you helped, and the ward's coordinators, officials and contracted operators."
        ),
        retention=Retention(days=0, words=_("Until you delete your account; then without your name.")),
        erase=_erase_hours,
        show=_show_hours,
    ),
)
