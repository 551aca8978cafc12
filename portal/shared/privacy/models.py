"""Erasure: that a person's data were erased, so that a restored backup loses them again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """A line of the ledger; it names nobody: the uid leads to a row without a name."""

    class Reason(models.TextChoices):
        OWN_WISH = "own-wish", _("The person deleted their own account")
        REQUEST = "request", _("The person asked the ward office")
        NO_GROUND = "no-ground", _("There is no ground to keep the data any longer")

    person_uid = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True, help_text="Person who erased; empty for the system")
    reason = models.CharField(max_length=20, choices=Reason)

    def __str__(self) -> str:
        return f"{self.person_uid} {self.reason}"
