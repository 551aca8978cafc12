"""Slips of an editor's hand: refused where they would hide the place, remarked on where they may be meant."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from organizations.places import services
from organizations.places.address import address_remarks, postal_digits
from organizations.places.form_fields import ClockField
from organizations.places.forms import CloseForm
from organizations.places.models import Place
from organizations.places.opening_plan import OpeningPlan, PlannedException, PlannedHours
from organizations.places.week_words import plan_words
from portal.shared.form_fields import KanaField
from portal.shared.furigana_field import check_whole_markup
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = {"municipality_code": "131041", "town": "若葉一丁目", "latitude": None, "longitude": None}


@pytest.fixture
def place(now: datetime) -> Place:
    return factories.make_place(now=now)


def move(place: Place, now: datetime, **address: object) -> None:
    services.update_place_address(
        place_id=place.pk, revision=place.revision, address={**ADDRESS, **address}, by=None, now=now
    )
    place.refresh_from_db()


@pytest.mark.parametrize("visibility", ["town", "public"])
def test_a_mistyped_town_does_not_take_the_place_off_the_map(place: Place, now: datetime, visibility: str) -> None:
    with pytest.raises(ValidationError) as refused:
        move(place, now, address_visibility=visibility, town="若葉いっちょめ")
    assert "choose the town from the list" in refused.value.message_dict["town"][0]
    move(place, now, address_visibility=visibility)
    assert place.public_latitude is not None


def test_with_a_point_of_its_own_the_town_is_only_remarked_on(place: Place, now: datetime) -> None:
    move(place, now, address_visibility="public", town="どこか", latitude=35.69, longitude=139.71)
    assert place.public_latitude == 35.69
    values = {**ADDRESS, "address_visibility": "public", "postal_code": "", "town": "どこか"}
    assert "Is it right?" in address_remarks({**values, "latitude": 35.69})[0]
    assert "not on the map" in address_remarks({**values, "town": ""})[0]
    assert address_remarks({**values, "address_visibility": "never"}) == []
    assert address_remarks({**values, "town": "若葉一丁目"}) == []


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("１６２－０８４４", "1620844"),
        ("１６２　０８４４", "1620844"),
        ("〒162-0844 ", "1620844"),
        ("", ""),
        ("16", None),
    ],
)
def test_a_postal_code_in_any_width(typed: str, digits: str | None) -> None:
    assert postal_digits(typed) == digits


def test_a_postal_code_of_elsewhere_is_remarked_on() -> None:
    values = {**ADDRESS, "address_visibility": "never"}
    assert "新宿区" in address_remarks({**values, "postal_code": "9999999"})[0]
    assert address_remarks({**values, "postal_code": "1620844"}) == []
    assert address_remarks({**values, "postal_code": "9999999", "municipality_code": "222127"}) == []


def test_a_hidden_address_needs_a_way_to_ask(place: Place, now: datetime) -> None:
    nothing = dict.fromkeys(("phone", "email", "form_url", "url", "contact_note"), "")
    Place.objects.filter(pk=place.pk).update(**nothing)
    with pytest.raises(ValidationError, match="people must be able to ask"):
        move(place, now, address_visibility="never")
    Place.objects.filter(pk=place.pk).update(phone="03-3209-1111")
    move(place, now, address_visibility="never")
    with pytest.raises(ValidationError, match="people must be able to ask"):
        services.update_place_contact(place_id=place.pk, revision=place.revision, contact=nothing, by=None, now=now)


def plan(*exceptions: PlannedException) -> OpeningPlan:
    return OpeningPlan("hours", (PlannedHours(0, 540, 1020),), exceptions=exceptions)


@pytest.mark.parametrize(
    ("exceptions", "faults"),
    [
        ([PlannedException(date(2026, 12, 26), date(2035, 1, 5))], ["exception-long"]),
        ([PlannedException(date(2027, 1, 1), date(2028, 1, 1))], []),
        ([PlannedException(date(2027, 1, 1), date(2028, 1, 2))], ["exception-long"]),
        (
            [
                PlannedException(date(2026, 12, 1), date(2026, 12, 5)),
                PlannedException(date(2026, 12, 4), date(2026, 12, 8), 540, 600),
            ],
            ["exceptions-overlap"],
        ),
        (
            [
                PlannedException(date(2026, 12, 1), date(2026, 12, 9)),
                PlannedException(date(2026, 12, 4), date(2026, 12, 4), 540, 600),
            ],
            [],
        ),
        (
            [
                PlannedException(date(2026, 12, 1), date(2026, 12, 5)),
                PlannedException(date(2026, 12, 4), date(2026, 12, 8)),
            ],
            [],
        ),
    ],
)
def test_days_that_differ_have_an_end_and_no_doubt(exceptions: list[PlannedException], faults: list[str]) -> None:
    assert plan(*exceptions).faults() == faults


def test_days_that_differ_are_read_back_with_their_year() -> None:
    words = " ".join(plan_words(plan(PlannedException(date(2026, 12, 26), date(2027, 1, 5)))))
    assert "2026" in words and "2027" in words


def test_days_that_are_over_are_remarked_on(cast: factories.Cast) -> None:
    client = Client()
    client.force_login(cast.manager)
    data = {
        "revision": "1", "hours_known": "hours", "holiday_treatment": "closed", "hours-TOTAL_FORMS": "1",
        "hours-INITIAL_FORMS": "0", "hours-0-weekday": "0", "hours-0-opens": "9", "hours-0-closes": "17",
        "days-TOTAL_FORMS": "1", "days-INITIAL_FORMS": "0", "days-0-first": "2020-12-01",
    }  # fmt: skip
    page = client.post(f"/en/npo/places/{cast.place.pk}/edit/hours/", data, follow=True).content.decode()
    assert "Some of the days that differ are over" in page
    assert "Is the rest still true as well?" in page


@pytest.mark.parametrize("typed", ["{東京|とうきょう で", "東京|とうきょう}で", "{東京|tokyo}で", "{東京|}で"])
def test_furigana_without_an_end_are_named(typed: str) -> None:
    with pytest.raises(ValidationError) as told:
        check_whole_markup(f"集まりは {typed} あります")
    assert "東京" in told.value.messages[0] and "&#123;新宿|" in told.value.messages[0]


@pytest.mark.parametrize("typed", ["{東京|とうきょう}で", "A | B", "{x}", "あ" * 400_000, "|" * 100_000])
def test_other_signs_may_stand(typed: str) -> None:
    check_whole_markup(typed)


@pytest.mark.parametrize(
    ("typed", "kana"), [("ﾂﾅｸﾞ", "ツナグ"), ("つなぐ", "ツナグ"), ("ヨツヤ　ニホンゴ・クラブー", "ヨツヤ ニホンゴ・クラブー"), ("", "")]
)  # fmt: skip
def test_a_reading_is_brought_to_katakana(typed: str, kana: str) -> None:
    assert KanaField(required=False).clean(typed) == kana


def test_a_reading_is_kana_unless_it_stood_so() -> None:
    field = KanaField()
    with pytest.raises(ValidationError, match="katakana only"):
        field.clean("漢字abc")
    field.kept = "漢字abc"
    assert field.clean("漢字abc") == "漢字abc"


@pytest.mark.parametrize(("typed", "minutes"), [("33:00", 1980), ("48:00", 2880), ("29:30", 1770)])
def test_times_are_counted_on_to_the_end_of_the_next_day(typed: str, minutes: int) -> None:
    assert ClockField().clean(typed) == minutes


def test_later_is_too_late() -> None:
    with pytest.raises(ValidationError, match="up to 48:00"):
        ClockField().clean("49:00")


def test_who_forgets_the_tick_is_told_what_it_is_for() -> None:
    assert "tick “Yes, this place is closed for good”" in CloseForm({}).errors["sure"][0]
    assert "tick “Yes, this place is open again”" in CloseForm({}, reopening=True).errors["sure"][0]
