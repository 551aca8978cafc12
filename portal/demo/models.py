"""The demo's mailbox: mails as they would have arrived."""

from __future__ import annotations

from django.db import models


class DemoMail(models.Model):
    """One mail, as its reader would see it; the same Message-ID arrives once."""

    message_id = models.CharField(max_length=300, unique=True)
    at = models.DateTimeField()
    sender = models.CharField(max_length=400)
    to = models.CharField(max_length=400)
    subject = models.CharField(max_length=300)
    language = models.CharField(max_length=20, blank=True)
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="demo_mail_newest")]

    def __str__(self) -> str:
        return self.subject
