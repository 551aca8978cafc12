"""Numbers for the ward's indicators: each with the ids of the rows that it counts, so that a number opens its records.

A period goes from `starts` to `ends`, the end no longer within, as a `FiscalPeriod` names them; days are Japan's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Min, QuerySet

from portal.accounts.models import Person
from portal.shared.japan import JAPAN
from volunteers.applications.models import Application
from volunteers.hours.models import Hours
from volunteers.openings.models import Opening

_C, _S = Application.Channel, Application.Status
MATCHED = (_S.ACCEPTED, _S.TOOK_PART, _S.NO_SHOW)
"""A place was given and not taken back."""


class Found(StrEnum):
    """Through whom the two found each other."""

    PLATFORM = "platform"
    COORDINATOR = "coordinator"
    CONTRACTOR = "contractor"


class Type(StrEnum):
    """What kind of help; spot help and pairs come with their rooms."""

    VOLUNTEER = "volunteer"
    PRO_BONO = "pro-bono"


_FOUND = {
    _C.SEARCH: Found.PLATFORM,
    _C.NIGHT: Found.PLATFORM,
    _C.CANDIDATE: Found.PLATFORM,
    _C.COORDINATOR: Found.COORDINATOR,
    _C.CONTRACTOR: Found.CONTRACTOR,
}


@dataclass(frozen=True)
class Figure:
    """A number, and the rows of `model` (its label) that stand behind it."""

    value: int
    model: str
    ids: tuple[int, ...]


def matches(starts: datetime, ends: datetime) -> Mapping[tuple[Found, Type], Figure]:
    """Places given in the period and not taken back since, by channel and type; zero where there were none."""
    rows = Application.objects.filter(status__in=MATCHED, decided__gte=starts, decided__lt=ends).order_by("id")
    ids: dict[tuple[Found, Type], list[int]] = {(found, kind): [] for found in Found for kind in Type}
    for number, channel, kind in rows.values_list("id", "channel", "opening__kind"):
        ids[_FOUND[_C(channel)], Type.PRO_BONO if kind == Opening.Kind.PROJECT else Type.VOLUNTEER].append(number)
    return {key: _figure(Application._meta.label, found) for key, found in ids.items()}


def active_volunteers(starts: datetime, ends: datetime) -> Figure:
    """People who took part in the period: at a shift that began in it, or with confirmed hours on a day in it."""
    shifts = _took_part().filter(shift__starts__gte=starts, shift__starts__lt=ends)
    hours = _confirmed(starts, ends)
    people = {*shifts.values_list("profile__person_id", flat=True), *hours.values_list("person_id", flat=True)}
    return _figure(Person._meta.label, people)


def first_participations(starts: datetime, ends: datetime) -> Figure:
    """People who took part through the portal in the period and never before."""
    first = dict(_took_part().order_by().values_list("profile__person_id").annotate(at=Min("shift__starts")))
    by_hours = Hours.objects.filter(status=Hours.Status.CONFIRMED).order_by().values_list("person_id")
    days = {person: moment.astimezone(JAPAN).date() for person, moment in first.items()}
    for person, day in by_hours.annotate(on=Min("day")):
        days[person] = min(day, days.get(person, day))
    begins, last = _days(starts, ends)
    return _figure(Person._meta.label, (person for person, day in days.items() if begins <= day <= last))


def volunteer_minutes(starts: datetime, ends: datetime) -> Figure:
    """Confirmed minutes of the days in the period; whoever reads hours divides by sixty."""
    rows = list(_confirmed(starts, ends).order_by("id").values_list("id", "minutes"))
    ids = tuple(number for number, _minutes in rows)
    return Figure(sum(minutes for _number, minutes in rows), Hours._meta.label, ids)


def _took_part() -> QuerySet[Application]:
    """At a shift with a time; whoever comes regularly is known by their hours."""
    return Application.objects.filter(status=_S.TOOK_PART, shift__starts__isnull=False)


def _confirmed(starts: datetime, ends: datetime) -> QuerySet[Hours]:
    return Hours.objects.filter(status=Hours.Status.CONFIRMED, day__range=_days(starts, ends))


def _days(starts: datetime, ends: datetime) -> tuple[date, date]:
    """First and last day in Japan that begin within."""
    last = ends - timedelta(microseconds=1)
    return starts.astimezone(JAPAN).date(), last.astimezone(JAPAN).date()


def _figure(model: str, ids: Iterable[int]) -> Figure:
    found = tuple(sorted(ids))
    return Figure(len(found), model, found)
