"""The ward's desk, its lists, its settings and types: who may see and change what, and what a change does."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from kpis.measurements.models import Entry
from kpis.references.models import Reference, Series
from organizations.interchange.models import ImportRun
from organizations.places import type_services
from organizations.places.models import Place, PlaceType
from organizations.places.type_forms import icon_names
from portal.accounts.models import Person, Post
from portal.pages.ward import selectors
from portal.shared.models import Act, Ward
from portal.shared.nights.models import StepRun
from portal.shared.wards import update_ward
from tests import factories
from tests.kpis.factories import make_alert, make_entry, make_reference
from tests.second_factor import say_code
from tests.volunteers.factories import make_opening
from tests.ward_people import STRANGERS, holder, person_of, signed_in

pytestmark = pytest.mark.django_db
DESK, SETTINGS, TYPES = "/en/ward/", "/en/ward/settings/", "/en/ward/place-types/"


def _shown(client: Client, address: str) -> dict[str, str]:
    """What a browser would send back from this page's form."""
    page = client.get(address)
    assert page.status_code == 200
    form = page.context["form"]
    sent: dict[str, str] = {}
    for field in form:
        for name, value in ((field.html_name, field.value()), (field.html_initial_name, field.initial)):
            if value is True:
                sent[name] = "on" if name == field.html_name else "True"
            elif value not in (None, False):
                sent[name] = str(value)
    return sent


def _pages(cast: factories.Cast) -> dict[str, str]:
    addresses = {name: reverse(name) for name in ("ward_desk", "ward_settings")}
    addresses["ward_places"] = reverse("ward_places", args=["no-position"])
    addresses["place_types"] = reverse("organizations:place_types")
    addresses["create_place_type"] = reverse("organizations:create_place_type")
    addresses["edit_place_type"] = reverse("organizations:edit_place_type", args=[cast.place.type_id])
    return addresses


def test_who_sees_what(cast: factories.Cast, moment: datetime, auditor: Client) -> None:
    strangers = {role: signed_in(person_of(role, cast, moment)) for role in STRANGERS}
    workers = [signed_in(holder(kind, moment)) for kind in (Post.Kind.OFFICIAL, Post.Kind.ADMINISTRATOR)]
    before = list(Ward.objects.values()), list(PlaceType.objects.order_by("id").values())
    for name, address in _pages(cast).items():
        for response in (Client().get(address), Client().post(address)):
            assert response.status_code == 302 and "/accounts/login/?next=" in response.url, name
        for role, client in strangers.items():
            expected = 302 if role == "inactive" else 404
            assert {client.get(address).status_code, client.post(address).status_code} == {expected}, (role, name)
        for client in workers:
            assert client.get(address).status_code == 200, name
            assert client.post(address).status_code in (405, 422), name
        assert auditor.get(address).status_code == (403 if name == "create_place_type" else 200), name
        assert auditor.post(address).status_code in (403, 405), name
    assert (list(Ward.objects.values()), list(PlaceType.objects.order_by("id").values())) == before


def test_an_auditor_reads_and_is_offered_no_button(auditor: Client, cast: factories.Cast) -> None:
    for name, address in _pages(cast).items():
        if name != "create_place_type":
            page = auditor.get(address).content.decode()
            assert '<button class="button">' not in page and "place-types/add/" not in page, name
    assert "Auditors can read everything" in auditor.get(SETTINGS).content.decode()


def test_everyone_lands_on_their_own_desk(cast: factories.Cast, moment: datetime) -> None:
    official = person_of("official", cast, moment)
    factories.make_member(official, cast.organization, moment - timedelta(days=1))
    where = {"manager": "/en/npo/", "staff": "/en/npo/", "auditor": DESK, "administrator": DESK}
    where |= {"outsider": "/en/accounts/", "coordinator": "/en/ward/matching/", "expired": "/en/accounts/"}
    cast.organization.memberships.update(accepted=moment - timedelta(days=1))
    for role, address in where.items():
        assert signed_in(person_of(role, cast, moment)).get("/en/desk/").url == address, role
    assert signed_in(official).get("/en/desk/").url == DESK, "the ward's desk first"
    assert "/accounts/login/" in Client().get("/en/desk/").url
    page = signed_in(official).get(DESK).content.decode()
    assert 'href="/en/npo/"' in page and 'href="/en/ward/" aria-current="page"' in page


def test_signing_in_leads_to_the_desk(cast: factories.Cast, moment: datetime) -> None:
    user = person_of("official", cast, moment)
    client = Client()
    answer = client.post("/en/accounts/login/", {"login": user.email, "password": factories.PASSWORD})
    assert client.get(say_code(client, answer)["Location"])["Location"] == DESK


