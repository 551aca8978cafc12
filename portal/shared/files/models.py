"""A file that somebody gave the portal: the row here, the bytes on the disk."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.urls import reverse


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """What is there, and what it hangs on."""

    def kept(self) -> StoredFileQuerySet:
        """Not deleted; only these have bytes."""
        return self.filter(deleted=None)

    def on(self, thing: models.Model, purpose: str) -> StoredFileQuerySet:
        """Kept files of a record for one purpose, newest first."""
        hanging = self.kept().filter(object_type=thing._meta.label_lower, object_id=thing.pk, purpose=purpose)
        return hanging.order_by("-id")


class StoredFile(models.Model):
    """One file; never changed, only deleted. What it hangs on is plain values: the room above knows what they mean."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=60, help_text="Key of its policy")
    owner_person_id = models.BigIntegerField(null=True, help_text="Person whose file it is; empty: nobody's own")
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    name = models.CharField(max_length=120, blank=True, help_text="Cleaned; empty once deleted")
    content_type = models.CharField(max_length=100, help_text="By content")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    path = models.CharField(max_length=40, unique=True, help_text="Below MEDIA_ROOT/files; random")
    created = models.DateTimeField()
    delete_after = models.DateTimeField(null=True)
    deleted = models.DateTimeField(null=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__regex=r"^[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{28}$"), name="file_path_is_random"
            ),
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_sha256_digits"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="file_not_empty"),
            models.CheckConstraint(
                condition=models.Q(deleted=None) ^ models.Q(name=""), name="file_named_until_deleted"
            ),
            models.CheckConstraint(
                condition=models.Q(width=None, height=None)
                | models.Q(width__gt=0, height__gt=0, width__isnull=False, height__isnull=False),
                name="file_width_and_height",
            ),
        ]
        indexes = [
            models.Index(fields=["object_type", "object_id", "purpose"], name="file_of_object"),
            models.Index(fields=["owner_person_id"], name="file_of_person", condition=models.Q(deleted=None)),
            models.Index(fields=["delete_after"], name="file_to_delete", condition=models.Q(deleted=None)),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.uid}"

    def get_absolute_url(self) -> str:
        return reverse("download_file", args=[self.uid])

    def facts(self) -> dict[str, Any]:
        """What an audit act keeps of it: no name, which may be a person's."""
        return {"purpose": self.purpose, "object": f"{self.object_type} {self.object_id}", "sha256": self.sha256}
