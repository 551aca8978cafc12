"""Asking for a place in one line, and looking at what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from volunteers.applications import services
from volunteers.applications.models import Application
from volunteers.openings.models import Shift
from volunteers.profiles.models import VolunteerProfile


def ask(shift: Shift, profile: VolunteerProfile, now: datetime, **values: Any) -> Application:
    """The person asks for themselves."""
    return services.apply(shift_id=shift.pk, profile_id=profile.pk, by=profile.person_id, now=now, **values)


def states(made: Iterable[Application]) -> list[str]:
    """As they stand in the table now."""
    return [Application.objects.get(pk=one.pk).status for one in made]


def counts(shift: Shift) -> tuple[int, int]:
    """Places taken and answers pending, as the shift counts them."""
    shift.refresh_from_db()
    return shift.taken, shift.pending
