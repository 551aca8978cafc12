"""What a free place sets going: the next in line gets it in the same transaction, and the opening fills or comes back.

Whoever calls holds the opening (`openings.editing.lock_opening`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from portal.shared.transitions import move
from volunteers.applications import rules
from volunteers.applications.clocks import reply_due
from volunteers.applications.life import LIFE
from volunteers.applications.mails import tell_managers, tell_volunteer
from volunteers.applications.models import Application
from volunteers.applications.places import give_back, take_place, take_turn
from volunteers.openings.models import Opening, Shift
from volunteers.openings.shifts import has_free_place, mark_filled, reopen_places
from volunteers.profiles.models import VolunteerProfile


def settle_shift(opening: Opening, shift_id: int, *, now: datetime) -> int:
    """Hand out what is free in this shift to who waits, first come first served; answers how many were told.

    Who has something else at that time, or is doing something else this very moment, keeps standing in line.
    """
    shift = Shift.objects.get(pk=shift_id)
    if rules.takes_places(opening, shift, now) is not None:
        return 0
    told = 0
    for application in _in_line(shift):
        if shift.taken >= shift.places or not _promoted(application, opening, now):
            continue
        told += 1
        shift.refresh_from_db(fields=["taken", "pending", "places"])
    return told


def _in_line(shift: Shift) -> list[Application]:
    """Longest first; at most twice as many as there can be places or turns for."""
    if shift.taken >= shift.places:
        return []
    waiting = Application.objects.filter(shift=shift, status=Application.Status.WAITING)
    return list(waiting.select_related("profile__person").order_by("applied", "id")[: shift.places * 6])


def _promoted(application: Application, opening: Opening, now: datetime) -> bool:
    application.opening = opening
    person = VolunteerProfile.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    if not person.filter(pk=application.profile.pk, ended__isnull=True).exists():
        return False
    if rules.overlapping(application.shift, application.profile.pk):
        return False
    chooses = opening.kind == Opening.Kind.PROJECT or opening.answer == Opening.Answer.WE_CHOOSE
    if not (take_turn if chooses else take_place)(application.shift.pk):
        return False
    verb = "talk" if opening.kind == Opening.Kind.PROJECT else "ask_again" if chooses else "offer"
    channel = "mail" if chooses else application.profile.channel
    due = reply_due(now, channel=channel, begins=application.shift.starts)
    try:
        with transaction.atomic():
            move(application, verb, table=LIFE, by=None, now=now, columns={"due": due, "updated": now})
    except IntegrityError:
        give_back(application.shift.pk, LIFE[verb].target)
        return False
    tell_volunteer(application, verb, by=None, now=now)
    if chooses:
        tell_managers(application, verb, by=None, now=now)
    return True


def line_up_the_rest(shift_id: int, *, now: datetime) -> None:
    """All places are given: who still waits for an answer stands in line now, and is told so."""
    full = Shift.objects.filter(pk=shift_id, taken=F("places")).first()
    if full is None:
        return
    asking = Application.objects.filter(shift=full, status__in=Application.HOLDS_PENDING)
    for one in asking.select_related("opening__organization", "shift", "profile__person").order_by("applied", "id"):
        held = one.status
        move(one, "line_up", table=LIFE, by=None, now=now, columns={"due": full.starts, "updated": now})
        give_back(full.pk, held)
        tell_volunteer(one, "line_up", by=None, now=now)


def settle_opening(opening: Opening, *, now: datetime) -> None:
    """Filled when every place of every shift to come is taken, published again when one is free."""
    free = has_free_place(opening.pk, now)
    if opening.status == Opening.Status.PUBLISHED and not free:
        mark_filled(opening_id=opening.pk, by=None, now=now)
    elif opening.status == Opening.Status.FILLED and free:
        reopen_places(opening_id=opening.pk, by=None, now=now)
