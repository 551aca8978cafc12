"""An NPO's desk and the overview of one place."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.directory.models import Organization
from organizations.places import services
from organizations.places.models import LanguageService, Place
from organizations.places.npo_selectors import is_stale, my_places, place_overview
from organizations.places.opening_plan import OpeningPlan, PlannedHours
from portal.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 18)


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def page(user: User, path: str) -> str:
    answer = client(user).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("days", "stale"), [(None, True), (0, False), (90, False), (91, True), (-5, False)])
def test_ninety_days_are_fresh(days: int | None, stale: bool) -> None:
    assert is_stale(None if days is None else TODAY - timedelta(days=days), TODAY) is stale


def test_the_desk_counts_each_worry_and_leads_to_the_first(cast: factories.Cast, now: datetime) -> None:
    mine = {"organization": cast.organization, "now": now}
    factories.make_place("あ新しい", **mine, confirmed=TODAY, hours=[(0, 540, 720)])
    factories.make_place("い古い", **mine, confirmed=TODAY - timedelta(days=91), hours=[(0, 540, 720)])
    desk = my_places(cast.manager, "ja", now)
    assert [one.name for one in desk["places"]] == ["あ新しい", "い古い", "四谷日本語教室"]
    numbers = {one["url"]: one["number"] for one in desk["counts"][:2]}
    assert numbers == {"#places-stale": 2, "#places-hours": 1}
    stale = [one.id for one in desk["places"] if one.stale]
    assert desk["first_stale"] == stale[0] and desk["first_unknown"] == cast.place.pk


def test_translations_are_counted_by_place_and_by_language(cast: factories.Cast, now: datetime) -> None:
    texts = {"summary_ja": "一", "summary_en": "one"}
    services.update_place_texts(place_id=cast.place.pk, revision=1, texts=texts, by=None, now=now)
    services.update_place_texts(place_id=cast.place.pk, revision=2, texts={"summary_ja": "二"}, by=None, now=now)
    desk = my_places(cast.manager, "en", now)
    (line,), (row,) = desk["places"], desk["board"]
    cells = {cell["language"].code: (cell["missing"], cell["outdated"]) for cell in row.cells}
    assert row.name == "Yotsuya Japanese class" and "ja" not in cells
    assert cells["en"] == (0, 1) and cells["vi"] == (2, 0)
    assert (line.missing, line.outdated) == (sum(one for one, _ in cells.values()), 1)
    assert [one["number"] for one in desk["counts"]] == [1, 1, 1, 1]
    assert row.cells[0]["url"].endswith("?open=ja-simple#texts-ja-simple")


def test_the_desk_asks_once_however_many_places_there_are(cast: factories.Cast, now: datetime) -> None:
    for number in range(12):
        factories.make_place(f"教室{number}", now=now, organization=cast.organization)
    with CaptureQueriesContext(connection) as captured:
        desk = my_places(cast.manager, "en", now)
    assert (len(desk["places"]), len(captured.captured_queries)) == (13, 1)


def test_a_member_of_two_organizations_sees_each_place_once(cast: factories.Cast, now: datetime) -> None:
    factories.make_member(cast.manager, cast.other_organization, now)
    names = [one.name for one in my_places(cast.manager, "ja", now)["places"]]
    assert sorted(names) == sorted(["四谷日本語教室", "みどり食堂"])
    assert [one.name for one in my_places(cast.staff, "ja", now)["places"]] == ["四谷日本語教室"]
    assert my_places(cast.outsider, "ja", now)["places"] == []


def test_what_is_closed_for_good_waits_for_nobody_but_is_found_again(cast: factories.Cast, now: datetime) -> None:
    services.close_place(place_id=cast.place.pk, revision=1, reason="", by=None, now=now)
    desk = my_places(cast.manager, "en", now)
    assert (desk["places"], desk["board"], desk["first_stale"]) == ([], [], None)
    assert {one["number"] for one in desk["counts"]} == {0}
    assert [one.name for one in desk["closed"]] == ["Yotsuya Japanese class"]
    shown = page(cast.manager, "/en/npo/")
    assert re.search(rf'<h2 id="closed">.*href="/en/npo/places/{cast.place.pk}/"', shown, re.DOTALL)
    assert "Open this place again" in page(cast.manager, f"/en/npo/places/{cast.place.pk}/")
    assert "Open this place again" not in page(cast.staff, f"/en/npo/places/{cast.place.pk}/")


def test_the_desk_shows_where_a_place_stands(cast: factories.Cast, now: datetime) -> None:
    Place.objects.filter(pk=cast.place.pk).update(status="draft")
    shown = page(cast.manager, "/en/npo/")
    assert "Draft" in shown and 'id="closed"' not in shown


def test_an_overview_tells_every_section(cast: factories.Cast, now: datetime) -> None:
    contact = {"phone": "03-3209-1111", "extension": "12", "form_url": "https://example.org/f", "contact_note": "LINE"}
    services.update_place_contact(place_id=cast.place.pk, revision=1, contact=contact, by=None, now=now)
    plan = OpeningPlan("hours", (PlannedHours(0, 540, 720),))
    services.replace_opening_hours(place_id=cast.place.pk, revision=2, plan=plan, by=None, now=now)
    LanguageService.objects.create(place=cast.place, language="vi", weekdays=[3], mode="volunteer")
    LanguageService.objects.create(place=cast.place, language="tlh")
    services.update_place_facts(place_id=cast.place.pk, revision=3, facts={"facts": ["free"]}, by=None, now=now)
    shown = page(cast.manager, f"/en/npo/places/{cast.place.pk}/")
    for expected in (
        "03-3209-1111", "12)", "https://example.org/f", "LINE", "Mon: 9:00–12:00", "Tiếng Việt: Thu volunteers", "tlh",
        "Free of charge", "Japanese class", "Not confirmed yet", "若葉一丁目1-2", "Missing:",
    ):  # fmt: skip
        assert expected in shown, expected


def test_an_overview_of_an_empty_place_says_so(cast: factories.Cast, now: datetime) -> None:
    found = place_overview(Place.objects.select_related("type").get(pk=cast.place.pk), "en", now)
    assert (found["spoken"], found["facts"], found["outdated"]) == ([], [], [])
    assert found["hours"] == ["Hours not known"]
    assert page(cast.manager, f"/en/npo/places/{cast.place.pk}/").count("Nothing yet") == 2


def test_a_fact_that_left_the_list_is_not_told(cast: factories.Cast, now: datetime) -> None:
    Place.objects.filter(pk=cast.place.pk).update(facts=["free", "flying"])
    place = Place.objects.select_related("type").get(pk=cast.place.pk)
    assert place_overview(place, "en", now)["facts"] == ["Free of charge"]


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_what_cannot_be_changed_offers_no_button(cast: factories.Cast, status: str) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status=status)
    shown = page(cast.manager, f"/en/npo/places/{cast.place.pk}/")
    assert "Please ask the ward office." in shown
    assert "/edit/" not in shown and "/confirm/" not in shown and "/close/" not in shown


@pytest.mark.parametrize(
    ("back", "target"),
    [("", "/en/npo/places/{}/"), ("desk", "/en/npo/"), ("https://evil.example/", "/en/npo/places/{}/")],
)
def test_confirming_leads_back_to_where_one_was(cast: factories.Cast, back: str, target: str) -> None:
    answer = client(cast.staff).post(f"/en/npo/places/{cast.place.pk}/confirm/", {"back": back})
    assert (answer.status_code, answer["Location"]) == (302, target.format(cast.place.pk))


def test_what_is_closed_cannot_be_confirmed(cast: factories.Cast) -> None:
    Place.objects.filter(pk=cast.place.pk).update(status="closed")
    answer = client(cast.manager).post(f"/en/npo/places/{cast.place.pk}/confirm/")
    assert answer.status_code == 403 and "closed for good" in answer.content.decode()


def test_whoever_closes_too_late_is_told_and_looks_again(cast: factories.Cast, now: datetime) -> None:
    services.update_place_contact(place_id=cast.place.pk, revision=1, contact={"phone": "119"}, by=None, now=now)
    browser = client(cast.manager)
    answer = browser.post(f"/en/npo/places/{cast.place.pk}/close/", {"sure": "on", "revision": "1"}, follow=True)
    assert "Somebody changed this place meanwhile" in answer.content.decode()
    assert Place.objects.get(pk=cast.place.pk).status == "published"


def test_the_closing_page_says_what_its_button_does(cast: factories.Cast) -> None:
    url = f"/en/npo/places/{cast.place.pk}/close/"
    assert re.search(
        r'<button class="button" type="submit">Close this place for good</button>', page(cast.manager, url)
    )
    Place.objects.filter(pk=cast.place.pk).update(status="closed")
    again = page(cast.manager, url)
    assert re.search(r'<button class="button" type="submit">Open this place again</button>', again)
    assert "Yes, this place is open again" in again and "It leaves the map" not in again


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_no_place_is_added_to_an_organization_in_the_wards_hands(cast: factories.Cast, status: str) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status=status)
    data = {"organization_id": cast.organization.pk, "name_ja": "教室", "type_id": cast.place.type_id}
    assert client(cast.manager).post("/en/npo/places/new/", data).status_code == 403
    assert not Place.objects.filter(name_ja="教室").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name_ja": ""}, "required"),
        ({"name_ja": "\u200b"}, "required"),
        ({"type_id": "0"}, "valid choice"),
        ({"municipality_code": "999999"}, "valid choice"),
        ({"kana": "ア" * 201}, "200"),
    ],
)
def test_a_new_place_that_cannot_be_is_explained(cast: factories.Cast, more: dict[str, str], words: str) -> None:
    data = {"organization_id": cast.organization.pk, "name_ja": "教室", "type_id": cast.place.type_id, **more}
    answer = client(cast.manager).post("/en/npo/places/new/", data)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert Place.objects.filter(organization=cast.organization).count() == 1


def test_one_language_is_opened_by_its_address(cast: factories.Cast) -> None:
    url = f"/en/npo/places/{cast.place.pk}/edit/texts/"
    opened = re.findall(r'<details class="panel texts" id="texts-([\w-]+)" open>', page(cast.manager, f"{url}?open=vi"))
    assert opened == ["vi"]
    assert re.findall(r"<details[^>]* open>", page(cast.manager, f"{url}?open=nonsense")) == []


def test_the_preview_of_a_broken_week_says_that_it_is_not_complete(cast: factories.Cast) -> None:
    url = f"/en/npo/places/{cast.place.pk}/edit/hours/preview/"
    data = {
        "hours_known": "hours", "holiday_treatment": "closed", "hours-TOTAL_FORMS": "1", "hours-INITIAL_FORMS": "0",
        "days-TOTAL_FORMS": "0", "days-INITIAL_FORMS": "0", "hours-0-weekday": "0", "hours-0-opens": "9",
    }  # fmt: skip
    browser = client(cast.manager)
    assert "not complete yet" in browser.post(url, data).content.decode()
    empty = browser.post(url, {**data, "hours-0-opens": ""}).content.decode()
    assert "hours of at least one day" in empty and "not complete" not in empty
    assert browser.get(url).status_code == 405


@pytest.mark.parametrize("total", ["²", "9" * 5000])
def test_rows_that_cannot_be_counted_break_nothing(cast: factories.Cast, total: str) -> None:
    answer = client(cast.manager).post(
        f"/en/npo/places/{cast.place.pk}/edit/hours/", {"more": "0", "hours-TOTAL_FORMS": total, "revision": "1"}
    )
    assert answer.status_code == 200


def test_what_only_the_service_knows_is_shown_at_its_field(cast: factories.Cast) -> None:
    url = f"/en/npo/places/{cast.place.pk}/edit/contact/"
    answer = client(cast.manager).post(url, {"revision": "1", "phone": "3209-1111", "contact_note": "LINE"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["phone"])
    assert "03-1234-5678" in answer.context["form"].errors["phone"][0]
    far = {"revision": "1", "address_visibility": "public", "municipality_code": "131041", "town": "若葉1丁目"}
    answer = client(cast.manager).post(
        url.replace("contact", "address"), {**far, "latitude": "43.06", "longitude": "141.35", "block": "9-9"}
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["latitude"])
    assert 'value="9-9"' in answer.content.decode()
