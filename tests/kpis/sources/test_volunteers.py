"""Each source against records made by hand, and the number worked out by hand beside them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from kpis.sources.catalogue import SOURCES
from kpis.sources.shown import Record, on_their_days, records_of
from kpis.sources.source import Span
from portal.shared.fiscal import Kind, period_of
from portal.shared.japan import JAPAN
from tests.volunteers import factories as make
from volunteers.applications.models import Application
from volunteers.hours.models import Hours
from volunteers.openings.models import Opening

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 10, 12, tzinfo=JAPAN)
JUNE = Span(date(2026, 6, 1), date(2026, 6, 30))
MAY = Span(date(2026, 5, 1), date(2026, 5, 31))
_C, _S = Application.Channel, Application.Status


def _value(key: str, span: Span) -> tuple[Decimal | None, int]:
    source, found = SOURCES[key], SOURCES[key].count(span)
    assert found.records == source.rows(span).count()
    people = source.rows(span).values_list(source.of_person, flat=True) if source.of_person else None
    assert found.people == (None if people is None else len(set(people)))
    if source.within:
        rows = {one for key in source.within for one in SOURCES[key].rows(span)} - set(source.rows(span))
        assert found.others == len({one.profile_id for one in rows})
    return found.value, found.records


def _shown(key: str, span: Span) -> list[Record]:
    return on_their_days(records_of(SOURCES[key].rows(span), 0, 50), SOURCES[key], span)


def _match(profile, opening, when: datetime, channel: str = _C.SEARCH, status: str = _S.ACCEPTED):
    shift = make.make_shift(opening, now=when, days=1 + opening.shifts.count(), places=9)
    return make.make_application(profile, shift, now=when, channel=channel, status=status)


def test_matches_count_a_pair_once_by_the_moment_in_japan_and_by_channel():
    cook, driver = make.make_profile("cook", now=NOON), make.make_profile("driver", now=NOON)
    plain = make.make_opening("plain", now=NOON)
    _match(cook, plain, NOON)
    _match(cook, plain, NOON + timedelta(days=1))  # the same two, another day
    _match(driver, plain, NOON, channel=_C.NIGHT, status=_S.TOOK_PART)
    _match(driver, make.make_opening("more", now=NOON), NOON, channel=_C.COORDINATOR)
    _match(cook, make.make_opening("late", now=NOON), datetime(2026, 6, 30, 23, 59, 59, tzinfo=JAPAN))
    _match(cook, make.make_opening("july", now=NOON), datetime(2026, 7, 1, tzinfo=JAPAN))
    _match(cook, make.make_opening("left", now=NOON), NOON, status=_S.WITHDRAWN)
    _match(driver, make.make_opening("office", now=NOON), NOON, channel=_C.CONTRACTOR)
    assert _value("matches-by-portal", JUNE) == (3, 3)
    assert SOURCES["matches-by-portal"].count(JUNE).people == 2, "the cook has two of them"
    assert _value("matches-by-intermediary", JUNE) == (2, 2)
    assert _value("matches-by-portal", MAY) == (0, 0)


def test_the_months_of_a_fiscal_year_add_up_to_its_matches():
    """A volunteer who comes to one opening again and again is one match of the year, in the month of the first."""
    cook, driver = make.make_profile("cook", now=NOON), make.make_profile("driver", now=NOON)
    weekly = make.make_opening("weekly", now=NOON)
    march = datetime(2026, 3, 31, 23, 59, tzinfo=JAPAN)
    _match(cook, weekly, march, channel=_C.COORDINATOR)
    _match(cook, weekly, NOON)
    _match(cook, weekly, NOON + timedelta(days=40))
    _match(driver, weekly, NOON, status=_S.WITHDRAWN)
    _match(driver, weekly, NOON + timedelta(days=40))
    year = period_of(JUNE.first, Kind.YEAR)
    months = [_value("matches-by-portal", Span(one.first, one.last))[0] for one in year.parts(Kind.MONTH)]
    assert months[2:4] == [1, 1] and sum(filter(None, months)) == 2
    assert _value("matches-by-portal", Span(year.first, year.last)) == (2, 2)
    assert _value("matches-by-intermediary", Span(year.first, year.last)) == (0, 0)
    assert _value("matches-by-intermediary", Span(date(2026, 3, 1), date(2026, 3, 31))) == (1, 1)


def test_a_multicultural_match_has_another_language_or_that_field():
    cook = make.make_profile("cook", now=NOON)
    for name, fields in (
        ("japanese alone", {"languages_basic": ("ja",)}),
        ("vietnamese asked", {"languages_basic": ("ja", "vi")}),
        ("nepali welcome", {"languages_welcome": ("ne",)}),
        ("cooperation", {"field": "11"}),
        ("sign language", {"languages_welcome": ("jsl",)}),
    ):
        _match(cook, make.make_opening(name, now=NOON, **fields), NOON)
    assert _value("matches-multicultural", JUNE) == (3, 3)
    assert _value("matches-by-portal", JUNE) == (5, 5)


def test_who_took_part_first_is_counted_in_that_month_alone():
    old, new, later = (make.make_profile(name, now=NOON) for name in ("old", "new", "later"))
    opening = make.make_opening(now=NOON)

    def come(profile, when: datetime):
        shift = make.make_shift(opening, now=when, days=0, places=9)
        return make.make_application(profile, shift, now=when, status=_S.TOOK_PART)

    come(old, NOON - timedelta(days=30))
    come(old, NOON)
    come(new, NOON)
    come(new, NOON + timedelta(days=3))
    first = come(later, NOON + timedelta(days=40))
    make.make_hours(first, now=NOON, status=Hours.Status.CONFIRMED)  # gave two hours in June already
    assert _value("first-participations", JUNE) == (2, 2)
    assert _value("first-participations", MAY) == (1, 1)
    assert _value("active-volunteers", JUNE) == (3, 3)
    assert _value("active-volunteers", MAY) == (1, 1)
    shown = {one.pk: one.day for one in _shown("first-participations", JUNE)}
    given = Hours.objects.get().day
    assert shown == {new.person_id: NOON.date(), later.person_id: given}
    assert {one.day for one in _shown("active-volunteers", JUNE) if one.pk == old.person_id} == {NOON.date()}
    assert {one.day for one in _shown("volunteer-pool", JUNE)} == {timezone.localdate()}, "the day they joined"


def test_who_took_part_first_came_through_the_portal_on_that_day():
    opening = make.make_opening(now=NOON)
    led, sent, both, later, noted = (
        make.make_profile(name, now=NOON) for name in ("led", "sent", "both", "later", "noted")
    )

    def come(profile, day: int, channel: str):
        when = datetime(2026, 6, day, 1, tzinfo=JAPAN)
        shift = make.make_shift(opening, now=when, days=0, places=9)
        return make.make_application(profile, shift, now=when, status=_S.TOOK_PART, channel=channel)

    come(led, 1, _C.CANDIDATE)
    come(sent, 2, _C.COORDINATOR)
    come(both, 3, _C.CONTRACTOR)
    come(both, 3, _C.NIGHT)
    come(later, 4, _C.COORDINATOR)
    come(later, 5, _C.SEARCH)
    given = come(noted, 30, _C.SEARCH)
    earlier = make.make_hours(given, now=NOON, day=date(2026, 6, 29), status=Hours.Status.CONFIRMED)
    Hours.objects.filter(pk=earlier.pk).update(application=None)
    assert _value("first-participations", JUNE) == (2, 2)
    assert set(SOURCES["first-participations"].rows(JUNE)) == {led.person, both.person}
    assert _value("first-participations", Span(date(2026, 6, 30), date(2026, 6, 30))) == (0, 0)
    Hours.objects.filter(pk=earlier.pk).update(application=given)
    assert _value("first-participations", JUNE) == (3, 3)


def test_hours_are_the_confirmed_minutes_of_the_days():
    opening = make.make_opening(now=NOON)
    for name, minutes, day, status in (
        ("a", 90, date(2026, 6, 1), Hours.Status.CONFIRMED),
        ("b", 100, date(2026, 6, 30), Hours.Status.CONFIRMED),
        ("c", 300, date(2026, 5, 31), Hours.Status.CONFIRMED),
        ("d", 300, date(2026, 6, 5), Hours.Status.REPORTED),
    ):
        given = _match(make.make_profile(name, now=NOON), opening, NOON)
        make.make_hours(given, now=NOON, minutes=minutes, day=day, status=status)
    assert _value("hours-confirmed", JUNE) == (Decimal("3.1667"), 2)


def test_the_pool_is_who_is_there_and_awake_today():
    make.make_profile("here", now=NOON)
    make.make_profile("pauses", now=NOON, paused_until=date(2026, 7, 1))
    make.make_profile("back", now=NOON, paused_until=date(2026, 6, 29))
    make.make_profile("left", now=NOON, ended=NOON)
    assert _value("volunteer-pool", JUNE) == (2, 2)


def test_published_items_count_in_the_month_they_were_published():
    make.make_opening("june", now=NOON)
    make.make_opening("may", now=NOON, published=datetime(2026, 5, 31, 23, tzinfo=JAPAN))
    make.make_opening("draft", now=NOON, published=None, status=Opening.Status.DRAFT)
    assert _value("items-published", JUNE) == (1, 1)
    assert _value("items-published", MAY) == (1, 1)
