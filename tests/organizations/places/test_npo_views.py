"""The NPO's editor as its people meet it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from organizations.directory.models import Organization
from organizations.places import services
from organizations.places.models import LanguageService, OpeningException, OpeningHours, Place
from organizations.places.opening_plan import OpeningPlan, PlannedHours
from portal.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db
SECTIONS = ("texts", "address", "contact", "hours", "languages", "facts")


def _client(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def _url(place: Place, section: str) -> str:
    return f"/en/npo/places/{place.pk}/edit/{section}/"


def _week(**more: str) -> dict[str, str]:
    """The week editor's data: one row a weekday and one of holidays, all empty but what is told."""
    data = {
        "revision": "1", "hours_known": "hours", "holiday_treatment": "closed",
        "hours-TOTAL_FORMS": "8", "hours-INITIAL_FORMS": "0", "days-TOTAL_FORMS": "1", "days-INITIAL_FORMS": "0",
    }  # fmt: skip
    data |= {f"hours-{number}-weekday": str(number) for number in range(8)}
    return {**data, **more}


@pytest.mark.parametrize("section", SECTIONS)
def test_only_members_reach_the_editor(cast: factories.Cast, section: str) -> None:
    url = _url(cast.place, section)
    missing = _url(cast.place, section).replace(f"/{cast.place.pk}/", "/99999999/")
    assert _client(None).get(url).status_code == 302
    assert _client(cast.manager).get(url).status_code == 200
    assert _client(cast.staff).get(url).status_code == 200
    for stranger in (cast.other_manager, cast.official, cast.outsider):
        for method in ("get", "post"):
            client = _client(stranger)
            foreign, absent = getattr(client, method)(url), getattr(client, method)(missing)
            assert (foreign.status_code, absent.status_code) == (404, 404)
            number, other = f"{cast.place.pk}", "99999999"
            one = foreign.content.decode().replace(f"places/{number}/", "N").replace(f"places%2F{number}%2F", "N")
            two = absent.content.decode().replace(f"places/{other}/", "N").replace(f"places%2F{other}%2F", "N")
            assert one == two


@pytest.mark.parametrize("path", ["", "confirm/", "close/"])
def test_overview_confirmation_and_closing_are_scoped_too(cast: factories.Cast, path: str) -> None:
    url = f"/en/npo/places/{cast.place.pk}/{path}"
    assert _client(cast.other_manager).post(url, {}).status_code in (404, 405)
    assert _client(cast.other_manager).get(url).status_code in (404, 405)
    cast.place.refresh_from_db()
    assert (cast.place.confirmed, cast.place.status) == (None, "published")


def test_closing_is_for_managers(cast: factories.Cast) -> None:
    url = f"/en/npo/places/{cast.place.pk}/close/"
    refused = _client(cast.staff).post(url, {"sure": "on", "revision": "1"})
    assert refused.status_code == 403 and "Only a manager" in refused.content.decode()
    assert _client(cast.manager).post(url, {"revision": "1"}).status_code == 422
    assert _client(cast.manager).post(url, {"sure": "on", "revision": "1"}).status_code == 302
    cast.place.refresh_from_db()
    assert cast.place.status == "closed"
    assert _client(cast.manager).get(_url(cast.place, "contact")).status_code == 403
    assert _client(cast.manager).post(url, {"sure": "on", "revision": "2"}).status_code == 302
    cast.place.refresh_from_db()
    assert cast.place.status == "published"


def test_a_suspended_organization_changes_nothing(cast: factories.Cast) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status="suspended")
    answer = _client(cast.manager).post(_url(cast.place, "contact"), {"revision": "1", "phone": "03-3209-1111"})
    assert answer.status_code == 403 and "suspended" in answer.content.decode()


def test_a_corrected_telephone_number_is_public_at_once(cast: factories.Cast) -> None:
    client = _client(cast.manager)
    assert (
        client.post(_url(cast.place, "contact"), {"revision": "1", "phone": "０３ー３２０９ー１１１１"}).status_code
        == 302
    )
    assert "03-3209-1111" in Client().get(f"/en/places/{cast.place.pk}/").content.decode()


