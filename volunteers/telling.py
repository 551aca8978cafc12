"""What no mail brings is told by the desk: the latest act on a row says what happened last, and a noted telling ends it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from portal.shared.audit import record_act
from portal.shared.models import Act


def acts_on(model: type[models.Model]) -> QuerySet[Act]:
    """Of the row of a query around it."""
    return Act.objects.filter(object_type=model._meta.label_lower, object_id=OuterRef("pk"))


def last_of(model: type[models.Model], verbs: Collection[str], column: str) -> Subquery:
    """A column of the latest of these acts on a row."""
    return Subquery(acts_on(model).filter(verb__in=verbs).order_by("-at", "-pk").values(column)[:1])


@transaction.atomic
def note(
    row: models.Model,
    verb: str,
    *,
    verbs: Collection[str],
    last_act: int,
    by: int | None,
    post_id: int | None,
    now: datetime,
) -> bool:
    """The person was told what the act says; False, and nothing noted, when something else has happened since."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    rows.select_for_update(of=("self",)).get()
    if rows.values_list(last_of(type(row), verbs, "pk"), flat=True).get() != last_act:
        return False
    record_act(by=by, verb=verb, on=row, now=now, detail={"post": post_id, "act": last_act})
    return True
