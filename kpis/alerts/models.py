"""A target that will be missed, as long as that is so."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpis.catalogue.models import Indicator
from portal.accounts.models import Person, Post


class AlertQuerySet(models.QuerySet["Alert"]):
    """Which ones count."""

    def standing(self) -> AlertQuerySet:
        """Still true."""
        return self.filter(until=None)

    def new(self) -> AlertQuerySet:
        """Still true, and nobody has said what is done about it."""
        return self.standing().filter(status=Alert.Status.NEW)


class Alert(models.Model):
    """Raised in a night and judged anew in each; the numbers are those of the night that judged it last.

    The first ones stay in its acts.
    """

    class Reason(models.TextChoices):
        FORECAST = "forecast", pgettext_lazy("reason of an alert", "The forecast misses the target")
        FAR_BEHIND = "far-behind", pgettext_lazy("reason of an alert", "Far behind")

    class Status(models.TextChoices):
        NEW = "new", pgettext_lazy("of an alert", "New")
        HANDLED = "handled", pgettext_lazy("of an alert", "Handled")
        ENDED = "ended", pgettext_lazy("of an alert", "Over")

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="alerts")
    fiscal_year = models.PositiveSmallIntegerField(help_text="The calendar year of its April")
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.NEW)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    since = models.DateField(help_text="The night that raised it")
    night = models.DateField(help_text="The night whose numbers these are")
    until = models.DateField(null=True, help_text="The night that found it over")
    told = models.DateField(null=True, help_text="The night whose mail told of it")
    last = models.DateField(help_text="The last day of what is foretold")
    wanted = models.DecimalField(max_digits=20, decimal_places=4)
    stands = models.DecimalField(null=True, max_digits=20, decimal_places=4, help_text="The value of that night")
    value = models.DecimalField(null=True, max_digits=20, decimal_places=4, help_text="Foretold")
    low = models.DecimalField(null=True, max_digits=20, decimal_places=4)
    high = models.DecimalField(null=True, max_digits=20, decimal_places=4)
    note = models.CharField(_("what is done about it"), max_length=1000, blank=True)
    handled = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    handled_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "fiscal_year"], condition=models.Q(until=None), name="alert_one_stands"
            ),
            models.CheckConstraint(
                condition=models.Q(status="ended", until__gte=models.F("since"))
                | (~models.Q(status="ended") & models.Q(until=None)),
                name="alert_ended_has_night",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="handled")
                | (models.Q(handled__isnull=False, handled_post__isnull=False) & ~models.Q(note="")),
                name="alert_handled_has_note",
            ),
            models.CheckConstraint(
                condition=models.Q(reason="forecast", low__isnull=False, value__isnull=False, high__isnull=False)
                | models.Q(reason="far-behind", low=None, value=None, high=None),
                name="alert_forecast_has_range",
            ),
            models.CheckConstraint(condition=models.Q(night__gte=models.F("since")), name="alert_nights_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.fiscal_year}: {self.status}"
