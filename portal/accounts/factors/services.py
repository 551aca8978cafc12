"""Writes about second factors: another key for their seeds, and the desk's reset."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from portal.shared.sealing import reseal

SEALED = ("secret", "seed")


def reseal_factors(*, chunk: int) -> int:
    """Bring the seeds under the first key, `chunk` rows in a transaction; answers how many were under another.

    Safe to run twice and beside sign-ins: a row is locked while it changes, and nothing else of it does.
    """
    after, moved = 0, 0
    while True:
        with transaction.atomic():
            rows = list(Authenticator.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:chunk])
            moved += sum(_reseal(row) for row in rows)
        if not rows:
            return moved
        after = rows[-1].pk


def _reseal(row: Authenticator) -> bool:
    found: dict[str, Any] = {}
    for name in SEALED:
        anew = reseal(row.data[name]) if name in row.data else None
        if anew is not None:
            found[name] = anew
    if found:
        row.data = {**row.data, **found}
        row.save(update_fields=["data"])
    return bool(found)
