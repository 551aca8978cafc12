"""What a free place sets going: the next in line gets it in the same transaction, and the opening fills or comes back.

Whoever calls holds the opening (`openings.editing.lock_opening`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef

from portal.shared.transitions import move
from volunteers.applications import rules
from volunteers.applications.clocks import reply_due
from volunteers.applications.life import LIFE
from volunteers.applications.mails import tell_managers, tell_volunteer
from volunteers.applications.models import Application
from volunteers.applications.places import give_back, gives_turns, take_place, take_turn
from volunteers.openings.models import PENDING_PER_PLACE, Opening, Shift
from volunteers.openings.shifts import mark_filled, reopen_places, standing_shifts
from volunteers.profiles.models import VolunteerProfile

AT_A_TIME = 100


def settle_shift(opening: Opening, shift_id: int, *, now: datetime) -> int:
    """Hand out what is free in this shift to who waits, first come first served; answers how many were told.

    Who has something else at that time, or is doing something else this very moment, keeps standing in line.
    """
    shift = Shift.objects.get(pk=shift_id)
    if _left(opening, shift) <= 0 or rules.takes_places(opening, shift, now) is not None:
        return 0
    told = 0
    for application in _in_line(shift):
        if _left(opening, shift) <= 0:
            break
        application.shift, application.opening = shift, opening
        if _promoted(application, now):
            told += 1
            shift.refresh_from_db(fields=["taken", "pending", "places"])
    return told


def _left(opening: Opening, shift: Shift) -> int:
    """How many more can have a place, or their turn."""
    free = shift.places - shift.taken
    return free * PENDING_PER_PLACE - shift.pending if gives_turns(opening) else free


def _in_line(shift: Shift) -> Iterator[Application]:
    """Who stands in line and has nothing else at that time, longest first; a busy head holds up nobody behind it."""
    waiting = Application.objects.filter(shift=shift, status=Application.Status.WAITING)
    if shift.starts is not None and shift.ends is not None:
        busy = Application.objects.filter(status__in=Application.HOLDS_TIME, profile=OuterRef("profile"))
        waiting = waiting.exclude(Exists(busy.filter(during__overlap=(shift.starts, shift.ends))))
    return waiting.select_related("profile__person").order_by("applied", "id").iterator(chunk_size=AT_A_TIME)


def _promoted(application: Application, now: datetime) -> bool:
    opening, shift = application.opening, application.shift
    person = VolunteerProfile.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    if not person.filter(pk=application.profile.pk, ended__isnull=True).exists():
        return False
    # Asked again now that the person is held.
    if rules.overlapping(shift, application.profile.pk):
        return False
    if rules.may_still(opening, shift, application.profile, now):
        return False
    chooses = gives_turns(opening)
    if not (take_turn if chooses else take_place)(shift.pk):
        return False
    verb = "talk" if opening.kind == Opening.Kind.PROJECT else "ask_again" if chooses else "offer"
    channel = "mail" if chooses else application.profile.channel
    due = reply_due(now, channel=channel, begins=shift.starts)
    try:
        with transaction.atomic():
            move(application, verb, table=LIFE, by=None, now=now, columns={"due": due, "updated": now})
    except IntegrityError:
        give_back(shift.pk, LIFE[verb].target)
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
    if opening.status == Opening.Status.PUBLISHED:
        mark_filled(opening_id=opening.pk, by=None, now=now)
    elif opening.status == Opening.Status.FILLED:
        reopen_places(opening_id=opening.pk, by=None, now=now)


def settle_places(*, opening: Opening, now: datetime) -> None:
    """For `volunteers.openings.places_set`: who waits for an answer in vain stands in line, who stands in line moves up."""
    for shift_id in standing_shifts(opening.pk).values_list("pk", flat=True):
        line_up_the_rest(shift_id, now=now)
        settle_shift(opening, shift_id, now=now)