def test_the_desk_counts_what_waits(desk: Client, moment: datetime) -> None:
    today = moment.date()
    hours = [(0, 540, 1020)]
    factories.make_place("良い", now=moment, hours=hours, confirmed=today - timedelta(days=149))
    factories.make_place("古い", now=moment, hours=hours, confirmed=today - timedelta(days=150))
    factories.make_place("不明", now=moment, confirmed=today)
    factories.make_place("迷子", now=moment, hours=hours, confirmed=today, latitude=None, longitude=None)
    factories.make_place(
        "秘密", now=moment, hours=hours, confirmed=today, latitude=None, longitude=None, address_visibility="never"
    )
    factories.make_place("閉館", now=moment, status="closed")
    for name, age in (("新しい一覧", 149), ("前の一覧", 151)):
        listed = factories.make_place(name, now=moment, hours=hours, confirmed=None)
        Place.objects.filter(pk=listed.pk).update(created=moment - timedelta(days=age))
    shelter = factories.make_place("避難所", now=moment, confirmed=today)
    Place.objects.filter(pk=shelter.pk).update(type=factories.place_type("evacuation-shelter"))
    ImportRun.objects.create(at=moment, file_name="a", sha256="0", layout="", encoding="", refused_rows=2)
    factories.make_dead_mail(moment)
    make_opening(now=moment, status="checking")
    make_alert(moment)
    make_entry(moment)
    make_reference(Series.POPULATION, today, 340_000)
    make_reference(Series.POPULATION, today, 350_000)
    Reference.objects.filter(value=350_000).update(status="submitted")
    found = selectors.ward_desk(AnonymousUser(), moment)["waiting"]
    assert found == {
        "no_position": 1,
        "hours_unknown": 1,
        "not_confirmed": 2,
        "mail": 1,
        "refused": 1,
        "reports": 0,
        "organizations": 0,
        "openings": 1,
        "alerts": 1,
        "entries": 0,
        "references": 0,
    }
    page = desk.get(DESK).content.decode()
    links = re.findall(r'<a href="([^"]+)"><b>(\d+)</b>', page)
    assert len(links) == 11 and [number for address, number in links if "to_approve" in address] == ["1", "1"]
    for address, number in links:
        listed = desk.get(address.partition("#")[0]).content.decode()
        row = "/ward/kpis/alerts/" if address.endswith("#attention") else '<th scope="row"'
        assert listed.count(row) == int(number), address


def test_nobody_is_asked_to_approve_what_they_entered(desk: Client, auditor: Client, moment: datetime) -> None:
    mine, address = make_entry(moment), "/en/ward/kpis/entries/?to_approve=1"
    assert "to_approve" not in auditor.get(DESK).content.decode(), "auditors decide nothing"
    assert auditor.get(address).context["number"] == 1, "they read all that waits"
    assert desk.get(address).context["number"] == 1
    person = Person.objects.get(user=int(desk.session["_auth_user_id"]))
    Entry.objects.filter(pk=mine.pk).update(entered_by=person)
    assert desk.get(DESK).context["waiting"]["entries"] == desk.get(address).context["number"] == 0
    assert desk.get("/en/ward/kpis/entries/").context["number"] == 1


