"""What was proposed to whom, and what they said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject
from volunteers.matching.models import Proposal

KEPT_DAYS = 2 * 366


def _erase(subject: Subject, erasing: Erasing) -> int:
    """The numbers of the night stay; who was asked goes. Somebody else's word may name the person."""
    subject.hide_in(Proposal.objects.exclude(profile__person_id=subject.person_id), "reason", at="proposed")
    return Proposal.objects.filter(profile__person_id=subject.person_id).delete()[0]


def _show(subject: Subject) -> list[Mapping[str, Any]]:
    rows = Proposal.objects.filter(profile__person_id=subject.person_id).order_by("proposed", "id")
    return list(rows.values("opening__title_ja", "origin", "status", "proposed", "due", "answered", "reason"))


def _old(limit: datetime, now: datetime) -> QuerySet[Proposal]:
    return Proposal.objects.filter(proposed__lte=limit).exclude(status=Proposal.Status.PROPOSED)


PERSONAL_DATA = (
    PersonalData(
        name="proposals",
        fields={"volunteers.Proposal": frozenset({"profile", "reason"})},
        title=_("What was proposed to you"),
        purpose=_("So that you are not asked twice, and not too often."),
        who_sees=_(
            "You; the organisation, without your name; the ward's coordinators, officials and contracted operators."
        ),
        retention=Retention(days=KEPT_DAYS, words=_("Two years, or until you delete your account."), overdue=_old),
        erase=_erase,
        show=_show,
    ),
)
