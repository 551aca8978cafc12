"""What every row of a history has: room for many, and when it was written by the database's own clock."""

from __future__ import annotations

from django.db import models
from pghistory.models import Event


class HistoryRow(Event):
    """A state that was; `pgh_label` says whether it came (insert) or went (update, delete)."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True
