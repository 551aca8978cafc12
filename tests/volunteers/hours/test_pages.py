"""The pages of hours: the volunteer's, the organisation's, the ward's."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.directory.models import Membership
from portal.accounts.models import Post
from tests.factories import Cast, make_user
from tests.volunteers.factories import (
    consent_text,
    make_application,
    make_hours,
    make_opening,
    make_profile,
    make_shift,
)
from tests.ward_people import holder, signed_in
from volunteers.applications.models import Application
from volunteers.hours.models import Hours
from volunteers.profiles.models import Consent, VolunteerProfile

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(cast: Cast) -> Application:
    """The outsider had a place yesterday, by the clock that the views look at."""
    moment = timezone.now() - timedelta(days=10)
    assert cast.outsider.person is not None
    profile = make_profile("Mai-chan", now=moment, person=cast.outsider.person)
    opening = make_opening(now=moment, organization=cast.organization)
    return make_application(profile, make_shift(opening, now=moment, days=9), now=moment)


def test_a_volunteer_reports_and_is_warned_of_the_own_limit(cast: Cast, over: Application) -> None:
    over.profile.hours_per_month = 1
    over.profile.save()
    client, address = signed_in(cast.outsider), f"/en/volunteer/me/hours/{over.uid}/"
    assert address in client.get("/en/volunteer/me/hours/").content.decode()
    assert 'value="120"' in client.get(address).content.decode()
    assert client.post(address, {"minutes": ""}).status_code == 422
    answer = client.post(address, {"minutes": "95"}, follow=True)
    page = answer.content.decode()
    assert "1 h 35 min" in page and "1 hours a month that you set" in page and "To be confirmed" in page
    assert signed_in(cast.manager).get(address).status_code == 404


def test_change_brings_back_what_was_reported(cast: Cast, over: Application) -> None:
    make_hours(over, now=timezone.now(), minutes=95)
    regular = make_opening("毎週", now=over.applied, organization=cast.organization, kind="ongoing")
    place = make_shift(regular, now=over.applied, starts=None, ends=None)
    goes_on = make_application(over.profile, place, now=over.applied)
    day = timezone.localdate() - timedelta(days=2)
    make_hours(goes_on, now=timezone.now(), day=day, minutes=40)
    client = signed_in(cast.outsider)
    links = re.findall(r'href="([^"]+/hours/[^"]+\?day=[^"]+)"', client.get("/en/volunteer/me/hours/").content.decode())
    pages = [client.get(link).content.decode() for link in links]
    assert any('value="95"' in one for one in pages)
    assert any('value="40"' in one and f'value="{day.isoformat()}"' in one for one in pages)
    assert 'value="40"' not in client.get(f"/en/volunteer/me/hours/{goes_on.uid}/?day=nonsense").content.decode()


def test_the_organization_confirms_many_and_corrects_one(cast: Cast, over: Application) -> None:
    hours, client = make_hours(over, now=timezone.now()), signed_in(cast.staff)
    page = client.get("/en/npo/hours/").content.decode()
    assert "Mai-chan" in page and "outsider" not in page and "1 report" in page
    assert "Nothing was chosen" in client.post("/en/npo/hours/", follow=True).content.decode()
    foreign = signed_in(cast.other_manager)
    foreign.post("/en/npo/hours/", {"hours": [hours.pk]})
    assert Hours.objects.get().status == "reported"
    answer = client.post("/en/npo/hours/", {"hours": [hours.pk, "nonsense", "9" * 30]}, follow=True)
    assert "1 report was confirmed" in answer.content.decode()
    address = f"/en/npo/hours/{hours.pk}/"
    assert foreign.get(address).status_code == 404
    refused = client.post(address, {"verb": "correct", "minutes": "60", "reason": ""})
    assert refused.status_code == 422 and "A reason is missing" in refused.content.decode()
    assert 'value="60"' in refused.content.decode()
    assert client.post(address, {"verb": "correct", "minutes": "60", "reason": "left early"}).status_code == 302
    assert (Hours.objects.get().minutes, Hours.objects.get().status) == (60, "confirmed")


def test_names_are_looked_at_elsewhere_on_record(cast: Cast, over: Application) -> None:
    """Even with consent: the list shows nicknames, and leads to the page where each look is an act."""
    moment = timezone.now()
    hours = make_hours(over, now=moment)
    text = consent_text("contact", moment)
    consent = Consent.objects.create(person=over.profile.person, text=text, language="en", given=moment)
    Application.objects.filter(pk=over.pk).update(contact_consent=consent, status="took-part")
    client = signed_in(cast.staff)
    for address in ("/en/npo/hours/", f"/en/npo/hours/{hours.pk}/"):
        page = client.get(address).content.decode()
        assert "outsider" not in page and "Mai-chan" in page
    application = f"/en/npo/applications/{over.pk}/"
    assert application in page and f"{application}contact/" in client.get(application).content.decode()
    VolunteerProfile.objects.filter(pk=over.profile.pk).update(nickname="—")
    assert "outsider" not in client.get("/en/npo/hours/").content.decode()


def test_attendance_is_written_down_by_the_organization(cast: Cast, over: Application) -> None:
    address, client = f"/en/npo/applications/{over.uid}/attendance/", signed_in(cast.staff)
    assert 'value="120"' in client.get(address).content.decode()
    assert signed_in(cast.other_manager).post(address, {"minutes": "120"}).status_code == 404
    assert signed_in(cast.outsider).post(address, {"minutes": "120"}).status_code == 404
    assert client.post(address, {"minutes": "0"}).status_code == 422
    assert client.post(address, {"minutes": "100", "reason": "came late"}).status_code == 302
    over.refresh_from_db()
    assert (over.status, Hours.objects.get().status, Hours.objects.get().minutes) == ("took-part", "confirmed", 100)


def test_the_coordinator_confirms_what_nobody_else_may(cast: Cast, over: Application, now: datetime) -> None:
    coordinator = signed_in(holder(Post.Kind.COORDINATOR, now))
    hours = make_hours(over, now=timezone.now())
    address = f"/en/ward/hours/{hours.pk}/"
    assert "Nothing waits here" in coordinator.get("/en/ward/hours/").content.decode()
    assert coordinator.get(address).status_code == 404
    Membership.objects.filter(organization=cast.organization).delete()
    assert address in coordinator.get("/en/ward/hours/").content.decode()
    assert coordinator.get(address).status_code == 200
    answer = coordinator.post(address, {"verb": "confirm", "minutes": "120", "reason": ""})
    assert answer.status_code == 302 and answer["Location"] == "/en/ward/hours/"
    assert Hours.objects.get().status == "confirmed"


@pytest.mark.parametrize("path", ["volunteer/me/hours/", "npo/hours/", "ward/hours/"])
def test_lists_cost_as_many_queries_for_one_row_as_for_many(path: str, cast: Cast, now: datetime) -> None:
    """Rows of several people and openings, all of them seen by each of the three readers."""
    official = signed_in(cast.official)
    client = {"volunteer/me/hours/": signed_in(cast.outsider), "ward/hours/": official}.get(path, signed_in(cast.staff))
    if path == "ward/hours/":
        Membership.objects.filter(organization=cast.organization).delete()

    def add(number: int) -> None:
        mine = path.startswith("volunteer") and cast.outsider.person
        person = mine or make_user(f"many{number}@example.org").person
        assert person is not None
        profile = getattr(person, "volunteer_profile", None) or make_profile(f"n{number}", now=now, person=person)
        opening = make_opening(f"手伝い{number}", now=now, organization=cast.organization)
        shift = make_shift(opening, now=now, days=-number)
        text = consent_text("contact", now)
        consent = Consent.objects.filter(person=person, text=text).first() or Consent.objects.create(
            person=person, text=text, language="en", given=now
        )
        had = make_application(profile, shift, now=now - timedelta(days=40), contact_consent=consent)
        make_hours(had, now=now)
        over = make_shift(opening, now=now, days=-20 - number)
        make_application(profile, over, now=now - timedelta(days=40))

    counts = []
    for numbers in (range(1, 2), range(2, 6)):
        for number in numbers:
            add(number)
        client.get(f"/en/{path}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/en/{path}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
