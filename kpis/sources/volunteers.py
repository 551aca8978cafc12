"""Matches, people who take part and what is offered to them, out of the volunteers' rooms."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate
from django.db.models.lookups import GreaterThan

from kpis.sources.breakdowns import UNKNOWN, town_part
from kpis.sources.source import Span, source
from organizations.vocabulary import Field
from portal.accounts.models import Person
from portal.shared.fiscal import Kind, period_of
from portal.shared.japan import JAPAN
from volunteers.applications.models import Application
from volunteers.bits import pack
from volunteers.hours.models import Hours
from volunteers.openings.models import Opening
from volunteers.profiles.models import VolunteerProfile
from volunteers.vocabulary import LANGUAGES

_C, _S = Application.Channel, Application.Status
MATCHED = (_S.ACCEPTED, _S.TOOK_PART, _S.NO_SHOW)
"""A place was given and not taken back."""
BY_PORTAL = (_C.SEARCH, _C.NIGHT, _C.CANDIDATE)
BY_INTERMEDIARY = (_C.COORDINATOR, _C.CONTRACTOR)
BREAKDOWNS = {
    "town": town_part("profile__town_code"),
    "field": "opening__field",
    "channel": "channel",
    "opening-kind": "opening__kind",
}
_OTHERS = pack((one for one in LANGUAGES if one not in ("ja", "jsl")), LANGUAGES)


def _matches(span: Span) -> QuerySet[Application]:
    """Places given in these days and not taken back since; two shifts of one opening are one match of the fiscal year.

    It counts on the day of the first, so that the months of a year add up to it.
    """
    matched = Application.objects.filter(status__in=MATCHED)
    same = matched.filter(profile=OuterRef("profile"), opening=OuterRef("opening"))
    at_once = Q(decided=OuterRef("decided"), pk__lt=OuterRef("pk"))
    earlier = same.filter(Q(decided__lt=OuterRef("decided")) | at_once, decided__gte=_fiscal_year_of(span))
    return matched.filter(~Exists(earlier), decided__gte=span.begins, decided__lt=span.ends)


def _fiscal_year_of(span: Span) -> datetime:
    return period_of(span.first, Kind.YEAR).begins


@source("matches-by-portal", of_person="profile", by=BREAKDOWNS)
def matches_by_portal(span: Span) -> QuerySet[Application]:
    """The two found each other through search, the night or the list of candidates."""
    return _matches(span).filter(channel__in=BY_PORTAL)


@source("matches-by-intermediary", of_person="profile", by=BREAKDOWNS)
def matches_by_intermediary(span: Span) -> QuerySet[Application]:
    """A coordinator of the ward or a contracted operator brought them together."""
    return _matches(span).filter(channel__in=BY_INTERMEDIARY)


@source(
    "matches-multicultural",
    of_person="profile",
    by=BREAKDOWNS,
    within=("matches-by-portal", "matches-by-intermediary"),
)
def matches_multicultural(span: Span) -> QuerySet[Application]:
    """For openings that ask for or welcome another language than Japanese, or work in international cooperation."""
    rows = _matches(span).alias(asked=_bits("opening__languages_basic"), welcome=_bits("opening__languages_welcome"))
    return rows.filter(Q(asked__gt=0) | Q(welcome__gt=0) | Q(opening__field=Field.INTERNATIONAL))


def _bits(column: str) -> Combinable:
    return F(column).bitand(_OTHERS)


def _spoken(profile: str = "") -> Mapping[str, Mapping[str, Q]]:
    """Languages that volunteers speak at least a little. `profile`: the way from the rows to the volunteer."""
    column = f"{profile}languages_basic"
    speakers = {one: Q(GreaterThan(F(column).bitand(pack([one], LANGUAGES)), 0)) for one in LANGUAGES}
    return {"spoken": {**speakers, UNKNOWN: Q(**{column: 0}) | Q(**{f"{column}__isnull": True})}}


def _first_days(span: Span, people: Collection[int]) -> Mapping[int, date]:
    """On which day of these each of them took part first."""
    days = [
        *_came_on_days()
        .filter(shift__starts__gte=span.begins, shift__starts__lt=span.ends, profile__person__in=people)
        .values_list("profile__person_id", "day"),
        *_worked().filter(day__range=(span.first, span.last), person__in=people).values_list("person_id", "day"),
    ]
    return dict(sorted(days, key=itemgetter(1), reverse=True))


@source(
    "first-participations",
    personal=True,
    days_of=_first_days,
    by={"town": town_part("volunteer_profile__town_code")},
    among=_spoken("volunteer_profile__"),
)
def first_participations(span: Span) -> QuerySet[Person]:
    """People whose first participation on record, a shift they came to or hours, lies in these days, where the portal
    itself had led them: on that first day, for whoever took part in more than one thing."""
    came = _came_on_days().filter(shift__starts__gte=span.begins, shift__starts__lt=span.ends)
    worked = _worked().filter(day__range=(span.first, span.last), application__channel__in=BY_PORTAL)
    led = _firsts(came.filter(channel__in=BY_PORTAL), "profile__person_id")
    return Person.objects.filter(pk__in=led.union(_firsts(worked, "person_id"), all=True))


def _firsts(rows: QuerySet[Any], person: str) -> QuerySet[Any, Any]:
    """Of participations with a `day` those that nothing came before, as the persons' ids."""
    me = OuterRef(person)
    came = _came_on_days().filter(profile__person=me, day__lt=OuterRef("day"))
    worked = _worked().filter(person=me, day__lt=OuterRef("day"))
    return rows.filter(~Exists(came), ~Exists(worked)).values(person)


