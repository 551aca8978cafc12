"""The places of an opening and their times: several shifts with day and hour, or one without for as long as it lasts.

Whoever changes shifts holds their opening first, as giving a place does, so that the two never wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from portal.shared.audit import record_act
from portal.shared.japan import JAPAN
from portal.shared.transitions import MoveRefusedError, move
from portal.shared.versions import content_changed
from volunteers.openings.editing import OpeningEditedMeanwhileError, lock_opening
from volunteers.openings.life import LIFE
from volunteers.openings.models import PENDING_PER_PLACE, Opening, Shift
from volunteers.openings.places_set import tell_of_places
from volunteers.openings.rules import is_editable
from volunteers.openings.times import slots_between
from volunteers.vocabulary import SLOTS

MOST_SHIFTS = 60
MOST_PLACES = 500
LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class ShiftPlan:
    """A shift as it shall be; `id` of the one it stands for, None for a new one; no times for one without day."""

    places: int
    starts: datetime | None = None
    ends: datetime | None = None
    id: int | None = None


def standing_shifts(opening_id: int) -> models.QuerySet[Shift]:
    """The opening's shifts that were not cancelled, in order of time."""
    return Shift.objects.filter(opening_id=opening_id, cancelled__isnull=True).order_by("starts", "id")


@transaction.atomic
def set_shifts(*, opening_id: int, revision: int, shifts: Sequence[ShiftPlan], by: int | None, now: datetime) -> int:
    """Put these shifts in the place of those that stand; returns the new revision.

    A shift for which somebody has applied keeps its time and stays. ValidationError names `shift-<number>-<column>`,
    or nothing for the whole; OpeningEditedMeanwhileError when somebody was faster.
    """
    opening = lock_opening(opening_id)
    if opening.revision != revision:
        raise OpeningEditedMeanwhileError(opening)
    denial = is_editable(opening)
    if denial:
        raise ValidationError([f"{denial.reason} {denial.next_step}"])
    locked = standing_shifts(opening_id).select_for_update(of=("self",)).order_by("pk")
    standing = {one.pk: one for one in locked}
    refuse_plans(opening.is_dated, shifts, standing)
    _refuse_lost(standing, shifts, opening)
    before = [_as_detail(one) for one in standing.values()]
    _write(opening, standing, shifts)
    now_stand = list(standing_shifts(opening_id))
    if before == [_as_detail(one) for one in now_stand]:
        return opening.revision
    span = dates_of(now_stand, opening)
    columns = {**span, "revision": opening.revision + 1, "updated": now}
    Opening.objects.filter(pk=opening.pk).update(**columns)
    detail = {"before": before, "after": [_as_detail(one) for one in now_stand]}
    record_act(by=by, verb="set_shifts", on=opening, now=now, detail=detail)
    content_changed()
    tell_of_places(opening=opening, now=now)
    reopen_places(opening_id=opening.pk, by=by, now=now)
    mark_filled(opening_id=opening.pk, by=by, now=now)
    return opening.revision + 1


def dates_of(shifts: Iterable[Shift], opening: Opening) -> dict[str, Any]:
    """First and last day and the parts of the week, as the shifts have them; nothing for shifts without day."""
    timed = [(one.starts, one.ends) for one in shifts if one.starts is not None and one.ends is not None]
    if not timed:
        return {}
    first = min(starts for starts, _ends in timed).astimezone(JAPAN).date()
    last = max(starts for starts, _ends in timed).astimezone(JAPAN).date()
    touched = {code for starts, ends in timed for code in slots_between(starts, ends)}
    deadline = min(opening.deadline, last) if opening.deadline else None
    slots = tuple(code for code in SLOTS if code in touched)
    return {"starts": first, "ends": last, "deadline": deadline, "slots": slots}


def refuse_plans(dated: bool, plans: Sequence[ShiftPlan], standing: Mapping[int, Shift]) -> None:
    """What is wrong with each row; ValidationError."""
    problems: dict[str, str] = {}
    for number, plan in enumerate(plans):
        found = _wrong_times(plan) if dated else {}
        if not 1 <= plan.places <= MOST_PLACES:
            found["places"] = _("Please write a number from 1 to 500.")
        problems |= {f"shift-{number}-{name}": words for name, words in found.items()}
    if problems:
        raise ValidationError(problems)
    if any(plan.id is not None and plan.id not in standing for plan in plans):
        raise ValidationError(_("A shift is no longer there. Please look at the page again."))
    if dated and not 1 <= len(plans) <= MOST_SHIFTS:
        raise ValidationError(_("Please write at least one shift, and at most 60."))
    if not dated and (len(plans) != 1 or plans[0].starts is not None):
        raise ValidationError(_("This kind of opening has no shifts with a day, only a number of people."))


