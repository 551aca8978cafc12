"""The types of places with what hangs on them."""

from __future__ import annotations

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from organizations.places.models import Place, PlaceType


def types_in_use() -> QuerySet[PlaceType]:
    """All types in their order, each with `total`, its number of published places."""
    counted = (
        Place.objects.published().filter(type=OuterRef("pk")).order_by().values("type").annotate(total=Count("id"))
    )
    total = Coalesce(Subquery(counted.values("total"), output_field=IntegerField()), 0)
    return PlaceType.objects.annotate(total=total).order_by("position", "slug")
