"""Who said what is done about a target that will be missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpis.alerts.models import Alert
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject


def _erase(subject: Subject, erasing: Erasing) -> int:
    """The record stays, as a nameless person's; words that name them go."""
    subject.hide_in(Alert.objects.all(), "note", at="handled")
    return 0


def _show(subject: Subject) -> list[Mapping[str, Any]]:
    rows = Alert.objects.filter(handled_by_id=subject.person_id).order_by("id")
    return list(rows.values("indicator__code", "fiscal_year", "note", "handled"))


PERSONAL_DATA = (
    PersonalData(
        name="kpi_alerts",
        fields={"kpis.Alert": frozenset({"handled_by", "note"})},
        title=_("Targets that will be missed, handled by officials"),
        purpose=_("To know who has said what is done about a target."),
        who_sees=_("The ward's officials and auditors."),
        retention=Retention(
            days=0, words=_("As long as the number stands; without your name once your data are erased.")
        ),
        erase=_erase,
        show=_show,
    ),
)