def _wrong_times(plan: ShiftPlan) -> dict[str, str]:
    if plan.starts is None or plan.ends is None:
        return {"starts": _("Please write the day, from when and to when.")}
    if plan.ends <= plan.starts:
        return {"ends": _("The end lies before the beginning.")}
    if plan.ends - plan.starts > LONGEST:
        return {"ends": _("A shift is at most 24 hours long.")}
    return {}


def _refuse_lost(standing: Mapping[int, Shift], plans: Sequence[ShiftPlan], opening: Opening) -> None:
    """Who has applied for a day must find that day."""
    held = held_shifts(opening.pk)
    kept = {plan.id for plan in plans}
    if held - kept:
        words = _("Somebody has applied for a shift that is missing here. It stays; cancel the opening if need be.")
        raise ValidationError(words)
    for number, plan in enumerate(plans):
        stands = standing[plan.id] if plan.id in held and plan.id is not None else None
        if stands is None:
            continue
        if (stands.starts, stands.ends) != (plan.starts, plan.ends):
            words = _("Somebody has applied for this shift, so its day and hours stay.")
            raise ValidationError({f"shift-{number}-starts": words})
        if plan.places < stands.taken or plan.places * PENDING_PER_PLACE < stands.pending:
            words = _("So many people have a place already or wait for an answer. Please choose a greater number.")
            raise ValidationError({f"shift-{number}-places": words})


def held_shifts(opening_id: int) -> set[int]:
    """Ids of the shifts for which somebody has ever applied; they are never deleted."""
    rows = Shift.objects.filter(opening_id=opening_id, applications__isnull=False)
    return set(rows.values_list("pk", flat=True))


def _write(opening: Opening, standing: Mapping[int, Shift], plans: Sequence[ShiftPlan]) -> None:
    kept = {plan.id for plan in plans if plan.id is not None}
    for number, shift in standing.items():
        if number not in kept:
            shift.delete()
    for plan in plans:
        values = {"starts": plan.starts, "ends": plan.ends, "places": plan.places}
        if plan.id is None:
            Shift.objects.create(opening=opening, **values)
        else:
            Shift.objects.filter(pk=plan.id).update(**values)


def _as_detail(shift: Shift) -> dict[str, Any]:
    times = (moment.isoformat() if moment else None for moment in (shift.starts, shift.ends))
    return dict(zip(("starts", "ends"), times, strict=True)) | {"id": shift.pk, "places": shift.places}


def has_free_place(opening_id: int, now: datetime) -> bool:
    """Whether somebody could still have a place in a shift that has not begun."""
    rows = standing_shifts(opening_id).filter(taken__lt=models.F("places"))
    return rows.filter(models.Q(starts__isnull=True) | models.Q(starts__gt=now)).exists()


@transaction.atomic
def mark_filled(*, opening_id: int, by: int | None, now: datetime) -> bool:
    """After a place was given: an opening without any free place is filled. Whether it changed; called twice, once."""
    return _settle(opening_id, "fill", Opening.Status.PUBLISHED, free=False, by=by, now=now)


@transaction.atomic
def reopen_places(*, opening_id: int, by: int | None, now: datetime) -> bool:
    """After a place became free: a filled opening is published again. Whether it changed; called twice, once."""
    return _settle(opening_id, "free", Opening.Status.FILLED, free=True, by=by, now=now)


def _settle(opening_id: int, verb: str, status: str, *, free: bool, by: int | None, now: datetime) -> bool:
    """Locked before the places are counted: of one who takes the last and one who gives one back, the later counts."""
    opening = lock_opening(opening_id)
    if opening.status != status or has_free_place(opening_id, now) is not free:
        return False
    columns = {"revision": opening.revision + 1, "updated": now}
    try:
        move(opening, verb, table=LIFE, by=by, now=now, columns=columns)
    except MoveRefusedError:
        return False
    content_changed()
    return True
