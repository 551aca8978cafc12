"""The evening before, once."""

from __future__ import annotations

from datetime import date, datetime

from portal.shared.nights.steps import Chunk, Cursor
from volunteers.applications.clocks import reminder_moment, to_be_reminded
from volunteers.applications.mails import tell_volunteer
from volunteers.applications.models import Application

CHUNK = 200


def remind_volunteers(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """A chunk of the hour's step; a row that somebody holds is left to the next hour."""
    first, last = to_be_reminded(now)
    coming = Application.objects.filter(
        status=Application.Status.ACCEPTED, reminded__isnull=True, shift__starts__gt=first, shift__starts__lt=last
    )
    found = coming.filter(pk__gt=cursor if isinstance(cursor, int) else 0).order_by("pk")
    related = ("opening__organization", "shift", "profile__person")
    rows = list(found.select_related(*related).select_for_update(skip_locked=True, of=("self",))[:CHUNK])
    reminded = 0
    for one in rows:
        begins = one.shift.starts
        if begins is None or (one.decided is not None and one.decided >= reminder_moment(begins)):
            continue
        tell_volunteer(one, "remind", by=None, now=now, key=begins.isoformat())
        reminded += 1
    Application.objects.filter(pk__in=[one.pk for one in rows]).update(reminded=now)
    return Chunk(rows[-1].pk if len(rows) == CHUNK else None, {"reminded": reminded}, done=len(rows))