def test_nothing_typed_is_lost_on_an_error(cast: factories.Cast) -> None:
    data = {"revision": "1", "phone": "call me", "email": "not an address", "contact_note": "LINE: tsunagu"}
    answer = _client(cast.manager).post(_url(cast.place, "contact"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    for typed in ("call me", "not an address", "LINE: tsunagu"):
        assert typed in page
    assert 'aria-invalid="true"' in page


def test_the_second_editor_sees_both_versions(cast: factories.Cast, now: datetime) -> None:
    services.update_place_contact(
        place_id=cast.place.pk, revision=1, contact={"phone": "03-3209-1111"}, by=None, now=now
    )
    client = _client(cast.manager)
    answer = client.post(_url(cast.place, "contact"), {"revision": "1", "phone": "03-3209-2222"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "03-3209-1111" in page and "03-3209-2222" in page and 'name="revision" value="2"' in page
    assert client.post(_url(cast.place, "contact"), {"revision": "2", "phone": "03-3209-2222"}).status_code == 302


@pytest.mark.parametrize(("section", "more"), [("hours", {}), ("texts", {}), ("languages", {})])
def test_every_section_tells_the_second_editor(cast: factories.Cast, now: datetime, section: str, more: object) -> None:
    services.confirm_place(place_id=cast.place.pk, by=None, now=now)
    data = {
        "hours": _week(**{"hours-0-opens": "9:00", "hours-0-closes": "17:00"}),
        "texts": {"revision": "1", "name_ja": "別の名前"},
        "languages": {
            "revision": "1",
            "language-TOTAL_FORMS": "1",
            "language-INITIAL_FORMS": "0",
            "language-0-language": "vi",
        },
    }[section]
    answer = _client(cast.manager).post(_url(cast.place, section), data)
    assert answer.status_code == 409 and 'name="revision" value="2"' in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("9:00", 540),
        ("９：００", 540),
        ("9時", 540),
        ("9", 540),
        ("930", 570),
        ("0900", 540),
        ("9.30", 570),
        ("午前9時30分", 570),
    ],
)
def test_times_are_understood_however_they_are_typed(cast: factories.Cast, typed: str, minutes: int) -> None:
    data = _week(**{"hours-2-opens": typed, "hours-2-closes": "25:00", "hours-2-weeks": "2,4"})
    assert _client(cast.manager).post(_url(cast.place, "hours"), data).status_code == 302
    row = OpeningHours.objects.get(place=cast.place)
    assert (row.weekday, row.opens, row.closes, row.weeks) == (2, minutes, 1500, [2, 4])


@pytest.mark.parametrize(
    ("opens", "closes"), [("17:00", "9:00"), ("soon", "late"), ("9:00", ""), ("25:00", "26:00"), ("9:61", "10:00")]
)
def test_a_time_that_cannot_be_meant_is_explained(cast: factories.Cast, opens: str, closes: str) -> None:
    answer = _client(cast.manager).post(
        _url(cast.place, "hours"), _week(**{"hours-0-opens": opens, "hours-0-closes": closes})
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{opens}"' in page and "field--error" in page and "Not saved yet" in page
    assert not OpeningHours.objects.exists()


def test_exceptions_are_added_and_taken_away(cast: factories.Cast) -> None:
    client = _client(cast.manager)
    more = {"days-0-first": "2026-12-01", "days-0-note": "棚卸し", "hours-0-opens": "9", "hours-0-closes": "17"}
    assert client.post(_url(cast.place, "hours"), _week(**more)).status_code == 302
    found = OpeningException.objects.get(place=cast.place)
    assert (found.first, found.last, found.opens, found.note) == (date(2026, 12, 1), date(2026, 12, 1), None, "棚卸し")
    gone = {**more, "days-0-DELETE": "on", "revision": "2"}
    assert client.post(_url(cast.place, "hours"), _week(**gone)).status_code == 302
    assert not OpeningException.objects.exists()


def test_one_more_row_saves_nothing_and_loses_nothing(cast: factories.Cast) -> None:
    data = _week(**{"hours-0-opens": "9:00", "hours-0-closes": "12:00", "more": "0"})
    answer = _client(cast.manager).post(_url(cast.place, "hours"), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="hours-8-weekday" value="0"' in page and 'value="12:00"' in page
    assert not OpeningHours.objects.exists()


def test_the_week_is_read_back_in_words(cast: factories.Cast) -> None:
    data = _week(**{"hours-0-opens": "9", "hours-0-closes": "17:30", "hours-0-last_reception": "17"})
    url = _url(cast.place, "hours") + "preview/"
    page = _client(cast.manager).post(url, data).content.decode()
    assert "Mon: 9:00–17:30 (last reception 17:00)" in page
    assert _client(cast.other_manager).post(url, data).status_code == 404
    looked = _client(cast.manager).post(_url(cast.place, "hours"), {**data, "look": "1"})
    assert "last reception 17:00" in looked.content.decode() and not OpeningHours.objects.exists()


def test_language_rows_are_saved(cast: factories.Cast) -> None:
    data = {
        "revision": "1", "language-TOTAL_FORMS": "2", "language-INITIAL_FORMS": "0", "language-0-language": "vi",
        "language-0-weekdays": ["1", "3"], "language-0-starts": "13時", "language-0-ends": "17:00",
        "language-0-mode": "volunteer", "language-0-needs_booking": "on", "language-1-mode": "staff",
    }  # fmt: skip
    assert _client(cast.manager).post(_url(cast.place, "languages"), data).status_code == 302
    row = LanguageService.objects.get(place=cast.place)
    assert (row.language, row.weekdays, row.starts, row.mode, row.needs_booking) == (
        "vi",
        [1, 3],
        780,
        "volunteer",
        True,
    )


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(
    "garbage", [{}, {"revision": "x"}, {"revision": "9" * 50}, {"hours-TOTAL_FORMS": "99999999"}, {"more": "🦊"}]
)
def test_garbage_is_answered_calmly(cast: factories.Cast, section: str, garbage: dict[str, str]) -> None:
    answer = _client(cast.manager).post(_url(cast.place, section), garbage)
    assert answer.status_code in (200, 302, 409, 422)
    cast.place.refresh_from_db()
    assert (cast.place.name_ja, cast.place.revision) == ("四谷日本語教室", 1)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "a\u202eb", "a\x00b", "\ud800", "あ" * 400_000, "😀" * 20, "\u200b", "{漢字|かんじ}"],
)
def test_hostile_texts_are_kept_harmless_or_refused(cast: factories.Cast, text: str) -> None:
    data = {"revision": "1", "name_ja": "教室", "name_en": text, "description_ja": text}
    encoded = {name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, value in data.items()}
    answer = _client(cast.manager).post(_url(cast.place, "texts"), encoded)
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert "field--error" in answer.content.decode()
    page = Client().get(f"/en/places/{cast.place.pk}/").content.decode()
    assert "<script>alert" not in page and "\u202e" not in page and "\x00" not in page


def test_a_new_place_begins_with_a_name_and_a_type(cast: factories.Cast) -> None:
    client = _client(cast.manager)
    data = {"organization_id": cast.organization.pk, "name_ja": "新しい教室", "type_id": factories.place_type().pk}
    data |= {"municipality_code": "131041", "town": "若葉1丁目"}
    answer = client.post("/en/npo/places/new/", data)
    place = Place.objects.get(name_ja="新しい教室")
    assert answer.status_code == 302 and answer["Location"] == f"/en/npo/places/{place.pk}/"
    assert (place.town, place.organization_id) == ("若葉一丁目", cast.organization.pk)
    foreign = {**data, "organization_id": cast.other_organization.pk, "name_ja": "よその教室"}
    assert client.post("/en/npo/places/new/", foreign).status_code == 422
    assert _client(cast.outsider).get("/en/npo/places/new/").status_code == 404


def test_the_desk_counts_what_waits(cast: factories.Cast, now: datetime) -> None:
    client = _client(cast.manager)
    page = client.get("/en/npo/").content.decode()
    assert "Yotsuya Japanese class" in page and "みどり" not in page
    assert "Not confirmed yet" in page
    assert client.post(f"/en/npo/places/{cast.place.pk}/confirm/", {"back": "desk"}).status_code == 302
    assert "Confirmed today" in client.get("/en/npo/").content.decode()
    assert "You belong to no organisation yet" in _client(cast.outsider).get("/en/npo/").content.decode()


def test_languages_outside_the_opening_hours_are_stored_and_told(cast: factories.Cast, now: datetime) -> None:
    plan = OpeningPlan("hours", (PlannedHours(0, 540, 1020),))
    services.replace_opening_hours(place_id=cast.place.pk, revision=1, plan=plan, by=None, now=now)
    data = {
        "revision": "2", "language-TOTAL_FORMS": "1", "language-INITIAL_FORMS": "0", "language-0-language": "vi",
        "language-0-weekdays": ["4"],
    }  # fmt: skip
    client = _client(cast.manager)
    told = "Tiếng Việt: Fri – outside your opening hours: Fri"
    assert told in client.post(_url(cast.place, "languages"), data, follow=True).content.decode()
    assert told in client.get(_url(cast.place, "languages")).content.decode()
    assert LanguageService.objects.get(place=cast.place).weekdays == [4]


def test_a_faulty_row_is_named_and_linked(cast: factories.Cast) -> None:
    data = _week(**{"hours-4-opens": "9:00", "hours-4-closes": "8:00"})
    page = _client(cast.manager).post(_url(cast.place, "hours"), data).content.decode()
    assert '<a href="#id_hours-4-closes">Friday – to: The second time' in page and 'id="id_hours-4-closes"' in page
    rows = {
        "revision": "1", "language-TOTAL_FORMS": "1", "language-INITIAL_FORMS": "0", "language-0-language": "vi",
        "language-0-starts": "9:00",
    }  # fmt: skip
    page = _client(cast.manager).post(_url(cast.place, "languages"), rows).content.decode()
    assert '<a href="#id_language-0-ends">Tiếng Việt – to: ' in page and 'id="id_language-0-ends"' in page


@pytest.mark.parametrize(("known", "opened"), [("unknown", False), ("hours", True), ("appointment", True)])
def test_a_week_nobody_is_shown_is_folded(cast: factories.Cast, known: str, opened: bool) -> None:
    Place.objects.filter(pk=cast.place.pk).update(hours_known=known)
    page = _client(cast.manager).get(_url(cast.place, "hours")).content.decode()
    assert ("data-fold open>" in page, "data-fold-rests hidden>" in page) == (opened, opened)
