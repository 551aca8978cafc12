"""The places of a shift: counted in the very statement that gives or takes one, so that none is given twice.

Whoever changes something about a shift holds its opening (`openings.editing.lock_opening`), after the person where
one is concerned (`hold_person`): always in this order, so that nobody waits for each other.
"""

from __future__ import annotations

from django.db.models import F

from volunteers.applications.models import Application
from volunteers.openings.models import PENDING_PER_PLACE, Opening, Shift
from volunteers.profiles.models import VolunteerProfile

_PENDING, _PLACE = frozenset(Application.HOLDS_PENDING), frozenset(Application.HOLDS_PLACE)


def hold_person(profile_id: int) -> VolunteerProfile:
    """One person does one thing at a time; VolunteerProfile.DoesNotExist."""
    people = VolunteerProfile.objects.select_related("person")
    return people.select_for_update(no_key=True, of=("self",)).get(pk=profile_id)


def gives_turns(opening: Opening) -> bool:
    """Whether the organisation chooses among those who ask, instead of the first having the place."""
    return opening.kind == Opening.Kind.PROJECT or opening.answer == Opening.Answer.WE_CHOOSE


def take_place(shift_id: int) -> bool:
    """One more place is taken, if there is one."""
    return Shift.objects.filter(pk=shift_id, cancelled=None, taken__lt=F("places")).update(taken=F("taken") + 1) == 1


def take_turn(shift_id: int) -> bool:
    """One more waits for an answer, if at most three would for each place that is free."""
    free = (F("places") - F("taken")) * PENDING_PER_PLACE
    return Shift.objects.filter(pk=shift_id, cancelled=None, pending__lt=free).update(pending=F("pending") + 1) == 1


def give_back(shift_id: int, status: str) -> None:
    """What an application in this state held is free again."""
    if status in _PENDING:
        Shift.objects.filter(pk=shift_id, pending__gt=0).update(pending=F("pending") - 1)
    elif status in _PLACE:
        Shift.objects.filter(pk=shift_id, taken__gt=0).update(taken=F("taken") - 1)
