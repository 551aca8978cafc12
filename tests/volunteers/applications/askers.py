"""Volunteers in processes of their own: each reads who asks for which shift from its input and says what came of it."""

from __future__ import annotations

import json
import sys
from datetime import datetime

from django.db import transaction

from portal.shared.transitions import MoveRefusedError
from volunteers.applications import asking, services
from volunteers.applications.models import Application
from volunteers.openings.models import Opening, Shift


def main() -> None:
    """`control` as the first argument takes the lock and the condition out of giving a place."""
    if sys.argv[1:] == ["control"]:
        asking.lock_opening = _unheld  # type: ignore[attr-defined]
        asking.take_place = _careless  # type: ignore[attr-defined]
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        order = json.loads(line)
        now = datetime.fromisoformat(order["now"])
        print(" ".join(_ask(*pair, now) for pair in order["pairs"]), flush=True)  # noqa: T201


def _ask(shift_id: int, profile_id: int, now: datetime) -> str:
    try:
        with transaction.atomic():
            return services.apply(shift_id=shift_id, profile_id=profile_id, by=None, now=now).status
    except MoveRefusedError as error:
        return error.denial.code


def _unheld(opening_id: int) -> Opening:
    return Opening.objects.select_related("organization").get(pk=opening_id)


def _careless(shift_id: int) -> bool:
    """Look first, then write what was seen: what everybody writes who has not thought of two at once."""
    shift = Shift.objects.get(pk=shift_id)
    Application.objects.filter(shift=shift).count()
    if shift.taken >= shift.places:
        return False
    Shift.objects.filter(pk=shift_id).update(taken=shift.taken + 1)
    return True
