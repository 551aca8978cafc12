"""Hours given, and certificates over them."""

from __future__ import annotations

import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.directory.models import Organization
from portal.accounts.models import Person
from volunteers.applications.models import Application

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No letters and digits that look like each other."""


def new_code() -> str:
    """A code that nobody guesses and everybody can type: sixteen letters, 79 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(16))


class Hours(models.Model):
    """Time that a person gave on a day; the organisation confirms it, or corrects it with a reason."""

    class Status(models.TextChoices):
        REPORTED = "reported", pgettext_lazy("of hours", "To be confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("of hours", "Confirmed")
        REJECTED = "rejected", pgettext_lazy("of hours", "Not confirmed")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="volunteer_hours")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, null=True, blank=True, on_delete=models.PROTECT, related_name="hours")
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(5), MaxValueValidator(1440)])
    status = models.CharField(max_length=10, choices=Status, default=Status.REPORTED)
    confirmed = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    created = models.DateTimeField(db_default=Now(), editable=False)
    updated = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "day"], name="hours_once_a_day"),
            models.CheckConstraint(condition=models.Q(minutes__gte=5, minutes__lte=1440), name="hours_of_one_day"),
            models.CheckConstraint(
                condition=~models.Q(status="confirmed") | models.Q(confirmed__isnull=False),
                name="hours_confirmed_has_moment",
            ),
            models.CheckConstraint(condition=~models.Q(status="rejected", reason=""), name="hours_rejected_has_reason"),
        ]
        indexes = [
            models.Index(fields=["person", "-day"], name="hours_of_person"),
            models.Index(fields=["organization", "status", "-day"], name="hours_of_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day} {self.minutes}"


class Certificate(models.Model):
    """What was confirmed on the day it was asked for; anybody with the code can check it against this row."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="As it stood on the certificate")
    starts = models.DateField()
    ends = models.DateField()
    minutes = models.PositiveIntegerField()
    lines = models.JSONField(help_text="Organisation, days, minutes")
    issued = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="certificate_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["person", "-issued"], name="certificate_of_person")]

    def __str__(self) -> str:
        return self.code
