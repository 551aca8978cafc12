"""What ends without anybody's answer: cancelled shifts, openings that end, clocks that ran out, people who leave."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.nights.steps import Chunk, Cursor
from portal.shared.transitions import MoveRefusedError, move
from portal.shared.versions import content_changed
from volunteers.applications.answering import leave
from volunteers.applications.filling import settle_opening, settle_shift
from volunteers.applications.life import LIFE
from volunteers.applications.mails import tell_managers, tell_volunteer
from volunteers.applications.models import Application
from volunteers.applications.places import give_back, hold_person
from volunteers.openings.editing import lock_opening
from volunteers.openings.models import Opening, Shift

CHUNK = 100
_S = Application.Status
_RUNS_OUT = (_S.TALKING, _S.APPLIED, _S.WAITING, _S.OFFERED)


@transaction.atomic
def cancel_shift(*, shift_id: int, reason: str, by: int | None, now: datetime) -> int:
    """One time of an opening does not take place: everybody is released and told why; answers how many.

    MoveRefusedError without a reason, and for what is over or cancelled already.
    """
    opening = lock_opening(Shift.objects.values_list("opening_id", flat=True).get(pk=shift_id))
    shift = Shift.objects.get(pk=shift_id)
    if shift.is_over(now) or shift.cancelled is not None:
        raise MoveRefusedError(Denial("shift-over", _("This shift is over or cancelled already.")))
    if not reason.strip():
        raise MoveRefusedError(
            Denial("reason-needed", _("A reason is missing."), _("The people concerned will read it."))
        )
    Shift.objects.filter(pk=shift.pk).update(cancelled=now)
    record_act(by=by, verb="cancel_shift", on=shift, now=now, reason=reason.strip())
    told = release_all(Application.objects.filter(shift=shift), reason=reason, by=by, now=now)
    settle_opening(opening, now=now)
    content_changed()
    return told


def release_all(rows: QuerySet[Application], *, reason: str, by: int | None, now: datetime) -> int:
    """Cancel all that live, whoever they are, within the caller's transaction; nobody in line gets their places."""
    found = rows.filter(status__in=Application.LIVE).select_related("opening__organization", "shift", "profile__person")
    told = 0
    for one in found.select_for_update(of=("self",)).order_by("id"):
        before = one.status
        columns = {"due": None, "decided": now, "reason": reason.strip()[:1000], "updated": now}
        move(one, "cancel", table=LIFE, by=by, now=now, reason=reason, columns=columns)
        give_back(one.shift.pk, before)
        tell_volunteer(one, "cancel", by=by, now=now, reason=reason)
        told += 1
    return told


def end_with_opening(*, opening: Opening, reason: str, by: int | None, now: datetime) -> None:
    """For `volunteers.openings.endings`: a cancelled opening releases everybody, a closed one whoever has no place."""
    mine = Application.objects.filter(opening=opening)
    if opening.status == Opening.Status.CANCELLED:
        release_all(mine, reason=reason or _("The opening was cancelled."), by=by, now=now)
        return
    without_place = mine.filter(status__in=_RUNS_OUT).select_related(
        "opening__organization", "shift", "profile__person"
    )
    for one in without_place.select_for_update(of=("self",)).order_by("id"):
        _expire(one, now)


def release_applications(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """A chunk of the hour's step: what was to be answered by now is free for others, and both sides are told.

    Openings that somebody holds at this moment are left to the next hour.
    """
    after = cursor if isinstance(cursor, int) else 0
    overdue = Application.objects.filter(due__lte=now, status__in=_RUNS_OUT)
    found = list(overdue.filter(pk__gt=after).order_by("pk").values_list("pk", "opening_id")[:CHUNK])
    free = Opening.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("organization")
    openings = {one.pk: one for one in free.filter(pk__in={opening for _pk, opening in found}).order_by("pk")}
    rows = overdue.filter(pk__in=[pk for pk, _opening in found], opening_id__in=openings)
    released = _released(list(rows.select_related("opening__organization", "shift", "profile__person")), now)
    promoted = 0
    for shift_id, opening_id in sorted({(one.shift.pk, one.opening.pk) for one in released}):
        promoted += settle_shift(openings[opening_id], shift_id, now=now)
    for opening_id in sorted({one.opening.pk for one in released}):
        settle_opening(openings[opening_id], now=now)
    following = found[-1][0] if len(found) == CHUNK else None
    return Chunk(following, {"released": len(released), "promoted": promoted}, done=len(found))


def _released(rows: Sequence[Application], now: datetime) -> list[Application]:
    for one in rows:
        _expire(one, now)
    return list(rows)


def _expire(one: Application, now: datetime) -> None:
    """Whose silence it was is told to both; who stood in line for nothing is told so."""
    before = one.status
    columns = {"due": None, "decided": now, "updated": now}
    move(one, "expire", table=LIFE, by=None, now=now, columns=columns, detail={"silent": _silent(before)})
    give_back(one.shift.pk, before)
    tell_volunteer(one, f"expire_{_silent(before)}", by=None, now=now)
    if before != _S.WAITING:
        tell_managers(one, f"expire_{_silent(before)}", by=None, now=now)


def _silent(before: str) -> str:
    if before == _S.WAITING:
        return "nobody"
    return "volunteer" if before == _S.OFFERED else "organization"


def settle_waiting(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """A chunk of the hour's step: who has left keeps no place, one person at a time; then the lines move up.

    A place may be free while somebody stands in line who was busy when it became so.
    """
    line = cursor if isinstance(cursor, int) else None
    left = Application.objects.filter(status__in=Application.LIVE, profile__ended__isnull=False)
    if line is None:
        after = int(cursor[0]) if isinstance(cursor, list) else 0
        gone = left.filter(profile_id__gt=after).order_by("profile_id").values_list("profile_id", flat=True).first()
        if gone is not None:
            number = withdraw_all_of(profile_id=gone, by=None, now=now)
            return Chunk([gone], {"promoted": 0, "left": number}, done=1)
    return _lines_moved_up(line or 0, now)


def _lines_moved_up(after: int, now: datetime) -> Chunk:
    waiting = Application.objects.filter(status=_S.WAITING, shift__taken__lt=F("shift__places"), shift_id__gt=after)
    lines = list(waiting.order_by("shift_id").values_list("shift_id", "opening_id").distinct()[:CHUNK])
    free = Opening.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("organization")
    openings = {one.pk: one for one in free.filter(pk__in={one for _shift, one in lines}).order_by("pk")}
    promoted = sum(settle_shift(openings[one], shift, now=now) for shift, one in lines if one in openings)
    for opening in openings.values():
        settle_opening(opening, now=now)
    following = lines[-1][0] if len(lines) == CHUNK else None
    return Chunk(following, {"promoted": promoted, "left": 0}, done=len(lines))


def withdraw_all_of(*, profile_id: int, by: int | None, now: datetime) -> int:
    """A person leaves: all that lives is withdrawn, and who stands in line gets the places. Answers how many.

    What ends by itself at this very moment is left alone.
    """
    hold_person(profile_id)
    mine = Application.objects.filter(profile_id=profile_id, status__in=Application.LIVE)
    withdrawn = 0
    for application_id in list(mine.order_by("opening_id", "pk").values_list("pk", flat=True)):
        with suppress(MoveRefusedError):
            leave(application_id, by=by, now=now)
            withdrawn += 1
    return withdrawn
