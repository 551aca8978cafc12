"""Who entered and approved references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpis.references.models import Reference
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject


def _erase(subject: Subject, erasing: Erasing) -> int:
    """The record stays, as a nameless person's; words that name them go."""
    subject.hide_in(Reference.objects.all(), "reason", at="created")
    return 0


def _show(subject: Subject) -> list[Mapping[str, Any]]:
    theirs = Q(entered_by_id=subject.person_id) | Q(approved_by_id=subject.person_id)
    rows = Reference.objects.filter(theirs).order_by("id")
    return list(rows.values("series", "day", "value", "document", "created", "decided"))


PERSONAL_DATA = (
    PersonalData(
        name="kpi_references",
        fields={"kpis.Reference": frozenset({"entered_by", "approved_by", "reason"})},
        title=_("References of indicators entered and approved by officials"),
        purpose=_("To know who entered a number and which other person approved it."),
        who_sees=_("The ward's officials and auditors."),
        retention=Retention(
            days=0, words=_("As long as the number stands; without your name once your data are erased.")
        ),
        erase=_erase,
        show=_show,
    ),
)