def test_unknown_lists_are_not_found_and_pages_follow(
    desk: Client, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.get("/en/ward/places/nothing/").status_code == 404
    assert desk.get("/en/ward/places/hours-unknown/?after=garbage").status_code == 200
    monkeypatch.setattr(selectors, "PLACES_SHOWN", 2)
    for number in range(5):
        factories.make_place(f"第{number}館", now=moment)
    seen: list[str] = []
    address: str | None = "/en/ward/places/hours-unknown/"
    while address:
        page = desk.get(address).content.decode()
        seen += re.findall(r"第\d館", page)
        following = re.search(r'href="(\?after=\d+)"', page)
        address = f"/en/ward/places/hours-unknown/{following[1]}" if following else None
    assert seen == [f"第{number}館" for number in range(5)]


def test_nights_are_five_lines(desk: Client, moment: datetime) -> None:
    for day in range(1, 8):
        values = {"day": date(2026, 11, day), "started": moment, "finished": moment, "status": "finished"}
        StepRun.objects.create(step="refresh_places", counts={"places": day, "changed": 0}, milliseconds=1500, **values)
        StepRun.objects.create(step="other", counts={"places": 1}, **values)
    StepRun.objects.filter(day=date(2026, 11, 6), step="other").update(error="disk", status="failed")
    StepRun.objects.filter(day=date(2026, 11, 7), step="other").update(finished=None, status="running")
    lines = selectors.ward_desk(AnonymousUser(), moment)["nights"]
    assert [line.night.day for line in lines] == [7, 6, 5, 4, 3]
    assert lines[0].running and lines[1].failed == ["other"] and not lines[2].failed
    assert (len(lines[2].steps), lines[2].seconds) == (2, 1.5)
    assert lines[2].words == ["5 places brought up to date, 0 of them changed", "places 1"]
    page = desk.get(DESK).content.decode()
    assert page.count("badge--ok") == 3 and "Failed: other" in page and "Not finished" in page


@pytest.mark.parametrize("count", [5, 60])
def test_queries_do_not_grow(desk: Client, moment: datetime, count: int, django_assert_max_num_queries: Any) -> None:
    place = factories.make_place(now=moment)
    rows = [Place(name=f"n{n}", name_ja=f"n{n}", type_id=place.type_id) for n in range(count)]
    Place.objects.bulk_create(rows)
    for address, most in ((DESK, 15), ("/en/ward/places/not-confirmed/", 13), (TYPES, 13), (SETTINGS, 13)):
        with django_assert_max_num_queries(most):
            assert desk.get(address).status_code == 200


def test_settings_are_saved_with_a_trace_and_show_at_once(desk: Client) -> None:
    sent = {
        **_shown(desk, SETTINGS),
        "name_ja": "みどり区",
        "name_ja_simple": "みどり{区|く}",
        "phone": "０３（３２０９）１１１１",
    }
    response = desk.post(SETTINGS, sent)
    assert response.url == SETTINGS
    ward = Ward.objects.get()
    assert (ward.name_ja, ward.phone, ward.name_en) == ("みどり区", "03-3209-1111", "Tsunagu City")
    act = Act.objects.get(verb="update_ward")
    assert act.detail["before"]["name_ja"] == "つなぐ区" and set(act.detail["after"]) == {
        "name_ja",
        "name_ja_simple",
        "phone",
    }
    assert "Saved." in desk.get(SETTINGS).content.decode()
    assert desk.post(SETTINGS, _shown(desk, SETTINGS)).status_code == 302
    assert Act.objects.filter(verb="update_ward").count() == 1, "nothing new leaves no trace"


def test_a_change_moves_the_version_on(moment: datetime, django_capture_on_commit_callbacks: Any, desk: Client) -> None:
    with django_capture_on_commit_callbacks() as calls:
        assert update_ward(columns={"disaster_mode": True}, by=None, now=moment)
    with django_capture_on_commit_callbacks() as none:
        assert not update_ward(columns={"disaster_mode": True}, by=None, now=moment)
    assert (len(calls), len(none)) == (1, 0)
    with pytest.raises(ValueError, match="municipality_code"):
        update_ward(columns={"municipality_code": "131041"}, by=None, now=moment)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name_ja", "", "required"),
        ("name_ja", "あ" * 61, "at most 60"),
        ("name_ja_simple", "新宿{区|く}", "A reading is missing for: 新宿"),
        ("name_ja_simple", "{区|く", "not written correctly"),
        ("phone", "call me", "does not look like a telephone number"),
        ("sender", "desk@", "valid email"),
        ("tile_url", "http://tile.example.org/{z}/{x}/{y}.png", "must begin with https://"),
        ("tile_url", "https://tile.example.org;script-src/{z}/{x}/{y}.png", "must begin with https://"),
        ("tile_url", "javascript:alert(1)", "must begin with https://"),
        ("tile_url", "https://tile.example.org/{z}/{x}.png", "must contain"),
        ("tile_url", "https://tile.example.org/{z}/{x}/{y}.png?key={apikey}", "must contain"),
        ("tile_credit", "", "need their credit"),
        ("tile_credit_url", "http://example.org/", "must begin with https://"),
        ("tile_credit_url", "javascript:alert(1)", "valid URL"),
        ("night_hour", "24", "less than or equal to 23"),
        ("night_hour", "two", "whole number"),
        ("name_en", "a\x00b", "Null characters"),
        ("open_data_licence", "", "required"),
    ],
)
def test_settings_refuse_what_would_break_pages(desk: Client, field: str, value: str, words: str) -> None:
    response = desk.post(SETTINGS, {**_shown(desk, SETTINGS), field: value})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Ward.objects.filter(pk=1).exists() and not Act.objects.exists()


