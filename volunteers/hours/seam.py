"""Stands in for applications' own service until that is there."""

from __future__ import annotations

from datetime import datetime

from portal.shared.transitions import Transition, TransitionTable, move
from volunteers.applications.models import Application

_S = Application.Status
_TABLE = TransitionTable([Transition("take_part", frozenset({_S.ACCEPTED, _S.NO_SHOW}), _S.TOOK_PART, frozenset({"organization"}))])


def mark_took_part(*, application_id: int, by: int | None, now: datetime) -> Application:
    """Whoever had a place came."""
    application = Application.objects.get(pk=application_id)
    move(application, "take_part", table=_TABLE, by=by, now=now)
    return application
