"""What the portal keeps about volunteers: profile, days, identity checks, consents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.functions import RandomUUID
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.shared.japan import JAPAN
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject
from volunteers.profiles.models import AvailabilityException, Consent, IdentityCheck, VolunteerProfile

LEFT_DAYS = 180
PAST_DAYS = 30
CHECK_DAYS = 365
NOBODY = "—"
YOU_AND_DESK = _("You, and the ward's coordinators, officials and contracted operators.")
_EMPTY: dict[str, Any] = {
    "nickname": NOBODY, "about": "", "skills": (), "interests": (), "slots": (), "town_code": "", "latitude": None,
    "longitude": None, "born": None, "languages_basic": (), "languages_conversational": (), "languages_fluent": (),
    "phone": "", "postal_address": "", "hours_per_month": None, "project_hours": 0, "paused_until": None,
}  # fmt: skip
_SHOWN = (
    "nickname", "about", "in_person", "online", "town_code", "radius", "born", "proposals_per_week", "hours_per_month",
    "project_hours", "paused_until", "channel", "phone", "postal_address", "confirmed", "ended", "created",
)  # fmt: skip


def _empty(rows: QuerySet[VolunteerProfile], now: datetime) -> int:
    """The row stays, for hours that were given hang on it; nothing in it tells of anybody."""
    AvailabilityException.objects.filter(profile__in=rows.values("pk")).delete()
    return rows.update(**_EMPTY, calendar_key=RandomUUID(), updated=now, revision=F("revision") + 1)


def _erase_profile(subject: Subject, erasing: Erasing) -> int:
    theirs = VolunteerProfile.objects.filter(person_id=subject.person_id)
    theirs.filter(ended__isnull=True).update(ended=erasing.now)
    return _empty(theirs.exclude(nickname=NOBODY), erasing.now)


def _left(limit: datetime, now: datetime) -> QuerySet[VolunteerProfile]:
    return VolunteerProfile.objects.filter(ended__lte=limit).exclude(nickname=NOBODY)


def _show_profile(subject: Subject) -> list[Mapping[str, Any]]:
    found = VolunteerProfile.objects.filter(person_id=subject.person_id)
    return [
        {
            **{name: getattr(one, name) for name in _SHOWN},
            "languages": {code: int(level) for code, level in one.languages.items()},
            "skills": list(one.skills),
            "interests": list(one.interests),
            "slots": list(one.slots),
        }
        for one in found
    ]


def _erase_days(subject: Subject, erasing: Erasing) -> int:
    return AvailabilityException.objects.filter(profile__person_id=subject.person_id).delete()[0]


def _past(limit: datetime, now: datetime) -> QuerySet[AvailabilityException]:
    return AvailabilityException.objects.filter(day__lt=limit.astimezone(JAPAN).date())


def _show_days(subject: Subject) -> list[Mapping[str, Any]]:
    rows = AvailabilityException.objects.filter(profile__person_id=subject.person_id).order_by("day")
    return [{"day": one.day, "times": list(one.times)} for one in rows]


def _erase_checks(subject: Subject, erasing: Erasing) -> int:
    return IdentityCheck.objects.filter(profile__person_id=subject.person_id).delete()[0]


def _old_checks(limit: datetime, now: datetime) -> QuerySet[IdentityCheck]:
    return IdentityCheck.objects.filter(valid_until__lt=limit.astimezone(JAPAN).date())


def _show_checks(subject: Subject) -> list[Mapping[str, Any]]:
    rows = IdentityCheck.objects.filter(profile__person_id=subject.person_id).order_by("id")
    return list(rows.values("document", "checked", "valid_until"))


def _erase_consents(subject: Subject, erasing: Erasing) -> int:
    """That somebody agreed stays, for matches hang on it; whose guardian it was does not."""
    theirs = Consent.objects.filter(person_id=subject.person_id)
    ended = theirs.filter(withdrawn__isnull=True).update(withdrawn=erasing.now)
    return ended + theirs.exclude(guardian="").update(guardian="")


def _old_guardians(limit: datetime, now: datetime) -> QuerySet[Consent]:
    return Consent.objects.filter(withdrawn__lte=limit).exclude(guardian="")


def _forget_guardians(ids: list[int], now: datetime) -> int:
    return Consent.objects.filter(pk__in=ids).update(guardian="")


def _forget_left(ids: list[int], now: datetime) -> int:
    return _empty(VolunteerProfile.objects.filter(pk__in=ids), now)


def _show_consents(subject: Subject) -> list[Mapping[str, Any]]:
    rows = Consent.objects.filter(person_id=subject.person_id).order_by("id")
    return list(rows.values("text__purpose", "text__version", "language", "given", "withdrawn", "guardian", "channel"))


PERSONAL_DATA = (
    PersonalData(
        name="identity_checks",
        fields={"volunteers.IdentityCheck": frozenset({"document", "valid_until"})},
        title=_("Volunteers: that the ward has checked who you are"),
        purpose=_("For activities that ask for it. The document itself is never copied."),
        who_sees=YOU_AND_DESK,
        retention=Retention(days=CHECK_DAYS, words=_("One year after it has run out."), overdue=_old_checks),
        erase=_erase_checks,
        show=_show_checks,
    ),
    PersonalData(
        name="volunteer_days",
        fields={"volunteers.AvailabilityException": frozenset({"day", "times"})},
        title=_("Volunteers: days that are not as usual"),
        purpose=_("To propose only what you have time for."),
        who_sees=YOU_AND_DESK,
        retention=Retention(days=PAST_DAYS, words=_("30 days after the day."), overdue=_past),
        erase=_erase_days,
        show=_show_days,
    ),
    PersonalData(
        name="volunteer_consents",
        fields={"volunteers.Consent": frozenset({"person", "guardian"})},
        title=_("Volunteers: what you agreed to"),
        purpose=_("To do only what you agreed to, and to be able to show it."),
        who_sees=YOU_AND_DESK,
        retention=Retention(
            days=LEFT_DAYS,
            words=_("For good, but without your name once your data are erased. A guardian's name: 180 days longer than the consent counts."),
            overdue=_old_guardians,
            forget=_forget_guardians,
        ),
        erase=_erase_consents,
        show=_show_consents,
    ),
    PersonalData(
        name="volunteer_profiles",
        fields={
            "volunteers.VolunteerProfile": frozenset(
                {
                    "person", "nickname", "about", "languages_basic", "languages_conversational", "languages_fluent",
                    "skills", "interests", "slots", "town_code", "latitude", "longitude", "born", "channel",
                    "phone", "postal_address", "calendar_key",
                }
            )
        },
        title=_("Volunteers: what you can do, when and where"),
        purpose=_("To find openings that fit you."),
        who_sees=_(
            "You, and the ward's coordinators, officials and contracted operators. Organisations see your nickname, skills, languages and the name of your town; your name and e-mail address if you agree."
        ),
        retention=Retention(
            days=LEFT_DAYS, words=_("Until 180 days after you leave."), overdue=_left, forget=_forget_left
        ),
        erase=_erase_profile,
        show=_show_profile,
    ),
)  # fmt: skip
