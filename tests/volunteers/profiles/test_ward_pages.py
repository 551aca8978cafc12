"""The desk: finding and looking leave an act, identity, people without an account, writing on their behalf."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Post
from portal.shared.models import Act, Ward
from tests import factories
from tests.volunteers.factories import make_profile
from tests.ward_people import signed_in
from volunteers.profiles.consent_texts import load_consent_texts
from volunteers.profiles.models import Consent, ConsentText, VolunteerProfile

pytestmark = pytest.mark.django_db
NEW = {
    "name": "山田 花子", "kana": "ヤマダ ハナコ", "language": "ja", "channel": "telephone", "phone": "0312345678", "nickname": "はなこ",
    "language_0_0": "ja", "language_0_1": "3", "born_0": "1950", "born_1": "1", "agree": "on",
    "matching_version": "1", "guardian_version": "1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _texts(db: None) -> None:
    load_consent_texts(ConsentText)
    Ward.objects.create(pk=1, municipality_code="131041")


def _worker(kind: str, now: datetime) -> tuple[Client, Post]:
    user = factories.make_user()
    return signed_in(user), factories.make_post(user, kind, now).post


@pytest.mark.parametrize("kind", ["coordinator", "contractor", "official", "administrator"])
def test_somebody_without_an_account_is_signed_up_and_looked_after(kind: str, now: datetime) -> None:
    desk, post = _worker(kind, now)
    assert desk.get("/en/ward/volunteers/new/").status_code == 200
    answer = desk.post("/en/ward/volunteers/new/", NEW)
    profile = VolunteerProfile.objects.get()
    home = f"/en/ward/volunteers/{profile.pk}/"
    assert answer["Location"] == home and not hasattr(profile.person, "user")
    assert profile.phone == "03-1234-5678" and "03-1234-5678" in desk.get(home).content.decode()
    assert Consent.objects.get().recorded_by == post and Consent.objects.get().channel == "telephone"
    data: dict[str, dict[str, Any]] = {
        "edit/skills/": {"revision": "1", "skills": ["cooking"]},
        "days/": {"day": "2027-01-02"},
        "pause/": {"until": "2027-01-31"},
        "confirm/": {},
        "identity/": {"document": "passport", "valid_until": "2030-01-01"},
        "consents/": {"withdraw": "matching"},
        "leave/": {"sure": "on"},
    }
    for path, typed in data.items():
        if path != "confirm/":
            assert desk.get(home + path).status_code == 200, path
        assert desk.post(home + path, typed).status_code == 302, path
    assert (
        "Has left" not in desk.get(home).content.decode() and "This person has left." in desk.get(home).content.decode()
    )
    assert desk.post(home + "pause/", {"until": "2027-02-01"}).status_code == 403
    acts = Act.objects.exclude(verb__in=("look_at_volunteer", "create_person", "check_identity"))
    assert {one.verb for one in acts} >= {"begin_profile", "save_profile", "set_availability", "end_profile"}
    assert all(one.detail["on_behalf"] and one.detail["post"] == post.pk for one in acts)
    assert not any("cooking" in str(one.detail) for one in acts)


def test_without_an_account_nobody_is_reached_by_mail_and_the_words_shown_are_those_agreed_to(now: datetime) -> None:
    desk, _post = _worker("coordinator", now)
    refused = desk.post("/en/ward/volunteers/new/", {**NEW, "channel": "mail"})
    assert refused.status_code == 422 and set(refused.context["form"].errors) == {"channel"}
    assert desk.post("/en/ward/volunteers/new/", NEW).status_code == 302
    profile = VolunteerProfile.objects.get()
    assert (profile.person.language, Consent.objects.get().language) == ("ja", "en")
    limits = {"revision": "1", "proposals_per_week": "3", "project_hours": "0", "channel": "mail"}
    refused = desk.post(f"/en/ward/volunteers/{profile.pk}/edit/limits/", limits)
    assert refused.status_code == 422 and set(refused.context["form"].errors) == {"channel"}
    told = desk.post(f"/en/ward/volunteers/{profile.pk}/leave/", {"sure": "on"}, follow=True).content.decode()
    assert "Written down: the person has left." in told and "Thank you for everything" not in told


def test_who_bears_the_same_name_is_shown_first(now: datetime) -> None:
    desk, _post = _worker("coordinator", now)
    known = make_profile(now=now, person=factories.make_person("山田 花子"))
    answer = desk.post("/en/ward/volunteers/new/", NEW)
    assert answer.status_code == 422 and f"/en/ward/volunteers/{known.pk}/" in answer.content.decode()
    assert desk.post("/en/ward/volunteers/new/", {**NEW, "none": "1"}).status_code == 302
    assert VolunteerProfile.objects.count() == 2
    assert desk.post("/en/ward/volunteers/new/", {**NEW, "name": ""}).status_code == 422


def test_each_search_and_each_look_is_an_act(now: datetime) -> None:
    desk, _post = _worker("coordinator", now)
    profile = make_profile("Minh", now=now, person=factories.make_person("Tran Van Minh"))
    make_profile("Lan", now=now, person=factories.make_person("Nguyen Lan"))
    page = "/en/ward/volunteers/"
    assert desk.post(page, {}).status_code == 422
    found = desk.post(page, {"words": "minh tran"}).content.decode()
    assert "1 volunteer found" in found and "Tran Van Minh" in found and "Nguyen" not in found
    assert "0 volunteers found" in desk.post(page, {"words": "nobody"}).content.decode()
    home = desk.get(f"{page}{profile.pk}/").content.decode()
    assert "Tran Van Minh" in home and "Not checked" in home
    seen = list(Act.objects.filter(verb__startswith="look_at").order_by("id").values_list("verb", "object_id"))
    assert [verb for verb, _id in seen] == ["look_at_found_volunteers"] * 2 + ["look_at_volunteer"]
    assert seen[-1][1] == profile.pk and "minh" not in str(list(Act.objects.values_list("detail", flat=True)))


def test_every_page_that_shows_somebody_is_a_look(now: datetime) -> None:
    desk, _post = _worker("coordinator", now)
    profile = make_profile("Minh", now=now, phone="03-1111-2222", postal_address="若葉1-1")
    looks = Act.objects.filter(verb="look_at_volunteer", object_id=profile.pk)
    for path in ("edit/limits/", "edit/about/", "identity/", "consents/", "days/", "pause/", "leave/"):
        address, before = f"/en/ward/volunteers/{profile.pk}/{path}", looks.count()
        assert desk.get(address).status_code == 200
        assert looks.count() == before + 1, path
        assert desk.post(address, {"document": "x", "radius": "x"}).status_code == 422
        assert looks.count() == before + 2, path


def test_names_alike_at_signing_up_are_a_search(now: datetime) -> None:
    desk, _post = _worker("coordinator", now)
    make_profile(now=now, person=factories.make_person("山田 花子"))
    desk.post("/en/ward/volunteers/new/", NEW)
    assert Act.objects.get(verb="look_at_found_volunteers").detail == {"found": 1}


def test_nobody_checks_themselves_and_auditors_are_told_why_not(now: datetime) -> None:
    user = factories.make_user()
    factories.make_post(user, Post.Kind.COORDINATOR, now)
    profile = make_profile(now=now, person=user.person)
    desk, (auditor, _post) = signed_in(user), _worker("auditor", now)
    outsider = signed_in(factories.make_user())
    for path in ("", "identity/", "edit/skills/"):
        address = f"/en/ward/volunteers/{profile.pk}/{path}"
        assert [one.get(address).status_code for one in (desk, auditor, outsider)] == [403, 403, 404]
    missing = outsider.get("/en/ward/volunteers/987654321/")
    there = outsider.get(f"/en/ward/volunteers/{profile.pk}/")
    assert missing.status_code == 404
    assert missing.content.replace(b"987654321", b"") == there.content.replace(str(profile.pk).encode(), b"")


def test_queries_do_not_grow_with_the_rows(now: datetime) -> None:
    desk, _post = _worker("coordinator", now)
    counts = []
    for number in (3, 12):
        for row in range(number):
            make_profile(f"helper {number} {row}", now=now)
        with CaptureQueriesContext(connection) as asked:
            desk.post("/en/ward/volunteers/", {"words": "helper"})
        counts.append(len(asked))
    assert counts[0] == counts[1]
