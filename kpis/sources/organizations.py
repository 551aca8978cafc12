"""Organisations, their places and how long they stay, out of the organisations' rooms.

How long: an organisation joins on the day it is first published, and is gone with the last act that closed it. What was
merged into another one was never an organisation of its own.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Case, DateTimeField, Exists, F, Func, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from kpis.references.models import Reference, Series
from kpis.references.selectors import reference_on, reference_within
from kpis.references.wording import LACKS, NOBODY_JOINED
from kpis.sources.breakdowns import town_part
from kpis.sources.source import DAY, Span, Whole, source
from organizations.directory.models import Membership, Organization
from organizations.places.models import Place
from portal.shared.models import Act

_MAPPED = Place.objects.published().filter(organization=OuterRef("pk"), public_latitude__isnull=False)
_TOWN = Case(When(town_code="", then=Value("")), default=Concat("municipality_code", "town_code"))
_FIRST_TOWN = town_part(Subquery(_MAPPED.order_by("pk").annotate(code13=_TOWN).values("code13")[:1]))
"""Of an organisation with several places on the map, the town of the first."""


@source("organizations-on-map", stock=True, by={"organisation-kind": "kind", "town": _FIRST_TOWN})
def organizations_on_map(span: Span) -> QuerySet[Organization]:
    """Organisations that everybody can read, with a place on the map, as of today."""
    return Organization.objects.published().filter(Exists(_MAPPED))


def _core_npos(span: Span) -> Decimal | None:
    found = reference_on(Series.CORE_NPOS, span.last)
    return Decimal(found.value) if found else None


@source("core-npos-registered", stock=True, impersonal=True, out_of=Whole(_core_npos, LACKS[Series.CORE_NPOS]))
def core_npos_registered(span: Span) -> QuerySet[Organization]:
    """Of the list in force those that everybody can read and somebody of their own keeps, as of today.

    Many come out of official lists; that alone is not their registration.
    """
    listed = reference_on(Series.CORE_NPOS, span.last)
    kept = Membership.objects.filter(organization=OuterRef("pk"), accepted__isnull=False)
    rows = Organization.objects.published().filter(Exists(kept))
    return rows.filter(corporate_number__in=listed.numbers if listed else [])


def _joined_three_years_before(span: Span) -> QuerySet[Organization]:
    before = years_before(span, 3)
    npos = Organization.objects.filter(kind=Organization.Kind.NPO, merged_into__isnull=True)
    published = _acts("publish_organization", "enter_organization").order_by("at")
    from_a_list = Case(When(import_key__isnull=False, then=F("created")))
    joined = Coalesce(Subquery(published.values("at")[:1]), from_a_list)
    return npos.annotate(joined=joined).filter(joined__gte=before.begins, joined__lt=before.ends)


def _number_joined(span: Span) -> Decimal:
    return Decimal(_joined_three_years_before(span).count())


@source("npos-continuing-3-years", impersonal=True, out_of=Whole(_number_joined, NOBODY_JOINED))
def npos_continuing_3_years(span: Span) -> QuerySet[Organization]:
    """NPOs that joined in the same days three years before and were not closed within 36 months."""
    after = Func(F("joined"), template="(%(expressions)s + interval '36 months')", output_field=DateTimeField())
    return _joined_three_years_before(span).alias(gone=_gone()).filter(_there(after))


def _list_of_five_years_before(span: Span) -> Reference | None:
    before = years_before(span, 5)
    return reference_within(Series.MULTICULTURAL_NPOS, before.first, before.last)


def _known_npos(span: Span) -> Decimal | None:
    """How many are on the list; None where one of them was never on the portal, for nobody here knows how it fares."""
    listed = _list_of_five_years_before(span)
    if listed is None:
        return None
    known = Organization.objects.filter(corporate_number__in=listed.numbers).values("corporate_number").distinct()
    return Decimal(listed.value) if known.count() == listed.value else None


@source("npos-continuing-5-years", impersonal=True, out_of=Whole(_known_npos, LACKS[Series.MULTICULTURAL_NPOS]))
def npos_continuing_5_years(span: Span) -> QuerySet[Organization]:
    """Of the list whose fifth anniversary lies in these days those that were not closed until then, each once."""
    listed = _list_of_five_years_before(span)
    if listed is None:
        return Organization.objects.none()
    anniversary = Span(*(_years_on(listed.day, 5),) * 2)
    rows = Organization.objects.filter(corporate_number__in=listed.numbers, merged_into__isnull=True)
    there = rows.alias(gone=_gone()).filter(_there(anniversary.begins))
    once = there.order_by().values("corporate_number").annotate(one=Min("pk")).values("one")
    return Organization.objects.filter(pk__in=once)


def years_before(span: Span, years: int) -> Span:
    """The same days so many years before; months stay whole, also in leap years."""
    return Span(_years_on(span.first, -years), _years_on(span.last + DAY, -years) - DAY)


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _acts(*verbs: str) -> QuerySet[Act]:
    return Act.objects.filter(object_type=Organization._meta.label_lower, object_id=OuterRef("pk"), verb__in=verbs)


def _gone() -> Subquery:
    return Subquery(_acts("close_organization").order_by("-at").values("at")[:1])


def _there(moment: object) -> Q:
    """Not closed, or closed from then on."""
    return ~Q(status=Organization.Status.CLOSED) | Q(gone__gte=moment)
