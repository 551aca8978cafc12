"""On which day hours were given, and how many they usually are."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.shared.denials import Denial
from portal.shared.japan import JAPAN
from portal.shared.transitions import MoveRefusedError
from volunteers.applications.models import Application
from volunteers.openings.models import Shift

COUNTED = (Application.Status.ACCEPTED, Application.Status.TOOK_PART)
"""Whoever had a place may have given hours."""
SAID_AGAIN = (*COUNTED, Application.Status.NO_SHOW)
"""The organisation may have been wrong about who did not come."""
SHORTEST, LONGEST = 5, 24 * 60


def usual_minutes(shift: Shift) -> int | None:
    """The shift's length in whole minutes, within a day; None where it has no time."""
    if shift.starts is None or shift.ends is None:
        return None
    minutes = int((shift.ends - shift.starts).total_seconds()) // 60
    return min(max(minutes, SHORTEST), LONGEST)


def day_of(application: Application, day: date | None, now: datetime, statuses: Container[str] = COUNTED) -> date:
    """The day in Japan on which the hours count: the shift's own, or the one asked for where it has none.

    MoveRefusedError without a place or before the shift is over; ValidationError names `day`.
    """
    denial = can_have_hours(application, now, statuses)
    if denial:
        raise MoveRefusedError(denial)
    shift = application.shift
    if shift.starts is not None:
        return shift.starts.astimezone(JAPAN).date()
    if day is None:
        raise ValidationError({"day": _("Please choose the day.")})
    first, last = possible_days(application, now)
    if not first <= day <= last:
        words = {"first": date_format(first), "last": date_format(last)}
        raise ValidationError({"day": _("Please choose a day from %(first)s to %(last)s.") % words})
    return day


def possible_days(application: Application, now: datetime) -> tuple[date, date]:
    """For a place without a time: from the application, or the beginning of the opening, until today or its end."""
    applied, today = (moment.astimezone(JAPAN).date() for moment in (application.applied, now))
    return max(application.opening.starts, applied), min(application.opening.ends, today)


def can_have_hours(application: Application, now: datetime, statuses: Container[str] = COUNTED) -> Denial | None:
    """Hours are of those who had a place, and of what is over."""
    if application.status not in statuses:
        if application.status == Application.Status.NO_SHOW:
            return Denial(
                "no-show",
                _("The organisation wrote down that you did not come."),
                _("If that is a mistake, please talk to the organisation."),
            )
        return Denial("no-place", _("Only whoever had a place can have hours."))
    shift = application.shift
    early = not shift.is_over(now) if shift.starts is not None else _not_begun(application, now)
    if early:
        return Denial("not-over", _("This is not over yet."), _("Please come back afterwards."))
    return None


def _not_begun(application: Application, now: datetime) -> bool:
    first, last = possible_days(application, now)
    return last < first
