"""Writes to profiles: one verb, one transaction.

`by` is the id of the acting Person. Whoever writes on somebody's behalf does so from a post (`post_id`), which stays on
record. ValidationError names the fields that cannot be stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.accounts.models import Person
from portal.shared.audit import record_act
from portal.shared.japan import JAPAN
from portal.shared.records import changed_columns
from volunteers.profiles.columns import profile_columns, refuse_nowhere, refuse_unreachable
from volunteers.profiles.consents import withdraw_all
from volunteers.profiles.models import AvailabilityException, IdentityCheck, VolunteerProfile
from volunteers.profiles.on_behalf import on_behalf
from volunteers.vocabulary import TIMES

FARTHEST_DAYS = 366
LONGEST_CHECK_YEARS = 10


class ProfileEditedMeanwhileError(Exception):
    """Somebody saved the profile first, or made it; `profile` is how it stands now."""

    def __init__(self, profile: VolunteerProfile) -> None:
        super().__init__(f"profile {profile.pk} is at revision {profile.revision}")
        self.profile = profile


class ProfileEndedError(ValidationError):
    """The person has left meanwhile; nothing was written."""

    def __init__(self) -> None:
        super().__init__(_("This person has left."))


@transaction.atomic
def save_profile(
    *,
    person_id: int,
    values: Mapping[str, Any],
    revision: int | None = None,
    by: int | None,
    now: datetime,
    post_id: int | None = None,
) -> VolunteerProfile:
    """Create the person's profile (`revision` None; also for who had left), or change what was read at `revision`.

    `values` are columns, and `languages` as code → level; a town brings its middle as position. Saying something is
    also confirming it. ValidationError by field; ProfileEditedMeanwhileError when somebody else was faster,
    ProfileEndedError when the person has left since it was read.
    """
    # The person's row: two windows at once would each see no profile.
    Person.objects.select_for_update().get(pk=person_id)
    found = VolunteerProfile.objects.filter(person_id=person_id).first()
    if found is not None and found.ended is None and found.revision != revision:
        raise ProfileEditedMeanwhileError(found)
    if found is not None and found.ended is not None and revision is not None:
        raise ProfileEndedError
    today = now.astimezone(JAPAN).date()
    columns = profile_columns(values, today)
    profile = found or VolunteerProfile(person_id=person_id, created=now)
    begins = found is None or found.ended is not None
    if begins and not columns.get("nickname"):
        raise ValidationError({"nickname": _("Please choose a name.")})
    changed = changed_columns(profile, columns)
    for name, value in columns.items():
        setattr(profile, name, value)
    refuse_nowhere(in_person=profile.in_person, online=profile.online)
    if "channel" in columns:
        refuse_unreachable(profile)
    profile.confirmed, profile.updated, profile.ended = today, now, None
    profile.revision = profile.revision + 1 if found is not None and (changed or begins) else profile.revision
    profile.save()
    if changed or begins:
        verb = "begin_profile" if begins else "save_profile"
        detail = {"changed": sorted(changed), **on_behalf(person_id, by, post_id)}
        record_act(by=by, verb=verb, on=profile, now=now, detail=detail)
    return profile


@transaction.atomic
def confirm_profile(*, profile_id: int, by: int | None, now: datetime, post_id: int | None = None) -> None:
    """All of it is still right, says the person today."""
    _change(profile_id, "confirm_profile", {"confirmed": now.astimezone(JAPAN).date()}, by, now, post_id)


@transaction.atomic
def set_availability(
    *,
    profile_id: int,
    days: Mapping[date, Iterable[str] | None],
    by: int | None,
    now: datetime,
    post_id: int | None = None,
) -> None:
    """On these days other times hold than in the usual week: none at all, some, or (None) the usual ones again.

    ValidationError (`day`) for days that are over or more than a year away, (`times`) for unknown times.
    """
    today = now.astimezone(JAPAN).date()
    if any(not today <= day <= today + timedelta(days=FARTHEST_DAYS) for day in days):
        raise ValidationError({"day": _("Please choose days from today on, within a year.")})
    if any(set(times or ()) - set(TIMES) for times in days.values()):
        raise ValidationError({"times": _("Please choose from the list.")})
    profile = _live(profile_id)
    for day, times in sorted(days.items()):
        if times is None:
            AvailabilityException.objects.filter(profile=profile, day=day).delete()
        else:
            kept: Any = tuple(part for part in TIMES if part in set(times))
            AvailabilityException.objects.update_or_create(profile=profile, day=day, defaults={"times": kept})
    detail = {"days": len(days), **on_behalf(profile.person_id, by, post_id)}
    record_act(by=by, verb="set_availability", on=profile, now=now, detail=detail)


@transaction.atomic
def pause_profile(*, profile_id: int, until: date, by: int | None, now: datetime, post_id: int | None = None) -> None:
    """No proposals up to and with this day; ValidationError (`until`) unless it lies ahead, within a year."""
    today = now.astimezone(JAPAN).date()
    if not today <= until <= today + timedelta(days=FARTHEST_DAYS):
        raise ValidationError({"until": _("Please choose a day from today on, within a year.")})
    _change(profile_id, "pause_profile", {"paused_until": until}, by, now, post_id)


@transaction.atomic
def resume_profile(*, profile_id: int, by: int | None, now: datetime, post_id: int | None = None) -> None:
    """Proposals may come again."""
    _change(profile_id, "resume_profile", {"paused_until": None}, by, now, post_id)


@transaction.atomic
def end_profile(*, profile_id: int, by: int | None, now: datetime, post_id: int | None = None) -> None:
    """The person leaves: nothing is proposed any more, and every consent is taken back.

    Rooms above see to what was promised; what was written is forgotten in time (`personal_data`).
    """
    profile = _live(profile_id)
    withdraw_all(profile.person_id, now)
    _change(profile_id, "end_profile", {"ended": now, "paused_until": None}, by, now, post_id)


@transaction.atomic
def check_identity(
    *, profile_id: int, document: str, valid_until: date, post_id: int, by: int, now: datetime
) -> IdentityCheck:
    """Somebody at the desk has seen a document: its kind and until when that counts, and nothing of what it says.

    ValidationError (`document`, `valid_until`) for an unknown kind, a day that is over or more than ten years away.
    """
    today = now.astimezone(JAPAN).date()
    if document not in IdentityCheck.Document.values:
        raise ValidationError({"document": _("Please choose from the list.")})
    if not today <= valid_until <= today + timedelta(days=FARTHEST_DAYS * LONGEST_CHECK_YEARS):
        raise ValidationError({"valid_until": _("Please choose a day from today on, within ten years.")})
    profile = _live(profile_id)
    if by == profile.person_id:
        raise ValidationError(_("Somebody else of the ward must see the document."))
    made = IdentityCheck.objects.create(
        profile=profile, document=document, post_id=post_id, checked=now, valid_until=valid_until
    )
    record_act(by=by, verb="check_identity", on=profile, now=now, detail={"document": document, "post": post_id})
    return made


def _live(profile_id: int) -> VolunteerProfile:
    """The profile, locked; ProfileEndedError when the person has left meanwhile."""
    profile = VolunteerProfile.objects.select_for_update(of=("self",)).get(pk=profile_id)
    if profile.ended is not None:
        raise ProfileEndedError
    return profile


def _change(
    profile_id: int, verb: str, columns: dict[str, Any], by: int | None, now: datetime, post_id: int | None
) -> None:
    profile = _live(profile_id)
    changes = changed_columns(profile, columns)
    if not changes:
        return
    VolunteerProfile.objects.filter(pk=profile_id).update(**changes, updated=now, revision=F("revision") + 1)
    detail = on_behalf(profile.person_id, by, post_id)
    record_act(by=by, verb=verb, on=profile, now=now, detail=detail)
