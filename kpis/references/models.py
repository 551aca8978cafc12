"""A reference: a number or a list of a day, with where it comes from; officials enter it, a colleague approves it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import Person, Post


class Series(models.TextChoices):
    """What is known from elsewhere. A list holds until the next one; other series have a value each month."""

    POPULATION = "population", pgettext_lazy("series of references", "Residents of the ward")
    CORE_NPOS = "core-npos", pgettext_lazy("series of references", "List of core NPOs")
    MULTICULTURAL_NPOS = "multicultural-npos", pgettext_lazy("series of references", "List of core multicultural NPOs")

    @property
    def is_list(self) -> bool:
        """Whether it is a list of NPOs by their corporate numbers."""
        return self in (Series.CORE_NPOS, Series.MULTICULTURAL_NPOS)


class Reference(models.Model):
    """A value is never changed: a correction is a new row with its reason, and of one day the last approved counts."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("of a value", "Waiting for approval")
        RETURNED = "returned", pgettext_lazy("of a value", "Returned")
        APPROVED = "approved", pgettext_lazy("of a value", "Approved")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a value", "Withdrawn")

    series = models.CharField(max_length=20, choices=Series)
    day = models.DateField(_("as of"))
    value = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1)])
    numbers = ArrayField(models.CharField(max_length=13), verbose_name=_("corporate numbers"), default=list, blank=True)
    document = models.CharField(_("where it comes from"), max_length=300)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    reason = models.CharField(_("reason of the correction"), max_length=1000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SUBMITTED)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["series", "-day", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(value__gt=0), name="reference_divides_by_something"),
            models.CheckConstraint(
                condition=models.Q(series="population", numbers=[])
                | (~models.Q(series="population") & models.Q(numbers__len=models.F("value"))),
                name="reference_list_is_as_long_as_it_says",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("entered_by")),
                name="reference_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="approved")
                | models.Q(approved_by__isnull=False, approved_post__isnull=False, decided__isnull=False),
                name="reference_approved_has_person",
            ),
        ]
        indexes = [models.Index(fields=["series", "-day", "-decided"], name="reference_in_force")]

    def __str__(self) -> str:
        return f"{self.series} {self.day}: {self.value}"
