"""The volunteer's own word on the hours they gave."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.records import checked_columns
from portal.shared.transitions import MoveRefusedError
from volunteers.applications.models import Application
from volunteers.hours.days import day_of, usual_minutes
from volunteers.hours.models import Hours


@transaction.atomic
def report_hours(
    *, application_id: int, minutes: int | None = None, day: date | None = None, by: int, now: datetime
) -> Hours:
    """Say how long it was; until somebody has confirmed it, saying it again changes the number.

    Without minutes those of the shift count. MoveRefusedError for somebody else's application, before the shift is
    over and once it was decided; ValidationError names `day` or `minutes`.
    """
    rows = Application.objects.select_related("shift", "opening", "profile").select_for_update(of=("self",))
    application = rows.get(pk=application_id)
    if application.profile.person_id != by:
        raise MoveRefusedError(Denial("not-yours", _("You can only report hours of your own.")))
    on = day_of(application, day, now)
    spent = usual_minutes(application.shift) if minutes is None else minutes
    if spent is None:
        raise ValidationError({"minutes": _("Please write how long it was.")})
    columns = checked_columns(Hours, {"minutes": spent}, frozenset({"minutes"}))
    hours = Hours.objects.filter(application=application, day=on).select_for_update().first()
    if hours is None:
        hours = Hours.objects.create(
            person_id=by, organization_id=application.organization_id, application=application, day=on, **columns
        )
    else:
        _say_again(hours, columns["minutes"], now)
    record_act(by=by, verb="report_hours", on=hours, now=now, detail={"minutes": hours.minutes})
    return hours


def _say_again(hours: Hours, minutes: int, now: datetime) -> None:
    if hours.status != Hours.Status.REPORTED:
        raise MoveRefusedError(
            Denial(
                "decided",
                _("The organisation has already answered for this day."),
                _("If something is wrong, please talk to the organisation: it can correct the hours."),
            )
        )
    hours.minutes, hours.updated = minutes, now
    hours.save(update_fields=["minutes", "updated"])
