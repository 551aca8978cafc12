"""The pages of both sides: what they show, to whom, and in how many queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from organizations.directory.models import Organization
from organizations.places.models import Place
from portal.shared.models import Act
from tests import factories
from tests.volunteers.applications.asking import ask
from tests.volunteers.factories import (
    consent_text,
    make_application,
    make_opening,
    make_profile,
    make_proposal,
    make_shift,
)
from tests.ward_people import signed_in
from volunteers.applications import services
from volunteers.applications.models import Application
from volunteers.openings.models import Opening
from volunteers.profiles.models import ConsentText

pytestmark = pytest.mark.django_db
MINE = "/en/volunteer/me/applications/"


@pytest.fixture
def cast() -> factories.Cast:
    """By the real clock, which the views look at."""
    return factories.make_cast(timezone.now() - timedelta(days=1))


def npo(opening: Opening, rest: str = "") -> str:
    return f"/en/npo/applications/{rest}" if rest else f"/en/npo/openings/{opening.pk}/applications/"


def test_asking_through_the_page(cast: factories.Cast) -> None:
    now = timezone.now()
    words = consent_text(ConsentText.Purpose.CONTACT, now - timedelta(days=1))
    opening = make_opening(now=now, organization=cast.organization, languages_basic=("vi",))
    shift, client = make_shift(opening, now=now), signed_in(cast.outsider)
    address = f"/en/volunteer/openings/{opening.pk}/apply/"
    assert "First say what you can do" in client.get(address).content.decode()
    profile = make_profile("Minh", now=now, person=cast.outsider.person)
    shown = client.get(address).content.decode()
    assert escape(words.body_en.splitlines()[0]) in shown
    assert "1 place free" in shown
    refused = client.post(address, {"shift": shift.pk, "message": "Hello"})
    assert refused.status_code == 422
    assert "Vietnamese" in refused.content.decode()
    assert "Hello" in refused.content.decode(), "what was typed is kept"
    type(profile).objects.update(languages_basic=("ja", "vi"))
    assert client.post(address, {"shift": 987_654_321, "message": ""}).status_code == 422
    sent = client.post(address, {"shift": shift.pk, "message": "Hello", "agree": "on", "version": words.version})
    assert sent.status_code == 302
    made = Application.objects.get()
    assert (made.status, made.channel, made.contact_consent.text) == ("accepted", "search", words)  # type: ignore[union-attr]
    page = client.get(MINE).content.decode()
    assert "I cannot come" in page
    assert client.post(f"{MINE}{made.pk}/withdraw/", {"reason": "ill"}).status_code == 302
    made.refresh_from_db()
    assert (made.status, made.reason) == ("withdrawn", "ill")


def test_a_missing_guardian_is_led_to_the_page_that_takes_the_name(cast: factories.Cast) -> None:
    now = timezone.now()
    opening, born = make_opening(now=now, organization=cast.organization), now.date().replace(year=now.year - 16, day=1)
    shift, client = make_shift(opening, now=now), signed_in(cast.outsider)
    profile = make_profile("Minh", now=now, person=cast.outsider.person, born=born)
    there = "/en/volunteer/me/consents/"
    refused = client.post(f"/en/volunteer/openings/{opening.pk}/apply/", {"shift": shift.pk})
    assert refused.status_code == 422 and there in refused.content.decode()
    proposal = make_proposal(profile, opening, now=now)
    assert client.post(f"/en/volunteer/me/proposals/{proposal.pk}/accept/").headers["Location"] == there
    made = make_application(profile, shift, now=now, status="offered", due=now + timedelta(hours=4))
    answer = client.post(f"{MINE}{made.pk}/answer/", {"verb": "take"}, follow=True)
    assert answer.redirect_chain[-1][0] == there and "Name of the parent or guardian" in answer.content.decode()


def test_an_offer_is_taken_with_one_button(cast: factories.Cast) -> None:
    now = timezone.now()
    shift = make_shift(make_opening(now=now, organization=cast.organization), now=now)
    first = ask(shift, make_profile("first", now=now), now)
    made = ask(shift, make_profile("Minh", now=now, person=cast.outsider.person), now)
    client = signed_in(cast.outsider)
    assert "0 people before you" in client.get(MINE).content.decode()
    services.withdraw_application(application_id=first.pk, by=first.profile.person_id, now=now)
    assert "Take the place" in client.get(MINE).content.decode()
    assert client.post(f"{MINE}{made.pk}/answer/", {"verb": "take"}).status_code == 302
    made.refresh_from_db()
    assert made.status == "accepted"
    assert client.get(f"{MINE}{made.pk}/answer/").status_code == 302


def test_who_has_a_place_reads_where_to_come(cast: factories.Cast) -> None:
    now = timezone.now()
    town = {"place": cast.place, "town_code": "1310400030000", "meeting_point": "東口"}
    opening = make_opening(now=now, organization=cast.organization, **town)
    make_application(make_profile("Minh", now=now, person=cast.outsider.person), make_shift(opening, now=now), now=now)
    client, place = signed_in(cast.outsider), f"/en/places/{cast.place.pk}/"
    page = client.get(MINE).content.decode()
    assert place in page and "東口" in page and f"/en/volunteer/openings/{opening.pk}/" in page
    Place.objects.filter(pk=cast.place.pk).update(status="closed")
    assert place not in client.get(MINE).content.decode(), "a page that is gone is no way"


def test_nobody_sees_what_is_somebody_elses(cast: factories.Cast) -> None:
    now = timezone.now()
    opening = make_opening(now=now, organization=cast.organization)
    made = ask(make_shift(opening, now=now), make_profile("first", now=now), now)
    for user in (cast.outsider, cast.manager):
        client = signed_in(user)
        for name in ("withdraw/", "answer/", "contact/"):
            assert client.get(f"{MINE}{made.pk}/{name}").status_code == 404
            assert client.post(f"{MINE}{made.pk}/{name}", {"verb": "take"}).status_code == 404
    other = make_opening("別の", now=now, organization=cast.other_organization)
    assert signed_in(cast.manager).get(npo(other)).status_code == 404
    for user, own in ((cast.other_manager, opening), (cast.official, opening)):
        client = signed_in(user)
        assert client.get(npo(own)).status_code == 404
        assert client.get(npo(own, f"{made.pk}/")).status_code == 404
        assert client.post(npo(own, f"{made.pk}/"), {"verb": "accept"}).status_code == 404
        assert client.post(npo(own, f"{made.pk}/contact/")).status_code == 404
        assert client.post(npo(own, f"{made.uid}/absence/")).status_code == 404
        assert client.get(f"/en/npo/shifts/{made.shift_id}/cancel/").status_code == 404


def test_a_name_is_seen_with_consent_after_the_answer_and_each_look_is_kept(cast: factories.Cast) -> None:
    now = timezone.now()
    words = consent_text(ConsentText.Purpose.CONTACT, now - timedelta(days=1))
    opening = make_opening(now=now, organization=cast.organization, answer=Opening.Answer.WE_CHOOSE)
    assert cast.outsider.person is not None
    profile = make_profile("Minh", now=now, person=cast.outsider.person)
    made = ask(make_shift(opening, now=now), profile, now, contact_version=words.version)
    client, name = signed_in(cast.staff), cast.outsider.email
    assert name not in client.get(npo(opening)).content.decode()
    assert client.post(npo(opening, f"{made.pk}/contact/")).status_code == 404, "not before the answer"
    assert client.post(npo(opening, f"{made.pk}/"), {"verb": "decline", "reason": ""}).status_code == 422
    assert client.post(npo(opening, f"{made.pk}/"), {"verb": "accept"}).status_code == 302
    page = client.get(npo(opening, f"{made.pk}/")).content.decode()
    assert "Show name and address" in page
    assert name not in page
    assert name in client.post(npo(opening, f"{made.pk}/contact/")).content.decode()
    assert Act.objects.get(verb="look_at_contact").person_id == cast.staff.person_id
    Organization.objects.filter(pk=opening.organization_id).update(status=Organization.Status.SUSPENDED)
    assert client.post(npo(opening, f"{made.pk}/contact/")).status_code == 403
    assert "Show name and address" not in client.get(npo(opening, f"{made.pk}/")).content.decode()
    Organization.objects.filter(pk=opening.organization_id).update(status=Organization.Status.PUBLISHED)
    volunteer = signed_in(cast.outsider)
    assert volunteer.post(f"{MINE}{made.pk}/contact/", {"take_back": "1"}).status_code == 302
    assert client.post(npo(opening, f"{made.pk}/contact/")).status_code == 404
    assert volunteer.post(f"{MINE}{made.pk}/contact/", {"version": words.version}).status_code == 422
    agreed = volunteer.post(f"{MINE}{made.pk}/contact/", {"version": words.version, "agree": "on"})
    assert agreed.status_code == 302
    assert name in client.post(npo(opening, f"{made.pk}/contact/")).content.decode()


def test_attendance_and_a_cancelled_shift_by_the_page(cast: factories.Cast) -> None:
    now = timezone.now()
    opening = make_opening(now=now, organization=cast.organization)
    shift = make_shift(opening, now=now)
    made = ask(shift, make_profile("Minh", now=now), now)
    client = signed_in(cast.manager)
    client.post(npo(opening, f"{made.uid}/absence/"))
    made.refresh_from_db()
    assert made.status == "accepted", "not before it has begun"
    type(shift).objects.update(starts=now - timedelta(hours=3), ends=now - timedelta(hours=1))
    assert "Did not come" in client.get(npo(opening)).content.decode()
    client.post(npo(opening, f"{made.uid}/absence/"))
    made.refresh_from_db()
    assert made.status == "no-show"
    coming = make_shift(opening, now=now, days=9)
    address = f"/en/npo/shifts/{coming.pk}/cancel/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "雨"}).status_code == 302
    assert "Cancelled" in client.get(npo(opening)).content.decode()


def test_queries_do_not_grow_with_people(cast: factories.Cast) -> None:
    now = timezone.now()
    opening = make_opening(now=now, organization=cast.organization, answer=Opening.Answer.WE_CHOOSE)
    me = make_profile("Minh", now=now, person=cast.outsider.person)
    reader, manager = signed_in(cast.outsider), signed_in(cast.manager)
    found = []
    for more in (1, 6):
        for number in range(more):
            shift = make_shift(opening, now=now, days=7 + more + number, places=3)
            ask(shift, me, now)
            ask(shift, make_profile(f"p{more}-{number}", now=now), now)
        with CaptureQueriesContext(
            connection,
        ) as mine:
            reader.get(MINE)
        with CaptureQueriesContext(connection) as theirs:
            manager.get(npo(opening))
        with CaptureQueriesContext(connection) as asking:
            reader.get(f"/en/volunteer/openings/{opening.pk}/apply/")
        found.append((len(mine), len(theirs), len(asking)))
    assert found[0] == found[1]
