"""Writes to people that belong to no room of their own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portal.accounts.models import Person
from portal.shared.audit import record_act


@transaction.atomic
def set_mfa_required(*, person_id: int, required: bool, by: int | None, now: datetime) -> bool:
    """Somebody above entrusts matters to this person, or no longer does; false when nothing is new.

    Posts of the ward ask for the second factor by themselves (`rules.needs_second_factor`).
    """
    changed = Person.objects.filter(pk=person_id).exclude(mfa_required=required).update(mfa_required=required)
    if changed:
        verb = "require_second_factor" if required else "release_second_factor"
        record_act(by=by, verb=verb, on=Person.objects.get(pk=person_id), now=now)
    return bool(changed)
