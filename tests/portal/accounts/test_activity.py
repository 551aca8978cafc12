"""The list of one's sessions: which device, since when, last used when; all others can be ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client, RequestFactory
from django.utils import timezone

from portal.accounts.activity import DAY_KEY, SEEN_KEY, note_activity
from portal.accounts.devices import device
from portal.accounts.models import ActivityDay, User
from portal.accounts.selectors import active_people
from portal.shared.japan import JAPAN
from tests import factories
from tests.portal.accounts.factors.test_setup import signed_in

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_the_moment_is_written_now_and_then(django_assert_num_queries: Any) -> None:
    client = signed_in(factories.make_user())
    before = timezone.now() - timedelta(hours=1)
    UserSession.objects.update(last_seen_at=before)
    client.get("/en/credits/")
    assert UserSession.objects.get().last_seen_at == before
    session = client.session
    session[SEEN_KEY] -= 16 * 60
    session.save()
    client.get("/en/credits/")
    assert UserSession.objects.get().last_seen_at > before


def test_the_others_can_be_ended() -> None:
    user = factories.make_user()
    here, there = signed_in(user), signed_in(user)
    UserSession.objects.filter(session_key=there.session.session_key).update(user_agent=FIREFOX)
    page = here.get("/en/accounts/sessions/").content.decode()
    assert "Firefox, Windows" in page and "this device" in page and "Last seen" in page
    here.post("/en/accounts/sessions/")
    assert there.get("/en/desk/")["Location"].startswith("/en/accounts/login/")
    assert "signed in nowhere else" in here.get("/en/accounts/sessions/").content.decode()


def test_a_new_password_ends_the_others() -> None:
    user = factories.make_user()
    here, there = signed_in(user), signed_in(user)
    typed = {
        "oldpassword": factories.PASSWORD,
        "password1": "another long password",
        "password2": "another long password",
    }
    here.post("/en/accounts/password/change/", typed)
    assert "_auth_user_id" in here.session and here.get("/en/accounts/email/").status_code == 200
    assert there.get("/en/desk/")["Location"].startswith("/en/accounts/login/")


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36 EdgA/140.0", "Edge, Android"),
        ("curl/8.0", ""),
    ],
)  # fmt: skip
def test_a_device_in_two_words(agent: str, said: str) -> None:
    assert device(agent) == said


def test_an_address_changes_only_with_its_code(client: Client) -> None:
    user = factories.make_user("old@example.org")
    here = signed_in(user)
    answer = here.post("/en/accounts/email/", {"email": "New@example.org", "action_add": ""})
    user.refresh_from_db()
    assert (
        user.email == "old@example.org"
        and "confirm-email" in here.get(answer["Location"], follow=True).request["PATH_INFO"]
    )


def on(client: Client, now: datetime) -> None:
    """The session's next request, at a moment."""
    request = RequestFactory().get("/en/")
    request.session, request.user = client.session, User.objects.get(pk=client.session["_auth_user_id"])
    note_activity(request, now=now)
    request.session.save()


def test_a_day_is_written_once_for_each_session_and_person(django_assert_max_num_queries: Any, now: datetime) -> None:
    user = factories.make_user()
    here, there = signed_in(user), signed_in(user)
    late = datetime(2026, 11, 18, 23, 59, 59, 999999, tzinfo=JAPAN)
    for client in (here, there, here):
        on(client, late)
    on(here, late + timedelta(microseconds=1))
    days = list(ActivityDay.objects.order_by("day").values_list("person_id", "day"))
    assert days == [(user.person_id, date(2026, 11, 18)), (user.person_id, date(2026, 11, 19))]
    request = RequestFactory().get("/en/")
    request.session = here.session
    assert request.session[DAY_KEY]
    with django_assert_max_num_queries(0):
        note_activity(request, now=late + timedelta(hours=1))


def test_only_pages_of_people_who_are_signed_in_are_activity() -> None:
    user = factories.make_user()
    Client().get("/en/credits/")
    client = signed_in(user)
    client.get("/open-data/places.csv")
    assert not ActivityDay.objects.exists()
    client.get("/en/credits/")
    assert ActivityDay.objects.get().person_id == user.person_id
    assert list(active_people(ActivityDay.objects.get().day, ActivityDay.objects.get().day)) == [user.person]


def test_active_people_are_counted_once_however_many_days_they_came() -> None:
    often, once, never = (factories.make_person() for _ in range(3))
    for person, day in ((often, 1), (often, 2), (often, 30), (once, 30), (never, 31)):
        ActivityDay.objects.create(person=person, day=date(2026, 10, day))
    found = active_people(date(2026, 10, 1), date(2026, 10, 30))
    assert set(found) == {often, once} and found.count() == 2
    assert ActivityDay.objects.on_days(date(2026, 10, 2), date(2026, 10, 30)).count() == 3
