"""What the nights counted, and which source stayed silent."""

from __future__ import annotations

from django.db import models

from kpis.catalogue.models import Indicator


class Rollup(models.Model):
    """How an automatic indicator stood when a night last came by; an error leaves its old values as they are."""

    indicator = models.OneToOneField(Indicator, on_delete=models.CASCADE, related_name="rollup")
    night = models.DateField()
    counted = models.DateTimeField(null=True, help_text="When it last went well")
    failed = models.DateTimeField(null=True, help_text="When it last went wrong; empty once it goes well again")
    error = models.CharField(max_length=300, blank=True)
    seconds = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.night}"


class Breakdown(models.Model):
    """One group of a value as the last night that counted these days found it: "town" 1310…: 12.

    Derived, so each night replaces it together with its value; `records` says how many rows stand behind it, `people`
    whose they are.
    It is read by indicator and days, for which the constraint's own index serves.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+", db_index=False)
    first = models.DateField()
    last = models.DateField()
    by = models.CharField(max_length=20, help_text="A breakdown of the source")
    group = models.CharField(max_length=40, help_text="As the records have it; `unknown` where they have nothing")
    value = models.DecimalField(max_digits=20, decimal_places=4)
    records = models.PositiveIntegerField()
    people = models.PositiveIntegerField(null=True, help_text="How many different ones; empty where rows are nobody's")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "first", "last", "by", "group"], name="breakdown_group_once"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="breakdown_days_in_order"),
            models.CheckConstraint(
                condition=models.Q(records__gt=0) & ~models.Q(group=""), name="breakdown_group_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.first}–{self.last} {self.by} {self.group}: {self.value}"
