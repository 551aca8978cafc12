"""Numbers for the indicators: each opens to the rows it counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.shared.fiscal import Kind, period_of
from tests.factories import Cast
from tests.volunteers.factories import make_application, make_hours, make_opening, make_profile, make_shift
from volunteers.applications.models import Application
from volunteers.hours import numbers
from volunteers.hours.numbers import Found, Type
from volunteers.openings.models import Opening

pytestmark = pytest.mark.django_db


class Ward:
    """Applications of one organisation, made in one line each."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now
        self.opening = make_opening(now=now, organization=cast.organization)
        self.project = make_opening(
            "ウェブサイト", now=now, organization=cast.organization, kind=Opening.Kind.PROJECT, starts=date(2026, 4, 1)
        )

    def took_part(self, who: Any, moment: datetime, **fields: Any) -> Application:
        shift = make_shift(self.opening, now=moment, days=0, places=9)
        return make_application(who, shift, now=moment, **{"status": "took-part", **fields})

    def helps(self, who: Any, **fields: Any) -> Application:
        shift = make_shift(self.project, now=self.now, starts=None, ends=None, places=9)
        return make_application(who, shift, now=self.now, **fields)


@pytest.fixture
def ward(cast: Cast, now: datetime) -> Ward:
    return Ward(cast, now)


def test_matches_by_channel_and_type(ward: Ward, now: datetime) -> None:
    month = period_of(now, Kind.MONTH)
    people = [make_profile(f"helper{number}", now=now) for number in range(7)]
    by_night = ward.took_part(people[0], now, channel="night")
    by_search = ward.took_part(people[1], now, status="no-show")
    at_the_desk = ward.took_part(people[2], now, channel="coordinator")
    contracted = ward.helps(people[3], channel="contractor")
    ward.took_part(people[4], now, status="withdrawn")
    ward.took_part(people[5], month.begins - timedelta(seconds=1))
    ward.took_part(people[6], month.ends)
    with CaptureQueriesContext(connection) as queries:
        found = numbers.matches(month.begins, month.ends)
    assert len(queries) == 1
    assert {key: one.ids for key, one in found.items() if one.value} == {
        (Found.PLATFORM, Type.VOLUNTEER): (by_night.pk, by_search.pk),
        (Found.COORDINATOR, Type.VOLUNTEER): (at_the_desk.pk,),
        (Found.CONTRACTOR, Type.PRO_BONO): (contracted.pk,),
    }
    assert len(found) == len(Found) * len(Type)
    assert all(one.value == len(one.ids) and one.model == "volunteers.Application" for one in found.values())


def test_active_people_and_their_first_time(ward: Ward, now: datetime) -> None:
    month = period_of(now, Kind.MONTH)
    newcomer, old, regular, silent, early = (make_profile(f"helper{number}", now=now) for number in range(5))
    ward.took_part(newcomer, now)
    ward.took_part(newcomer, now + timedelta(days=1))
    ward.took_part(old, month.begins - timedelta(days=40))
    ward.took_part(old, month.begins)
    make_hours(ward.helps(regular), now=now, day=month.last, status="confirmed")
    make_hours(ward.helps(silent), now=now)
    make_hours(ward.helps(early), now=now, day=month.first - timedelta(days=1), status="confirmed")
    ward.took_part(early, month.ends)
    active = numbers.active_volunteers(month.begins, month.ends)
    assert active.ids == tuple(sorted(one.person_id for one in (newcomer, old, regular)))
    first = numbers.first_participations(month.begins, month.ends)
    assert first.ids == tuple(sorted(one.person_id for one in (newcomer, regular)))
    before = numbers.first_participations(month.previous().begins, month.begins)
    assert before.ids == (early.person_id,)


def test_minutes_are_those_confirmed_on_days_of_the_period(ward: Ward, now: datetime) -> None:
    month = period_of(now, Kind.MONTH)
    application = ward.helps(make_profile("helper", now=now))
    for day in (month.first - timedelta(days=1), month.first, month.last, month.next().first):
        make_hours(application, now=now, day=day, status="confirmed")
    make_hours(application, now=now, day=month.first + timedelta(days=1))
    with CaptureQueriesContext(connection) as queries:
        found = numbers.volunteer_minutes(month.begins, month.ends)
    assert (len(queries), found.value, len(found.ids)) == (1, 240, 2)
