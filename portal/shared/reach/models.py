"""Page views and visitors of a day in Japan; what stands in them came from Redis in batches, each counted once."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PageKind(models.TextChoices):
    """What a page is about; which page is of which kind: `portal/page_kinds.py`."""

    HOME = "home", _("Home page")
    MAP = "map", pgettext_lazy("a kind of page", "Map")
    PLACE = "place", pgettext_lazy("a kind of page", "Place")
    ORGANIZATION = "organization", pgettext_lazy("a kind of page", "Organisation")
    OPENING = "opening", pgettext_lazy("a kind of page", "Opening")
    EVENT = "event", pgettext_lazy("a kind of page", "Event")
    OPEN_DATA = "open-data", pgettext_lazy("a kind of page", "Open data")
    OTHER = "other", pgettext_lazy("a kind of page", "Other")


class PageViewsQuerySet(models.QuerySet["PageViews"]):
    """Which days count."""

    def on_days(self, first: date, last: date) -> PageViewsQuerySet:
        """From the first to the last day, both included."""
        return self.filter(day__gte=first, day__lte=last)


class PageViews(models.Model):
    """How often pages of a kind were read in a language on a day."""

    day = models.DateField()
    kind = models.CharField(max_length=20, choices=PageKind)
    language = models.CharField(max_length=10)
    views = models.PositiveBigIntegerField()

    objects = PageViewsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "kind", "language"], name="page_views_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.language} {self.views}"


class StrayView(models.Model):
    """One view that was served while Redis was away; the next flush adds it to the others."""

    day = models.DateField()
    kind = models.CharField(max_length=20, choices=PageKind)
    language = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.language}"


class CountedBatch(models.Model):
    """The acknowledgement: what stood in this batch is in the page views, whoever still finds it in Redis."""

    uid = models.UUIDField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="counted_batch_at")]

    def __str__(self) -> str:
        return str(self.uid)


class DayVisitors(models.Model):
    """About how many different visitors there were on a day (HyperLogLog: give or take one in a hundred)."""

    day = models.DateField(primary_key=True)
    visitors = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.day} {self.visitors}"
