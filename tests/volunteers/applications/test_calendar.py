"""My shifts as iCalendar, and its private address."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from tests import factories
from tests.volunteers.applications.asking import ask
from tests.volunteers.factories import make_opening, make_profile, make_shift
from tests.ward_people import signed_in
from volunteers.applications import services
from volunteers.applications.my_calendar import calendar_of, calendar_token, profile_by_token, renew_calendar

pytestmark = pytest.mark.django_db


def test_times_are_exact_and_what_was_cancelled_goes(now: datetime) -> None:
    opening = make_opening("炊き出し; 手伝い, 夜", now=now, title_en="Soup, kitchen", meeting_point_ja="駅前")
    shift, profile = make_shift(opening, now=now), make_profile(now=now)
    made = ask(shift, profile, now)
    first = calendar_of(profile, language="en", now=now)
    assert first == calendar_of(profile, language="en", now=now), "the same shifts give the same bytes"
    (event,) = Calendar.from_ical(first).walk("VEVENT")
    assert shift.starts is not None
    assert event["DTSTART"].dt == shift.starts.astimezone(UTC)
    assert event["DTSTART"].dt.utcoffset().total_seconds() == 0
    assert (str(event["SUMMARY"]), str(event["LOCATION"]), event["STATUS"]) == ("Soup, kitchen", "駅前", "CONFIRMED")
    assert str(event["UID"]).startswith(str(made.uid))
    services.withdraw_application(application_id=made.pk, by=profile.person_id, now=now)
    (gone,) = Calendar.from_ical(calendar_of(profile, language="ja", now=now)).walk("VEVENT")
    assert (gone["STATUS"], gone["UID"]) == ("CANCELLED", event["UID"])
    assert gone["SEQUENCE"] > event["SEQUENCE"]
    assert str(gone["SUMMARY"]) == "炊き出し; 手伝い, 夜"


def test_without_a_meeting_point_the_place_is_named(now: datetime, cast: factories.Cast) -> None:
    profile = make_profile(now=now)
    ask(make_shift(make_opening(now=now, place=cast.place), now=now), profile, now)
    (event,) = Calendar.from_ical(calendar_of(profile, language="en", now=now)).walk("VEVENT")
    assert str(event["LOCATION"]) == "Yotsuya Japanese class"


def test_a_renewed_address_opens_nothing_any_more(now: datetime) -> None:
    profile = make_profile(now=now)
    token = calendar_token(profile)
    assert profile_by_token(token) == profile
    assert Client().get(f"/en/volunteer/calendar/{token}/shifts.ics").status_code == 200
    for wrong in (token[:-1], token.upper(), "x", f"{profile.uid.hex}.{profile.calendar_key.hex}"):
        assert Client().get(f"/en/volunteer/calendar/{wrong}/shifts.ics").status_code == 404
    renew_calendar(profile_id=profile.pk, by=profile.person_id, now=now)
    assert profile_by_token(token) is None
    profile.refresh_from_db()
    type(profile).objects.update(ended=now)
    assert profile_by_token(calendar_token(profile)) is None


def test_the_page_shows_the_address_and_renews_it() -> None:
    user = factories.make_user()
    profile = make_profile(now=timezone.now(), person=user.person)
    client = signed_in(user)
    assert calendar_token(profile) in client.get("/en/volunteer/me/calendar/").content.decode()
    assert client.post("/en/volunteer/me/calendar/").status_code == 302
    assert calendar_token(profile) not in client.get("/en/volunteer/me/calendar/").content.decode()
    assert client.get("/en/volunteer/me/calendar/shifts.ics")["Content-Type"].startswith("text/calendar")
