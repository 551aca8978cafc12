"""What the whole house keeps about people: acts, with the reasons that were typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.shared.models import Act
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject

LOOKS_DAYS = 3 * 365
LOOKS = Q(verb__startswith="look_at") | Q(verb__startswith="download_")
ABOUT_PEOPLE = ("accounts.person", "accounts.user")


def _erase(subject: Subject, erasing: Erasing) -> int:
    """What was typed about the person goes; that somebody decided something, and when, stays."""
    about = Q(object_type=ABOUT_PEOPLE[0], object_id=subject.person_id)
    about |= Q(object_type=ABOUT_PEOPLE[1], object_id__in=subject.user_ids)
    changed = Act.objects.filter(about).exclude(reason="", detail={}).update(reason="", detail={})
    return changed + subject.hide_in(Act.objects.all(), "reason", "detail", at="at")


def _show(subject: Subject) -> list[Mapping[str, Any]]:
    rows = Act.objects.filter(person_id=subject.person_id).order_by("id")
    return list(rows.values("at", "verb", "object_type", "object_id", "reason"))


PERSONAL_DATA = (
    PersonalData(
        name="acts",
        fields={"shared.Act": frozenset({"person_id", "reason", "detail"})},
        title=_("What you did here, and when"),
        purpose=_("To find and mend mistakes, and to show who decided what."),
        who_sees=_("You, and the ward's officials and auditors."),
        retention=Retention(
            days=LOOKS_DAYS,
            words=_("For good, but without your name once your data are erased. Who looked at personal data: 3 years."),
            overdue=lambda limit, now: Act.objects.filter(LOOKS, at__lte=limit),
        ),
        erase=_erase,
        show=_show,
    ),
)
