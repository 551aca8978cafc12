"""My data: seen, taken away, deleted; and erased by the ward for whoever asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from allauth.account.internal.flows import login
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.personal_data import REGISTER
from portal.shared.models import Act
from portal.shared.privacy.models import Erasure
from tests.factories import PASSWORD, Cast
from tests.ward_people import holder, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ERASURE_LEDGER", tmp_path / "erasures.jsonl")


def fresh(user: User) -> Client:
    """Signed in a moment ago, as sensitive pages want it."""
    client = signed_in(user)
    session = client.session
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": timezone.now().timestamp()}]
    session.save()
    return client


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en"])
def test_the_privacy_page_lists_every_kind(client: Client, language: str) -> None:
    page = client.get(f"/{language}/privacy/").content.decode()
    assert page.count('<th scope="row">') == len(REGISTER.kinds)


def test_a_stale_sign_in_is_asked_again(cast: Cast) -> None:
    for name in ("download_my_data", "erase_my_account"):
        answer = signed_in(cast.outsider).get(reverse(name))
        assert answer.status_code == 302 and "reauthenticate" in answer["Location"]


def test_my_data_as_a_file_with_my_name_on_it(cast: Cast) -> None:
    answer = fresh(cast.staff).get(reverse("download_my_data"))
    assert answer["Content-Disposition"].startswith("attachment") and "no-store" in answer["Cache-Control"]
    found = json.loads(answer.content)
    assert found["about_and_given_to"] == "staff"
    rows = {one["kind"]: one["rows"] for one in found["kinds"]}
    assert rows["memberships"][0]["organization__name_ja"] == cast.organization.name_ja
    assert rows["accounts"][0]["email"] == "staff@example.org"
    assert cast.staff.password and cast.staff.password not in answer.content.decode()
    assert Act.objects.get(verb="download_my_data").person_id == cast.staff.person_id
    assert "other@example.org" not in answer.content.decode()


def test_deleting_oneself(cast: Cast) -> None:
    client = fresh(cast.staff)
    address = reverse("erase_my_account")
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422 and User.objects.filter(pk=cast.staff.pk).exists()
    answer = client.post(address, {"sure": "on"}, follow=True)
    assert "Your account is deleted" in answer.content.decode()
    assert not User.objects.filter(pk=cast.staff.pk).exists()
    assert Erasure.objects.get().reason == "own-wish"
    assert not client.login(email="staff@example.org", password=PASSWORD)


def test_the_last_manager_and_holders_stay(cast: Cast) -> None:
    for user, words in ((cast.manager, "only manager of"), (cast.official, "post of the ward")):
        client = fresh(user)
        assert words in client.get(reverse("erase_my_account")).content.decode()
        assert client.post(reverse("erase_my_account"), {"sure": "on"}).status_code == 403
        assert User.objects.filter(pk=user.pk).exists()


def test_the_ward_erases_on_request(cast: Cast) -> None:
    moment = timezone.now()
    official = holder("official", moment)
    address = reverse("erase_person", kwargs={"person_id": cast.manager.person_id})
    client = fresh(official)
    assert cast.organization.name_ja in client.get(address).content.decode()
    assert client.post(address, {"sure": "on"}).status_code == 422
    assert client.post(address, {"sure": "on", "reason": "request"}).status_code == 302
    assert not User.objects.filter(pk=cast.manager.pk).exists()
    assert client.get(address).status_code == 404
    row = Erasure.objects.get()
    assert (row.by_id, row.reason) == (official.person_id, "request")


@pytest.mark.parametrize(
    ("who", "whom", "allowed"),
    [
        ("official", "official", False),
        ("administrator", "official", True),
        ("administrator", "administrator", False),
        ("auditor", "outsider", False),
        ("official", "outsider", True),
    ],
)
def test_who_may_erase_whom(who: str, whom: str, allowed: bool, cast: Cast) -> None:
    moment = timezone.now()
    person = holder(whom, moment) if whom != "outsider" else cast.outsider
    address = reverse("erase_person", kwargs={"person_id": person.person_id})
    answer = fresh(holder(who, moment)).post(address, {"sure": "on", "reason": "request"})
    assert (answer.status_code, User.objects.filter(pk=person.pk).exists()) == (
        (302, False) if allowed else (403, True)
    )


@pytest.mark.parametrize("who", ["auditor", "contractor"])
def test_a_reader_of_the_desk_sees_no_name(who: str, cast: Cast) -> None:
    client = fresh(holder(who, timezone.now()))
    for number in (cast.manager.person_id, 987_654_321):
        answer = client.get(reverse("erase_person", kwargs={"person_id": number}))
        assert answer.status_code == 403, "the same for nobody as for somebody"
    assert cast.organization.name_ja not in answer.content.decode()
    assert not Act.objects.filter(verb="look_at_person").exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_seeing_the_name_leaves_an_act(method: str, cast: Cast) -> None:
    official = holder("official", timezone.now())
    address = reverse("erase_person", kwargs={"person_id": cast.staff.person_id})
    assert getattr(fresh(official), method)(address).status_code in (200, 422)
    act = Act.objects.get(verb="look_at_person")
    assert (act.person_id, act.object_id) == (official.person_id, cast.staff.person_id)


def test_nobody_erases_themselves_at_the_desk() -> None:
    official = holder("administrator", timezone.now())
    address = reverse("erase_person", kwargs={"person_id": official.person_id})
    assert fresh(official).post(address, {"sure": "on", "reason": "request"}).status_code == 403
