"""Who entered and approved values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpis.measurements.models import Entry
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject


def _erase(subject: Subject, erasing: Erasing) -> int:
    """The record stays, as a nameless person's; words that name them go."""
    subject.hide_in(Entry.objects.all(), "reason", at="created")
    return 0


def _show(subject: Subject) -> list[Mapping[str, Any]]:
    theirs = Q(entered_by_id=subject.person_id) | Q(approved_by_id=subject.person_id)
    rows = Entry.objects.filter(theirs).order_by("id")
    return list(rows.values("indicator__code", "first", "last", "value", "document", "created", "decided"))


PERSONAL_DATA = (
    PersonalData(
        name="kpi_entries",
        fields={"kpis.Entry": frozenset({"entered_by", "approved_by", "reason"})},
        title=_("Values of indicators entered and approved by officials"),
        purpose=_("To know who entered a number and which other person approved it."),
        who_sees=_("The ward's officials and auditors."),
        retention=Retention(
            days=0, words=_("As long as the number stands; without your name once your data are erased.")
        ),
        erase=_erase,
        show=_show,
    ),
)
