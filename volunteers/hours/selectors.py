"""Hours and certificates for the screens."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, QuerySet, Sum

from portal.shared.fiscal import Kind, fiscal_year, period_of
from portal.shared.models import Act
from volunteers.applications.models import Application
from volunteers.hours.days import COUNTED, can_have_hours, usual_minutes
from volunteers.hours.models import Certificate, Hours
from volunteers.hours.rules import only_ward_confirms
from volunteers.profiles.models import VolunteerProfile

PAGE = 50
REPORTABLE_SHOWN = 50
NOBODY = "–"
_S = Hours.Status


@dataclass
class Given:
    """Confirmed and waiting minutes, and the rows behind them."""

    organization: Any = None
    confirmed: int = 0
    waiting: int = 0
    rows: list[Hours] = field(default_factory=list)

    def add(self, one: Hours) -> None:
        self.confirmed += one.minutes if one.status == _S.CONFIRMED else 0
        self.waiting += one.minutes if one.status == _S.REPORTED else 0
        self.rows.append(one)


@dataclass
class FiscalYear:
    """What somebody gave in one 年度, by organisation."""

    number: int
    total: Given = field(default_factory=Given)
    organizations: dict[int, Given] = field(default_factory=dict)


def my_hours(person_id: int) -> dict[str, Any]:
    """All hours of a person, newest year first, and the sum of all years; one query."""
    rows = Hours.objects.filter(person_id=person_id).select_related("organization", "application__opening")
    total, years = Given(), dict[int, FiscalYear]()
    for one in rows.order_by("-day", "-id"):
        year = years.setdefault(fiscal_year(one.day), FiscalYear(fiscal_year(one.day)))
        mine = year.organizations.setdefault(one.organization_id, Given(one.organization))
        for sums in (total, year.total, mine):
            sums.add(one)
    return {"total": total, "years": [_shown(year) for year in years.values()]}


def _shown(year: FiscalYear) -> dict[str, Any]:
    given = sorted(year.organizations.values(), key=lambda one: -(one.confirmed + one.waiting))
    return {"number": year.number, "total": year.total, "organizations": given}


def to_report(person_id: int, now: datetime) -> list[dict[str, Any]]:
    """Places the person had, that are over (or go on) and of which no hours are known for the shift; newest first."""
    told = Hours.objects.filter(application=OuterRef("pk"), application__shift__starts__isnull=False)
    rows = Application.objects.filter(profile__person_id=person_id, status__in=COUNTED).exclude(Exists(told))
    rows = rows.select_related("shift", "opening", "organization").order_by("-shift__starts", "-id")
    over = [one for one in rows[: 4 * REPORTABLE_SHOWN] if can_have_hours(one, now) is None]
    return [{"application": one, "minutes": usual_minutes(one.shift)} for one in over[:REPORTABLE_SHOWN]]


def over_monthly_limit(person_id: int, day: date) -> int | None:
    """The hours a month that the person set, where the hours of this day's month are more; None otherwise."""
    limit = VolunteerProfile.objects.filter(person_id=person_id).values_list("hours_per_month", flat=True).first()
    if limit is None:
        return None
    month = period_of(day, Kind.MONTH)
    rows = Hours.objects.filter(person_id=person_id, day__range=(month.first, month.last)).exclude(status=_S.REJECTED)
    minutes = rows.aggregate(sum=Sum("minutes"))["sum"] or 0
    return limit if minutes > 60 * limit else None


def days_confirmed(person_id: int) -> tuple[date, date] | None:
    """First and last day of all confirmed hours; None without any."""
    rows = Hours.objects.filter(person_id=person_id, status=_S.CONFIRMED)
    found = rows.aggregate(first=Min("day"), last=Max("day"))
    return (found["first"], found["last"]) if found["first"] else None


def my_certificates(person_id: int) -> list[Certificate]:
    """Newest first, withdrawn ones too."""
    return list(Certificate.objects.filter(person_id=person_id).order_by("-issued", "-id"))


def hours_of(organizations: Collection[int]) -> QuerySet[Hours]:
    """Hours given to these organisations, with all that a list shows of them."""
    rows = Hours.objects.filter(organization_id__in=organizations)
    return rows.select_related("organization", "person__volunteer_profile", "application__opening")


def ward_hours(now: datetime) -> QuerySet[Hours]:
    """Hours that wait for the ward, for nobody of the organisation may confirm them."""
    rows = Hours.objects.filter(status=_S.REPORTED)
    rows = rows.select_related("organization", "person__volunteer_profile", "application__opening")
    return only_ward_confirms(rows, now)


def page_of(rows: QuerySet[Hours], state: str, after: int) -> dict[str, Any]:
    """One page: oldest first while they wait, newest first afterwards; how many there are in all."""
    order = ("day", "id") if state == _S.REPORTED else ("-day", "-id")
    found = list(rows.filter(status=state).order_by(*order)[after : after + PAGE + 1])
    return {
        "hours": found[:PAGE],
        "total": rows.filter(status=state).count(),
        "following": after + PAGE if len(found) > PAGE else None,
    }


def number_to_confirm(organizations: Collection[int], person_id: int) -> int:
    """How many wait for this member; their own do not."""
    rows = Hours.objects.filter(organization_id__in=organizations, status=_S.REPORTED)
    return rows.exclude(person_id=person_id).count()


def shown_name(hours: Hours) -> str:
    """The nickname, whoever reads: a name is looked at elsewhere, on record; no query where the profile is loaded."""
    profile = getattr(hours.person, "volunteer_profile", None)
    return profile.nickname if profile is not None else NOBODY


def story(hours_id: int) -> list[Act]:
    """What was done with it, oldest first."""
    return list(Act.objects.filter(object_type=Hours._meta.label_lower, object_id=hours_id).order_by("at", "id"))
