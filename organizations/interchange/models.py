"""The ledger of imports: who brought which file in, and what became of its rows."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Person


class ImportRun(models.Model):
    """One file brought in; the report can be read again later."""

    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    layout = models.CharField(max_length=40)
    encoding = models.CharField(max_length=20)
    created_rows = models.PositiveIntegerField(default=0)
    updated_rows = models.PositiveIntegerField(default=0)
    unchanged_rows = models.PositiveIntegerField(default=0)
    refused_rows = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.layout})"


class ImportUploadQuerySet(models.QuerySet["ImportUpload"]):
    """Whose uploads, and how long they count."""

    def of(self, person_id: int | None, now: datetime) -> ImportUploadQuerySet:
        """The person's own, not yet expired."""
        return self.filter(by_id=person_id, at__gt=now - ImportUpload.KEPT)


class ImportUpload(models.Model):
    """A file between choosing and storing; seen only by who brought it, gone after a day."""

    KEPT = timedelta(days=1)

    class Kind(models.TextChoices):
        PLACES = "place", _("Places")
        ORGANIZATIONS = "organization", _("Organisations")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=Kind)
    encoding = models.CharField(max_length=20, blank=True, help_text="As stated; empty: recognised")
    layout = models.CharField(max_length=40, blank=True, help_text="As stated; empty: recognised")
    report = models.JSONField(default=dict, help_text="What the dry run found")
    run = models.OneToOneField(ImportRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = ImportUploadQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file_name

    @property
    def path(self) -> Path:
        """Where its bytes lie: a name that tells nothing, in a folder that is not served."""
        return uploads_folder() / self.uid.hex


def uploads_folder() -> Path:
    """Where files wait between the two steps."""
    return Path(settings.MEDIA_ROOT) / "imports"
