"""How the portal is used: pages that were read, and people who were there."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet

from kpis.references.models import Series
from kpis.references.selectors import reference_within
from kpis.references.wording import LACKS
from kpis.sources.source import Span, Whole, source
from portal.accounts.models import Person
from portal.accounts.selectors import ACTIVITY_DAYS, active_people
from portal.shared.reach.models import PageViews


@source("page-views", adds="views", by={"language": "language", "page-kind": "kind"})
def page_views(span: Span) -> QuerySet[PageViews]:
    """Pages that residents read, bots and the ward's own people left out, by day, kind and language."""
    return PageViews.objects.on_days(span.first, span.last)


@source("active-users", personal=True, kept_days=ACTIVITY_DAYS, by={"language": "language"})
def active_users(span: Span) -> QuerySet[Person]:
    """People who used the portal signed in on one of these days, each once."""
    return active_people(span.first, span.last)


def _population(span: Span) -> Decimal | None:
    """As entered for a day within; that of another month would be a wrong number."""
    found = reference_within(Series.POPULATION, span.first, span.last)
    return Decimal(found.value) if found else None


@source(
    "active-share",
    personal=True,
    kept_days=ACTIVITY_DAYS,
    out_of=Whole(_population, LACKS[Series.POPULATION]),
    within=("active-users",),
)
def active_share(span: Span) -> QuerySet[Person]:
    """The same people, as a part of the ward's population."""
    return active_users(span)
