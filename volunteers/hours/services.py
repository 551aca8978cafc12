"""What an organisation does with hours: confirm, correct, reject, write down who came.

`by` is the id of the acting Person (None: the system). MoveRefusedError carries the reason; ValidationError names the
column. The application's row is locked first, then that of the hours, so that two members who decide at once follow
each other.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.shared.denials import Denial
from portal.shared.records import checked_columns
from portal.shared.transitions import MoveRefusedError, move
from volunteers.applications.models import Application
from volunteers.applications.services import mark_no_show, mark_took_part
from volunteers.hours import rules
from volunteers.hours.certificates import withdraw_over
from volunteers.hours.days import SAID_AGAIN, day_of, usual_minutes
from volunteers.hours.life import HOURS_LIFE
from volunteers.hours.mails import tell_volunteer
from volunteers.hours.models import Hours

_GIVEN = frozenset({"minutes", "reason"})


@transaction.atomic
def confirm_hours(*, hours_id: int, by: int | None, now: datetime) -> Hours:
    """It was so; whoever had a place at this shift took part."""
    hours = _locked(hours_id, by, now)
    move(hours, "confirm", table=HOURS_LIFE, by=by, now=now, columns={"confirmed": now, "updated": now})
    _take_part(hours.application, by, now)
    return hours


def confirm_many(*, hours_ids: Collection[int], by: int | None, now: datetime) -> tuple[list[Hours], list[Denial]]:
    """Each by itself: what one row refuses (somebody was faster) does not hold up the others."""
    done, refused = [], []
    for hours_id in sorted(set(hours_ids)):
        try:
            done.append(confirm_hours(hours_id=hours_id, by=by, now=now))
        except MoveRefusedError as error:
            refused.append(error.denial)
    return done, refused


@transaction.atomic
def correct_hours(*, hours_id: int, minutes: int, reason: str, by: int | None, now: datetime) -> Hours:
    """It was another time than reported, or than confirmed before; the volunteer is told why."""
    hours = _locked(hours_id, by, now)
    given = checked_columns(Hours, {"minutes": minutes, "reason": reason}, _GIVEN)
    before = hours.minutes
    withdraw_over(hours, by=by, now=now)
    columns = {**given, "confirmed": now, "updated": now}
    detail = {"minutes": {"before": before, "after": given["minutes"]}}
    move(hours, "correct", table=HOURS_LIFE, by=by, now=now, reason=reason, columns=columns, detail=detail)
    _take_part(hours.application, by, now)
    tell_volunteer(hours, "hours_corrected", by=by, now=now)
    return hours


@transaction.atomic
def reject_hours(*, hours_id: int, reason: str, by: int | None, now: datetime) -> Hours:
    """It was not so; the volunteer is told why."""
    hours = _locked(hours_id, by, now)
    given = checked_columns(Hours, {"reason": reason}, _GIVEN)
    withdraw_over(hours, by=by, now=now)
    columns = {**given, "confirmed": None, "updated": now}
    move(hours, "reject", table=HOURS_LIFE, by=by, now=now, reason=reason, columns=columns)
    tell_volunteer(hours, "hours_rejected", by=by, now=now)
    return hours


@transaction.atomic
def record_attendance(
    *,
    application_id: int,
    minutes: int | None = None,
    day: date | None = None,
    reason: str = "",
    by: int | None,
    now: datetime,
) -> Hours:
    """The organisation says who came: the application's state and confirmed hours, together or not at all.

    Without minutes those of the report count, else those of the shift. `day` is asked for where the shift has no
    time. Another number than the volunteer reported needs a reason.
    """
    application = _locked_application(application_id)
    on = day_of(application, day, now, SAID_AGAIN)
    hours = Hours.objects.filter(application=application, day=on).select_for_update().first()
    if hours is None:
        hours = _new(application, on, minutes, by, now)
    if minutes is not None and minutes != hours.minutes:
        return correct_hours(hours_id=hours.pk, minutes=minutes, reason=reason, by=by, now=now)
    return confirm_hours(hours_id=hours.pk, by=by, now=now)


@transaction.atomic
def record_absence(*, application_id: int, by: int | None, now: datetime) -> Application:
    """The organisation says who did not come; MoveRefusedError while hours are written down for that day."""
    application = _locked_application(application_id)
    standing = Hours.objects.filter(application=application).exclude(status=Hours.Status.REJECTED)
    denial = rules.can_record_absence(by, application, now) or (hours_stand() if standing.exists() else None)
    if denial:
        raise MoveRefusedError(denial)
    return mark_no_show(application_id=application.pk, by=by, now=now)


def hours_stand() -> Denial:
    """Nobody stayed away and has hours for it."""
    return Denial(
        "hours-stand",
        _("Hours are written down for this person on that day."),
        _("Please decide about the hours first: reject them with a reason if the person did not come."),
    )


def _new(application: Application, on: date, minutes: int | None, by: int | None, now: datetime) -> Hours:
    spent = minutes if minutes is not None else usual_minutes(application.shift)
    given = checked_columns(Hours, {"minutes": spent}, _GIVEN)
    return Hours.objects.create(
        person_id=application.profile.person_id,
        organization_id=application.organization_id,
        application=application,
        day=on,
        **given,
    )


def _locked(hours_id: int, by: int | None, now: datetime) -> Hours:
    belongs = Hours.objects.filter(pk=hours_id).values("application_id")
    Application.objects.select_for_update(of=("self",)).filter(pk__in=belongs).first()
    rows = Hours.objects.select_related("application__shift", "application__profile", "organization", "person")
    hours = rows.select_for_update(of=("self",)).get(pk=hours_id)
    denial = rules.can_confirm_hours(by, hours, now)
    if denial:
        raise MoveRefusedError(denial)
    return hours


def _locked_application(application_id: int) -> Application:
    rows = Application.objects.select_related("shift", "opening", "profile")
    return rows.select_for_update(of=("self",)).get(pk=application_id)


def _take_part(application: Application | None, by: int | None, now: datetime) -> None:
    """Whoever comes regularly keeps the place; a shift with a time is over."""
    if application is None or application.shift.starts is None:
        return
    if application.status != Application.Status.TOOK_PART:
        mark_took_part(application_id=application.pk, by=by, now=now)
