"""Report: what somebody says is wrong with an entry."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.directory.models import Organization
from organizations.places.models import Place


class Report(models.Model):
    """Words of a reader, in any language; the address is kept only until the answer was read."""

    class Kind(models.TextChoices):
        WRONG = "wrong", _("Something written here is not right")
        GONE = "gone", _("It is closed or has moved")
        HOURS = "hours", _("The opening hours or languages are not right")
        DANGER = "danger", _("This is harmful or a deception")
        RIGHTS = "rights", _("It shows something about a person or that belongs to somebody else")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("of a report", "Open")
        ANSWERED = "answered", pgettext_lazy("of a report", "Answered")
        CLOSED = "closed", pgettext_lazy("of a report", "Closed")

    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="reports"
    )
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField(max_length=3000)
    language = models.CharField(max_length=10)
    email = models.EmailField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    reported = models.DateTimeField()
    handled = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=3000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=True) ^ Q(place__isnull=True), name="report_on_one_entry"
            ),
            models.CheckConstraint(
                condition=Q(status="open", handled__isnull=True) | Q(handled__isnull=False) & ~Q(status="open"),
                name="report_handled_has_moment",
            ),
        ]
        indexes = [models.Index(fields=["status", "reported", "id"], name="report_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
