"""Forgetting in time: each rule of the register, a chunk at a time."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from portal.shared.nights.steps import Chunk, Cursor
from portal.shared.privacy.register import PersonalData, register
from portal.shared.privacy.services import replay_erasures

ROWS = 500


def overdue(*, now: datetime) -> dict[str, int]:
    """How many rows each rule would forget now: the dry run."""
    found: dict[str, int] = {}
    for kind in register().kinds:
        rows = kind.retention.rows(now)
        if rows is not None:
            found[kind.name] = rows.count()
    return found


def enforce_retention(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """One chunk of one rule; the cursor names the rule. At the beginning, erasures that a crash left half are done."""
    ruled = [kind for kind in register().kinds if kind.retention.overdue]
    place = int(cursor) if isinstance(cursor, int) else 0
    erased = replay_erasures(now=now, everybody=False) if cursor is None else 0
    if place >= len(ruled):
        return Chunk(None, {"erased": erased, "forgotten": 0})
    done = forget(ruled[place], now=now)
    after = place if done == ROWS else place + 1
    return Chunk(after if after < len(ruled) else None, {"erased": erased, "forgotten": done}, done=done)


@transaction.atomic
def forget(kind: PersonalData, *, now: datetime) -> int:
    """Forget up to a chunk of the kind's rows whose time is up; answers how many.

    Each is locked and then asked again: a sign-up that was confirmed in between stays.
    """
    rows = kind.retention.rows(now)
    if rows is None:
        return 0
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:ROWS])
    held = rows.model._default_manager.select_for_update(skip_locked=True).filter(pk__in=found).order_by("pk")
    locked = list(held.values_list("pk", flat=True))
    ids = list(rows.filter(pk__in=locked).order_by("pk").values_list("pk", flat=True))
    if not ids:
        return 0
    if kind.retention.forget:
        return kind.retention.forget(ids, now)
    rows.model._default_manager.filter(pk__in=ids).delete()
    return len(ids)
