"""Who asked for which opening, what they wrote, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.shared.japan import JAPAN
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject
from volunteers.applications.models import Application
from volunteers.applications.releasing import withdraw_all_of
from volunteers.profiles.models import VolunteerProfile

OVER_DAYS = 180
_S = Application.Status
_ENDED = (_S.DECLINED, _S.WITHDRAWN, _S.EXPIRED, _S.CANCELLED)
_SAID = ~Q(message="", reason="", contact_consent=None)


def _erase(subject: Subject, erasing: Erasing) -> int:
    """What lives is withdrawn, so that others get the places; who took part stays counted, without a word of theirs."""
    subject.hide_in(
        Application.objects.exclude(profile__person_id=subject.person_id), "message", "reason", at="applied"
    )
    touched = 0
    for profile_id in VolunteerProfile.objects.filter(person_id=subject.person_id).values_list("pk", flat=True):
        touched += withdraw_all_of(profile_id=profile_id, by=None, now=erasing.now)
    theirs = Application.objects.filter(profile__person_id=subject.person_id)
    # What hours were written down for stays, nameless, as the hours do.
    deleted, _rows = theirs.filter(status__in=_ENDED).exclude(pk__in=_with_hours()).delete()
    return touched + deleted + _empty(theirs.filter(_SAID))


def _empty(rows: QuerySet[Application]) -> int:
    return rows.update(message="", reason="", contact_consent=None)


def _overdue(limit: datetime, now: datetime) -> QuerySet[Application]:
    """Without a place: the row itself. With one: the words and the name, once the shift or the opening is long over.

    A row for which hours were written down, before somebody withdrew, stays as long as they do, without words.
    """
    ended = Q(status__in=_ENDED, decided__lte=limit)
    over = Q(shift__ends__lte=limit) | Q(shift__ends=None, opening__ends__lte=limit.astimezone(JAPAN).date())
    kept = Q(pk__in=_with_hours())
    emptied = (Q(status__in=Application.HOLDS_PLACE) & over) | (ended & kept)
    return Application.objects.filter((ended & ~kept) | (emptied & _SAID))


def _with_hours() -> QuerySet[Application, int]:
    return Application.objects.filter(hours__isnull=False).values_list("pk", flat=True)


def _forget(ids: list[int], now: datetime) -> int:
    rows = Application.objects.filter(pk__in=ids)
    deleted, _rows = rows.filter(status__in=_ENDED).exclude(pk__in=_with_hours()).delete()
    return deleted + _empty(rows)


def _show(subject: Subject) -> list[Mapping[str, Any]]:
    rows = Application.objects.filter(profile__person_id=subject.person_id).order_by("id")
    return list(
        rows.values(
            "opening__title_ja", "shift__starts", "status", "channel", "message", "applied", "decided", "reason"
        )
    )


PERSONAL_DATA = (
    PersonalData(
        name="applications",
        fields={"volunteers.Application": frozenset({"profile", "message", "reason", "contact_consent"})},
        title=_("Places you asked for as a volunteer"),
        purpose=_("To give you a place, and to tell the organisation who comes."),
        who_sees=_(
            "You, the organisation, and the ward's coordinators, officials and contracted operators. The organisation sees your name only if you agree."
        ),
        retention=Retention(
            days=OVER_DAYS,
            words=_("What came to nothing: 180 days. Where you took part: as long as your hours; your words 180 days."),
            overdue=_overdue,
            forget=_forget,
        ),
        erase=_erase,
        show=_show,
    ),
)
