"""An organisation's page and its editor."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from organizations.directory.forms import OrganizationForm
from organizations.directory.gates import moment_seen
from organizations.directory.models import Organization
from organizations.places import organization_page
from organizations.places.models import LanguageService
from organizations.places.organization_page import place_cards
from organizations.places.organization_services import index_places_of
from portal.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def read(organization: Organization, now: datetime, language: str = "en", **more: Any) -> dict[str, Any]:
    found = organization_page.organization_page(organization.pk, language, now, **more)
    assert found is not None
    return found


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "suspended", "closed"])
def test_only_what_is_published_is_shown(cast: factories.Cast, now: datetime, status: str) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status=status, submitted_at=now)
    assert organization_page.organization_page(cast.organization.pk, "en", now) is None
    assert Client().get(f"/en/organizations/{cast.organization.pk}/").status_code == 404


@pytest.mark.parametrize(("public", "shown"), [(True, True), (False, False)])
def test_an_address_is_shown_when_its_owner_says_so(now: datetime, public: bool, shown: bool) -> None:
    organization = factories.make_organization(address="若葉1-2-3", postal_code="1600011", address_public=public)
    page = Client().get(f"/en/organizations/{organization.pk}/").content.decode()
    assert ("若葉1-2-3" in page) is shown
    assert (read(organization, now)["organization"]["postal_code"] == "1600011") is shown


def test_an_organization_tells_what_it_is(now: datetime) -> None:
    organization = factories.make_organization(
        kind="voluntary", summary_ja="一", fields_of_activity=["11"], audiences=["children"],
        languages=["vi", "tlh", "jsl"], phone="03-3209-1111", founded=date(2001, 4, 1),
        corporate_number="7000012050002", social_urls=["https://social.example/tsunagu"],
    )  # fmt: skip
    page = Client().get(f"/en/organizations/{organization.pk}/").content.decode()
    for expected in (
        "Voluntary group", "日本手話", "Tiếng Việt", "tel:0332091111", "2001", "7000012050002",
        'href="https://social.example/tsunagu"', "No place of this organisation is on the map yet.",
    ):  # fmt: skip
        assert expected in page, expected
    found = read(organization, now)
    assert [language.code for language in found["languages"]] == ["vi", "jsl"]
    assert (len(found["fields"]), len(found["audiences"]), found["places"]) == (1, 1, [])


def test_the_original_is_one_tap_away(now: datetime) -> None:
    organization = factories.make_organization("つなぐ会", name_en="Tsunagu", summary_ja="一", summary_en="one")
    assert read(organization, now)["texts"]["summary"].value == "one"
    original = read(organization, now, original=True)
    assert (original["texts"]["summary"].value, original["honesty"]) == ("一", [])


def test_cards_stand_in_kana_order_and_only_the_public_ones(cast: factories.Cast, now: datetime) -> None:
    for name, kana, status in (
        ("教室", "キョウシツ", "published"),
        ("朝", "アサ", "published"),
        ("夜", "ヨル", "draft"),
    ):
        factories.make_place(name, now=now, organization=cast.organization, kana=kana, status=status)
    assert [card["name"] for card in place_cards(cast.organization.pk, "ja", now)] == ["朝", "教室", "四谷日本語教室"]


def test_a_card_tells_state_languages_town_and_facts(now: datetime) -> None:
    organization = factories.make_organization()
    place = factories.make_place(
        now=now, organization=organization, hours=[(2, 540, 1020)], facts=["free"], confirmed=now.date(),
        languages=[
            {"language": "vi", "weekdays": [3], "starts": 780, "ends": 1020},
            {"language": "vi", "weekdays": [3], "starts": 780, "ends": 1020, "mode": "video"},
            {"language": "en"},
        ],
    )  # fmt: skip
    LanguageService.objects.create(place=place, language="tlh")
    (card,) = place_cards(organization.pk, "en", now)
    assert (card["state_kind"], card["state_text"]) == ("open", "Open until 17:00")
    assert card["languages"] == [("English", "en", ""), ("Tiếng Việt", "vi", "Thu 13:00–17:00")]
    assert (card["facts"], card["freshness"]) == ([("free", "Free of charge")], "Confirmed today")
    assert (card["name_lang"], card["town"].isascii(), card["town_lang"]) == ("ja", True, "")
    (japanese,) = place_cards(organization.pk, "ja", now)
    assert (japanese["name_lang"], japanese["town"], japanese["town_lang"]) == ("", "若葉一丁目", "")
    (chinese,) = place_cards(organization.pk, "zh-hans", now)
    assert (chinese["town"], chinese["town_lang"]) == ("若葉一丁目", "ja")


def test_a_hidden_place_has_no_town_on_its_card(now: datetime) -> None:
    organization = factories.make_organization()
    factories.make_place(now=now, organization=organization, address_visibility="never")
    (card,) = place_cards(organization.pk, "en", now)
    assert card["town"] == "" and card["state_text"] == "Hours not known"


def test_more_places_than_a_page_shows_are_not_hidden(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organization_page, "MOST_PLACES", 2)
    organization = factories.make_organization("つなぐ & 会")
    address = f"/en/organizations/{organization.pk}/"
    for number in range(3):
        page = read(organization, now)
        assert (len(page["places"]), page["more_places"]) == (min(number, 2), False)
        factories.make_place(f"教室{number}", now=now, organization=organization)
    page = read(organization, now)
    assert (len(page["places"]), page["more_places"]) == (2, True)
    assert "/en/map/?q=%E3%81%A4%E3%81%AA%E3%81%90%20%26%20%E4%BC%9A" in Client().get(address).content.decode()


def test_places_of_other_organizations_are_not_indexed(cast: factories.Cast, now: datetime) -> None:
    Organization.objects.filter(pk__in=[cast.organization.pk, cast.other_organization.pk]).update(name_ja="新しい名")
    assert index_places_of([cast.organization.pk], now=now) == 1
    cast.other_place.refresh_from_db()
    assert "新しい名" not in cast.other_place.search_text
    assert index_places_of([], now=now) == 0


# The editor


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def typed(organization: Organization, **more: Any) -> dict[str, Any]:
    """What a browser sends back from the form as it stands, but for what is typed."""
    form = OrganizationForm(organization)
    data = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    return {**data, "seen": organization.updated.isoformat(), **more}


def edit(user: User, organization: Organization, **more: Any) -> Any:
    organization.refresh_from_db()
    return client(user).post(f"/en/npo/organizations/{organization.pk}/edit/", typed(organization, **more))


def test_social_media_are_written_one_a_line(cast: factories.Cast) -> None:
    lines = "https://social.example/a\r\n\r\n social.example/b \nhttps://social.example/a"
    assert edit(cast.manager, cast.organization, social_urls=lines).status_code == 302
    cast.organization.refresh_from_db()
    assert cast.organization.social_urls == ["https://social.example/a", "https://social.example/b"]
    shown = client(cast.manager).get(f"/en/npo/organizations/{cast.organization.pk}/edit/").content.decode()
    assert "https://social.example/a\nhttps://social.example/b" in shown
    assert edit(cast.manager, cast.organization, social_urls="").status_code == 302
    cast.organization.refresh_from_db()
    assert cast.organization.social_urls == []


@pytest.mark.parametrize(
    "lines",
    [
        "javascript:alert(1)",
        "not an address",
        "https://ok.example/\nftp",
        "\n".join(f"https://a.example/{n}" for n in range(11)),
    ],
)
def test_social_media_that_are_no_addresses_are_refused_and_kept_in_the_form(cast: factories.Cast, lines: str) -> None:
    answer = edit(cast.manager, cast.organization, social_urls=lines)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["social_urls"]
    assert answer.context["form"]["social_urls"].value() == lines


def test_what_is_shown_can_be_sent_back_and_only_confirms(cast: factories.Cast) -> None:
    moving = ("confirmed", "updated", "edited_by_hand", "sort_key", "revision")
    rows = Organization.objects.filter(pk=cast.organization.pk)
    before = rows.values().get()
    assert edit(cast.manager, cast.organization).status_code == 302
    after = rows.values().get()
    assert {name: value for name, value in after.items() if name not in moving} == {
        name: value for name, value in before.items() if name not in moving
    }
    assert before["confirmed"] is None and after["confirmed"] is not None
    cast.organization.refresh_from_db()
    assert edit(cast.manager, cast.organization).status_code == 302
    assert rows.values().get() == after, "a second time on the same day leaves no trace"


def test_both_versions_are_told_as_the_editor_knows_them(cast: factories.Cast, now: datetime) -> None:
    organization = cast.organization
    organization.refresh_from_db()
    data = typed(organization, kind="school", languages=["vi"], address_public="on", founded="2001-04-01", phone="")
    Organization.objects.filter(pk=organization.pk).update(updated=now + timedelta(days=1), phone="119", kind="company")
    answer = client(cast.manager).post(f"/en/npo/organizations/{organization.pk}/edit/", data)
    assert answer.status_code == 409
    assert answer.context["versions"] == [
        ("Kind", "School", "Company"),
        ("Languages", "Tiếng Việt", ""),
        ("Telephone", "", "119"),
        ("Everybody may see the address", "Yes", "No"),
        ("Founded", "1 April 2001", ""),
    ]
    again = {**data, "seen": answer.context["seen"]}
    assert client(cast.manager).post(f"/en/npo/organizations/{organization.pk}/edit/", again).status_code == 302
    organization.refresh_from_db()
    assert (organization.kind, organization.phone, organization.founded) == ("school", "", date(2001, 4, 1))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name_ja": ""}, "name_ja"),
        ({"kind": "sect"}, "kind"),
        ({"corporate_number": "1234567890123"}, "corporate_number"),
        ({"phone": "call me"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"founded": "yesterday"}, "founded"),
        ({"languages": ["tlh"]}, "languages"),
        ({"legal_name": "a\x00b"}, "legal_name"),
    ],
)
def test_what_cannot_be_stored_is_marked_at_its_field(cast: factories.Cast, more: dict[str, Any], field: str) -> None:
    answer = edit(cast.manager, cast.organization, **more)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]


def test_a_number_of_another_organization_is_explained(cast: factories.Cast) -> None:
    Organization.objects.filter(pk=cast.other_organization.pk).update(corporate_number="7000012050002")
    answer = edit(cast.manager, cast.organization, corporate_number="7000012050002")
    assert answer.status_code == 422
    assert "already has this corporate number" in answer.context["form"].errors["corporate_number"][0]


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_an_organization_in_the_wards_hands_is_not_edited(cast: factories.Cast, status: str) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status=status)
    answer = client(cast.manager).get(f"/en/npo/organizations/{cast.organization.pk}/edit/")
    assert answer.status_code == 403 and "Please ask the ward office." in answer.content.decode()
    assert edit(cast.manager, cast.organization, phone="119").status_code == 403


@pytest.mark.parametrize(
    "seen", ["", "garbage", "2026-13-45T00:00:00+09:00", "2026-11-18T10:30:00", "0001-01-01T00:00:00+23:59", "9" * 60]
)
def test_a_moment_nobody_can_have_seen_is_long_ago(seen: str, cast: factories.Cast) -> None:
    assert moment_seen(seen).year <= 1970
    assert edit(cast.manager, cast.organization, seen=seen, phone="119").status_code == 409


def test_translations_that_are_still_right_are_confirmed(cast: factories.Cast) -> None:
    organization = cast.organization
    assert edit(cast.manager, organization, summary_ja="一", summary_en="one", summary_vi="một").status_code == 302
    assert edit(cast.manager, organization, summary_ja="二").status_code == 302
    assert edit(cast.manager, organization, still_vi="on").status_code == 302
    organization.refresh_from_db()
    states = {code: entry["state"] for code, entry in organization.translation_state["summary"].items()}
    assert states == {"en": "outdated", "vi": "human"}