@source(
    "active-volunteers",
    personal=True,
    days_of=_first_days,
    by={"town": town_part("volunteer_profile__town_code")},
    among=_spoken("volunteer_profile__"),
)
def active_volunteers(span: Span) -> QuerySet[Person]:
    """People who came to a shift or have confirmed hours in these days, each once."""
    return _took_part(span)


def _took_part(span: Span) -> QuerySet[Person]:
    """Out of one list of ids from both tables: PostgreSQL joins one, however long; two it would search row by row."""
    came = _came().filter(shift__starts__gte=span.begins, shift__starts__lt=span.ends).values("profile__person_id")
    worked = _worked().filter(day__range=(span.first, span.last)).values("person_id")
    return Person.objects.filter(pk__in=came.union(worked, all=True))


def _came() -> QuerySet[Application]:
    return Application.objects.filter(status=_S.TOOK_PART, shift__starts__isnull=False).order_by()


def _came_on_days() -> QuerySet[Any]:
    return _came().annotate(day=TruncDate("shift__starts", tzinfo=JAPAN))


def _worked() -> QuerySet[Hours]:
    return Hours.objects.filter(status=Hours.Status.CONFIRMED).order_by()


@source(
    "hours-confirmed",
    adds="minutes",
    per=60,
    of_person="person",
    by={
        "town": town_part("person__volunteer_profile__town_code"),
        "field": "application__opening__field",
        "channel": "application__channel",
    },
)
def hours_confirmed(span: Span) -> QuerySet[Hours]:
    """Hours that organisations confirmed, by the day on which they were given."""
    return Hours.objects.filter(status=Hours.Status.CONFIRMED, day__range=(span.first, span.last))


@source("volunteer-pool", stock=True, personal=True, by={"town": town_part("town_code")}, among=_spoken())
def volunteer_pool(span: Span) -> QuerySet[VolunteerProfile]:
    """Volunteers who have not left and do not pause, as of today."""
    return VolunteerProfile.objects.open_on(span.last)


@source("items-published", by={"field": "field", "town": town_part("town_code"), "opening-kind": "kind"})
def items_published(span: Span) -> QuerySet[Opening]:
    """Calls for volunteers that could be read for the first time in these days."""
    return Opening.objects.filter(published__gte=span.begins, published__lt=span.ends)
