"""What the whole house keeps about people: acts, with the reasons that were typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, JSONField, Q, TextField, Value
from django.db.models.functions import Cast, Replace
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
    for text in (*subject.addresses, *subject.names):
        changed += _erase_text(text)
    return changed


def _erase_text(text: str) -> int:
    """Take an address or a name out of every reason and detail, whoever wrote it there."""
    as_text = Act.objects.annotate(detail_text=Cast("detail", TextField()))
    reasons = as_text.filter(reason__icontains=text)
    changed = reasons.update(reason="")
    details = as_text.filter(detail_text__contains=text)
    changed += details.update(
        detail=Cast(Replace(Cast(F("detail"), TextField()), Value(text), Value("…")), JSONField())
    )
    return changed


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
