"""The volunteer's own pages: three steps in, sections, pause, days, consents, out again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Person
from portal.shared.models import Ward
from tests import factories
from tests.ward_people import signed_in
from volunteers.profiles.consent_texts import load_consent_texts
from volunteers.profiles.models import AvailabilityException, Consent, ConsentText, VolunteerProfile

pytestmark = pytest.mark.django_db
WAKABA = "1310410004001"
STEP_1 = {
    "nickname": "Minh", "language_0_0": "en", "language_0_1": "2", "language_1_0": "vi", "language_1_1": "3",
    "born_0": "1999", "born_1": "5", "agree": "on", "matching_version": "1", "guardian_version": "1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _ward(db: None) -> None:
    load_consent_texts(ConsentText)
    Ward.objects.create(pk=1, municipality_code="131041")


@pytest.fixture
def reader() -> Client:
    return signed_in(factories.make_user("minh@example.org"))


def _profile() -> VolunteerProfile:
    return VolunteerProfile.objects.get(person__user__email="minh@example.org")


def _signed_up(reader: Client) -> VolunteerProfile:
    assert reader.post("/en/volunteer/me/start/", STEP_1).status_code == 302
    return _profile()


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en"])
def test_signed_up_in_three_steps(reader: Client, language: str) -> None:
    start = f"/{language}/volunteer/me/start/"
    assert reader.get(f"/{language}/volunteer/me/")["Location"] == start
    page = reader.get(start).content.decode()
    expected = {"ja": "ニックネーム", "ja-simple": "ニックネーム", "en": "only my nickname"}
    assert expected[language] in page and page.count("<select") == 2 * 3 + 1
    answer = reader.post(start, STEP_1)
    assert answer["Location"] == f"{start}skills/"
    answer = reader.post(f"{start}skills/", {"revision": "1", "skills": ["cooking", "web"], "interests": ["11"]})
    assert answer["Location"] == f"{start}when-and-where/"
    grid = reader.get(answer["Location"]).content.decode()
    assert grid.count('name="slots"') == 28 and 'value="sun-night"' in grid and WAKABA in grid
    where = {"revision": "2", "slots": ["sat-morning"], "in_person": "on", "town_code": WAKABA, "radius": "2000"}
    answer = reader.post(f"{start}when-and-where/", where)
    assert answer["Location"] == f"/{language}/volunteer/me/"
    profile, given = _profile(), Consent.objects.get()
    assert (profile.languages, profile.skills) == ({"en": 2, "vi": 3}, ("cooking", "web"))
    assert (profile.slots, profile.radius, profile.latitude is None) == (("sat-morning",), 2000, False)
    assert (given.language, given.text.purpose, given.recorded_by) == (language, "matching", None)
    mine = reader.get(answer["Location"]).content.decode()
    assert "Minh" in mine and "2 km" in mine and "badge--warn" not in mine and "notice--warn" not in mine


def test_step_one_says_what_is_wrong_and_keeps_what_was_typed(reader: Client) -> None:
    answer = reader.post("/en/volunteer/me/start/", {"nickname": "Minh", "born_0": "soon", "matching_version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="Minh"' in page and not VolunteerProfile.objects.exists()
    assert {"born", "agree"} <= set(answer.context["form"].errors)
    nobody = {name: value for name, value in STEP_1.items() if not name.startswith("language")}
    answer = reader.post("/en/volunteer/me/start/", nobody)
    assert set(answer.context["form"].errors) == {"language_0"} and not Consent.objects.exists()


def test_under_eighteen_a_guardian_agrees_too(reader: Client) -> None:
    young = {**STEP_1, "born_0": str(timezone.localdate().year - 15)}
    answer = reader.post("/en/volunteer/me/start/", young)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"guardian"}
    assert not VolunteerProfile.objects.exists()
    assert reader.post("/en/volunteer/me/start/", {**young, "guardian": "Tran Lan"}).status_code == 302
    found = dict(Consent.objects.values_list("text__purpose", "guardian"))
    assert found == {"matching": "", "guardian": "Tran Lan"}


def test_words_that_changed_meanwhile_are_shown_anew(reader: Client) -> None:
    ConsentText.objects.create(
        purpose="matching", version=2, body_ja="新しい文", body_en="New words", starts=timezone.now()
    )
    answer = reader.post("/en/volunteer/me/start/", STEP_1)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"agree"}
    page = answer.content.decode()
    assert "New words" in page and re.search(r'name="matching_version" value="2"', page)
    assert not VolunteerProfile.objects.exists()


def test_a_second_window_keeps_its_words_and_is_told(reader: Client) -> None:
    _signed_up(reader)
    page = "/en/volunteer/me/edit/skills/"
    assert reader.post(page, {"revision": "1", "skills": ["cooking"]}).status_code == 302
    answer = reader.post(page, {"revision": "1", "skills": ["music"]})
    text = answer.content.decode()
    assert answer.status_code == 409 and re.search(r'value="music"[^>]* checked', text)
    assert 'name="revision" value="2"' in text and _profile().skills == ("cooking",)
    assert reader.post(page, {"revision": "2", "skills": ["music"]}).status_code == 302


@pytest.mark.parametrize(
    ("section", "data", "field"),
    [
        ("about", {"nickname": "", "language_0_0": "ja", "born_0": "1999", "born_1": "5"}, "nickname"),
        ("about", {"nickname": "M", "language_0_0": "ja", "born_0": "1850", "born_1": "5"}, "born"),
        ("skills", {"skills": ["flying"]}, "skills"),
        ("times", {"slots": ["mon-noon"]}, "slots"),
        ("place", {"radius": "2000"}, "in_person"),
        ("place", {"radius": "2000", "in_person": "on"}, "town_code"),
        ("place", {"radius": "7", "online": "on"}, "radius"),
        ("limits", {"proposals_per_week": "3", "project_hours": "41", "channel": "mail"}, "project_hours"),
        ("limits", {"proposals_per_week": "3", "project_hours": "0", "channel": "telephone"}, "phone"),
        ("limits", {"proposals_per_week": "3", "project_hours": "0", "channel": "letter"}, "postal_address"),
    ],
)
def test_a_section_says_what_is_wrong(reader: Client, section: str, data: dict[str, Any], field: str) -> None:
    _signed_up(reader)
    answer = reader.post(f"/en/volunteer/me/edit/{section}/", {"revision": "1", **data})
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {field}
    assert _profile().revision == 1


def test_every_section_reads_back_what_it_saved(reader: Client) -> None:
    _signed_up(reader)
    about = {**STEP_1, "about": "<b>Hello</b>", "language_2_0": "ja", "language_2_1": "1"}
    typed: dict[str, dict[str, Any]] = {
        "about": about,
        "times": {"slots": ["mon-evening"]},
        "place": {"online": "on", "radius": "5000"},
        "limits": {
            "proposals_per_week": "0",
            "hours_per_month": "8",
            "project_hours": "5",
            "channel": "letter",
            "postal_address": "新宿区若葉1-1",
        },
    }
    for revision, (section, data) in enumerate(typed.items(), 1):
        address = f"/en/volunteer/me/edit/{section}/"
        assert reader.post(address, {**data, "revision": str(revision)}).status_code == 302, section
        assert reader.get(address).status_code == 200
    profile = _profile()
    assert (profile.about, profile.languages) == ("<b>Hello</b>", {"ja": 1, "en": 2, "vi": 3})
    assert (profile.in_person, profile.online, profile.latitude) == (False, True, None)
    page = reader.get("/en/volunteer/me/").content.decode()
    assert "&lt;b&gt;Hello" in page and "The limit is no proposals at all." in page and "5 hours a week" in page
    assert reader.get("/en/volunteer/me/edit/nothing/").status_code == 404
    assert reader.get("/en/volunteer/me/start/nothing/").status_code == 404


def test_pause_days_and_confirming(reader: Client) -> None:
    _signed_up(reader)
    today = timezone.localdate()
    answer = reader.post("/en/volunteer/me/pause/", {"until": str(today + timedelta(days=9))})
    assert answer.status_code == 302 and _profile().paused_until == today + timedelta(days=9)
    assert "There is a pause." in reader.get("/en/volunteer/me/").content.decode()
    assert reader.post("/en/volunteer/me/pause/", {"until": "1999-01-01"}).status_code == 422
    reader.post("/en/volunteer/me/pause/", {"resume": "1"})
    assert _profile().paused_until is None
    first = today + timedelta(days=3)
    typed = {"day": str(first), "until": str(first + timedelta(days=1)), "times": ["night"]}
    assert reader.post("/en/volunteer/me/days/", typed).status_code == 302
    assert "2 days to come" in reader.get("/en/volunteer/me/days/").content.decode()
    assert reader.post("/en/volunteer/me/days/", {"as_usual": str(first)}).status_code == 302
    assert AvailabilityException.objects.get().day == first + timedelta(days=1)
    for wrong in ({"day": "2001-01-01"}, {"as_usual": "2026-99-99"}, {"day": str(first), "until": str(today)}):
        assert reader.post("/en/volunteer/me/days/", wrong).status_code == 422
    VolunteerProfile.objects.update(confirmed=today - timedelta(days=181))
    assert "Is all of this still right?" in reader.get("/en/volunteer/me/").content.decode()
    assert reader.post("/en/volunteer/me/confirm/").status_code == 302
    assert "Is all of this still right?" not in reader.get("/en/volunteer/me/").content.decode()


def test_consents_are_taken_back_and_given_again(reader: Client) -> None:
    _signed_up(reader)
    page = "/en/volunteer/me/consents/"
    assert "1 consent counts now." in reader.get(page).content.decode()
    assert reader.post(page, {"withdraw": "matching"}).status_code == 302
    assert "There is no consent to proposals." in reader.get("/en/volunteer/me/").content.decode()
    assert reader.post(page, {"give": "matching", "matching-version": "1"}).status_code == 422
    given = {"give": "matching", "matching-version": "1", "matching-agree": "on"}
    assert reader.post(page, {**given, "matching-version": "7"}).status_code == 422
    assert reader.post(page, given).status_code == 302
    assert Consent.objects.count() == 2


def test_words_that_changed_can_be_agreed_to_with_the_next_click(reader: Client) -> None:
    _signed_up(reader)
    page = "/en/volunteer/me/consents/"
    reader.post(page, {"withdraw": "matching"})
    ConsentText.objects.create(purpose="matching", version=2, body_en="New words", body_ja="新", starts=timezone.now())
    given = {"give": "matching", "matching-version": "1", "matching-agree": "on"}
    text = reader.post(page, given).content.decode()
    assert "The text has changed." in text and "New words" in text and "checked" not in text
    shown = re.search(r'name="matching-version" value="(\d+)"', text)
    assert shown and reader.post(page, {**given, "matching-version": shown[1]}).status_code == 302
    assert Consent.objects.standing_at(timezone.now()).get().text.version == 2
    for _twice in range(2):
        assert reader.post(page, {"withdraw": "matching"}).status_code == 302


def test_newer_words_are_offered_beside_the_older_ones(reader: Client) -> None:
    _signed_up(reader)
    page = "/en/volunteer/me/consents/"
    assert "matching-agree" not in reader.get(page).content.decode()
    ConsentText.objects.create(purpose="matching", version=2, body_en="New words", body_ja="新", starts=timezone.now())
    mine = reader.get("/en/volunteer/me/").content.decode()
    assert mine.index("The text about proposals has changed.") < mine.index("Taking part")
    assert "New words" in reader.get(page).content.decode()
    given = {"give": "matching", "matching-version": "2", "matching-agree": "on"}
    assert reader.post(page, given).status_code == 302
    assert "The text about proposals has changed." not in reader.get("/en/volunteer/me/").content.decode()
    assert "matching-agree" not in reader.get(page).content.decode()


def test_whoever_left_in_another_window_is_told(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = _signed_up(reader)
    stale = VolunteerProfile.objects.get(pk=profile.pk)
    monkeypatch.setattr("volunteers.profiles.gates.live_profile", lambda person_id: stale)
    assert reader.post("/en/volunteer/me/leave/", {"sure": "on"}).status_code == 302
    for path, typed in (("leave", {"sure": "on"}), ("confirm", {}), ("pause", {"resume": "1"})):
        assert reader.post(f"/en/volunteer/me/{path}/", typed).status_code == 302, path
    assert "This person has left." in reader.get("/en/volunteer/").content.decode()
    late = {"revision": str(stale.revision), "skills": ["cooking"]}
    assert reader.post("/en/volunteer/me/edit/skills/", late).status_code == 422
    assert VolunteerProfile.objects.get(pk=profile.pk).ended is not None
    answer = Client().post("/en/volunteer/me/confirm/")
    assert answer.status_code == 302 and answer["Location"].endswith("next=/en/volunteer/me/")


def test_leaving_and_coming_back(reader: Client) -> None:
    profile = _signed_up(reader)
    assert reader.post("/en/volunteer/me/leave/").status_code == 422
    assert reader.post("/en/volunteer/me/leave/", {"sure": "on"})["Location"] == "/en/volunteer/"
    assert reader.get("/en/volunteer/me/")["Location"] == "/en/volunteer/me/start/"
    assert _signed_up(reader).pk == profile.pk


def test_the_way_in_is_open_to_everybody_and_anonymous_readers_sign_in(reader: Client) -> None:
    assert "three minutes" in Client().get("/en/volunteer/").content.decode()
    answer = Client().post("/en/volunteer/me/start/", STEP_1)
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]
    assert not Person.objects.filter(volunteer_profile__isnull=False).exists()
