"""The one way past append-only: what an erasure must reach. Only `personal_data.py` and what it forgets by call this."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.db import models

from portal.shared.history.tracking import history_of


def forget_history(model: type[models.Model], **conditions: Any) -> int:
    """Delete the kept states that fit; answers how many."""
    history = history_of(model)
    with pgtrigger.ignore(_append_only(history)):
        deleted, _ = history._default_manager.filter(**conditions).delete()
    return deleted


def blank_history(model: type[models.Model], column: str, values: Iterable[str]) -> int:
    """Empty a text column wherever it held one of these, whatever the case; the rest of the state stays."""
    history = history_of(model)
    wanted = models.Q()
    for value in values:
        wanted |= models.Q(**{f"{column}__iexact": value})
    if not wanted:
        return 0
    with pgtrigger.ignore(_append_only(history)):
        return history._default_manager.filter(wanted).update(**{column: ""})


def _append_only(history: type[models.Model]) -> str:
    return f"{history._meta.label}:append_only"
