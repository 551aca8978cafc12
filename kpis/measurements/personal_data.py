"""Who entered and approved values, and whatever else one official enters and another approves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from kpis.measurements.models import Entry
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject, Words


def entered_and_approved(model: type[Model], *, name: str, title: Words, shown: tuple[str, ...]) -> PersonalData:
    """What is kept of officials in rows that one enters and another approves. `shown`: columns of what they are told.

    When they are erased the record stays, as a nameless person's; words that name them go.
    """

    def erase(subject: Subject, erasing: Erasing) -> int:
        subject.hide_in(model._default_manager.all(), "reason", at="created")
        return 0

    def show(subject: Subject) -> list[Mapping[str, Any]]:
        theirs = Q(entered_by_id=subject.person_id) | Q(approved_by_id=subject.person_id)
        return list(model._default_manager.filter(theirs).order_by("id").values(*shown, "created", "decided"))

    return PersonalData(
        name=name,
        fields={model._meta.label: frozenset({"entered_by", "approved_by", "reason"})},
        title=title,
        purpose=_("To know who entered a number and which other person approved it."),
        who_sees=_("The ward's officials and auditors."),
        retention=Retention(
            days=0, words=_("As long as the number stands; without your name once your data are erased.")
        ),
        erase=erase,
        show=show,
    )


PERSONAL_DATA = (
    entered_and_approved(
        Entry,
        name="kpi_entries",
        title=_("Values of indicators entered and approved by officials"),
        shown=("indicator__code", "first", "last", "value", "document"),
    ),
)