def test_without_tiles_no_credit_is_needed(desk: Client) -> None:
    sent = {**_shown(desk, SETTINGS), "tile_url": "", "tile_credit": "", "tile_credit_url": ""}
    assert desk.post(SETTINGS, sent).status_code == 302
    assert Ward.objects.get().tile_url == ""


def test_two_editors_of_different_settings_keep_each_others_work(desk: Client) -> None:
    mine, theirs = _shown(desk, SETTINGS), _shown(desk, SETTINGS)
    desk.post(SETTINGS, {**theirs, "phone": "03-3209-1111"})
    desk.post(SETTINGS, {**mine, "disaster_mode": "on"})
    ward = Ward.objects.get()
    assert ward.disaster_mode and ward.phone == "03-3209-1111"


def test_a_new_type_is_there(desk: Client) -> None:
    sent = {"slug": "laundry", "name_ja": "洗濯", "name_ja_simple": "{洗濯|せんたく}", "name_en": "Laundry"}
    sent |= {"icon": "home", "position": "5"}
    assert desk.post(TYPES + "add/", sent).url == TYPES
    made = PlaceType.objects.get(slug="laundry")
    assert (made.name_ja, made.name_en, made.icon, made.position, made.in_disaster) == (
        "洗濯",
        "Laundry",
        "home",
        5,
        False,
    )
    assert Act.objects.get(verb="create_place_type").object_id == made.pk
    assert "洗濯" in desk.get(TYPES).content.decode()
    again = desk.post(TYPES + "add/", sent)
    assert again.status_code == 422 and "short name already" in again.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("slug", "two words", "valid “slug”"),
        ("name_ja", "", "required"),
        ("name_ja_simple", "洗濯", "reading is missing"),
        ("icon", "skull", "Select a valid choice"),
        ("icon", '"><script>', "Select a valid choice"),
        ("position", "-1", "greater than or equal to 0"),
        ("position", "99999", "less than or equal to 9999"),
        ("name_en", "x" * 61, "at most 60"),
    ],
)
def test_types_refuse_what_would_break_pages(desk: Client, field: str, value: str, words: str) -> None:
    sent = {"slug": "laundry", "name_ja": "洗濯", "icon": "home", "position": "5", field: value}
    response = desk.post(TYPES + "add/", sent)
    assert response.status_code == 422 and words in response.content.decode()
    assert not PlaceType.objects.filter(slug="laundry").exists()


def test_a_renamed_type_is_found_by_its_new_name(desk: Client, moment: datetime) -> None:
    place = factories.make_place(now=moment)
    other = factories.make_place(now=moment, type_slug="library")
    address = f"{TYPES}{place.type_id}/"
    response = desk.post(address, {**_shown(desk, address), "name_en": "Nihongo circle"}, follow=True)
    assert "1 place is found by the new name" in response.content.decode()
    place.refresh_from_db()
    assert "nihongocircle" in place.search_text
    hash_before = other.search_hash
    other.refresh_from_db()
    assert other.search_hash == hash_before
    act = Act.objects.get(verb="update_place_type")
    assert act.detail["after"] == {"name_en": "Nihongo circle"}


def test_rank_and_icon_need_no_new_index(desk: Client, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    place = factories.make_place(now=moment)
    address = f"{TYPES}{place.type_id}/"
    monkeypatch.setattr(type_services, "index_places", lambda *_, **__: pytest.fail("nothing to index"))
    assert desk.post(address, {**_shown(desk, address), "position": "3", "icon": "heart"}).url == TYPES
    assert PlaceType.objects.values_list("position", "icon").get(pk=place.type_id) == (3, "heart")
    desk.post(address, _shown(desk, address))
    assert Act.objects.filter(verb="update_place_type").count() == 1


def test_an_interrupted_index_is_whole_chunks(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [factories.make_place(f"第{n}館", now=moment) for n in range(3)]
    monkeypatch.setattr(type_services, "CHUNK", 1)
    PlaceType.objects.filter(pk=places[0].type_id).update(name_en="Circle")
    assert type_services.reindex_places_of_type(type_id=places[0].type_id, now=moment) == 3
    assert type_services.reindex_places_of_type(type_id=places[0].type_id, now=moment) == 0
    assert Place.objects.filter(search_text__contains="circle").count() == 3


def test_the_icons_offered_are_the_ones_drawn() -> None:
    assert {"place", "disaster", "home"} <= set(icon_names())
    assert set(PlaceType.objects.values_list("icon", flat=True)) <= set(icon_names())
