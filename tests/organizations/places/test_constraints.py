"""What the database itself refuses, whoever writes: half a position, half an interval, a week that no month has."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from organizations.directory.models import Membership, Organization
from organizations.places.models import LanguageService, OpeningException, OpeningHours, Place, PlaceType
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)


@pytest.fixture
def place(now: datetime) -> Place:
    return factories.make_place(now=now)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"latitude": None}, "place_position_whole_and_in_japan"),
        ({"longitude": None}, "place_position_whole_and_in_japan"),
        ({"latitude": 139.7, "longitude": 35.7}, "place_position_whole_and_in_japan"),
        ({"latitude": 35.7, "longitude": -139.7}, "place_position_whole_and_in_japan"),
        ({"public_latitude": None}, "place_public_position_whole"),
        ({"public_longitude": None}, "place_public_position_whole"),
        ({"address_visibility": "never"}, "place_hidden_address_not_on_map"),
        ({"name_ja": ""}, "place_has_name_ja"),
        ({"name_ja": None}, "place_has_name_ja"),
    ],
)
def test_a_place(place: Place, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Place.objects.filter(pk=place.pk).update(**values)


def test_a_place_without_position_is_whole(place: Place) -> None:
    nowhere = dict.fromkeys(("latitude", "longitude", "public_latitude", "public_longitude", "map_cell"))
    assert Place.objects.filter(pk=place.pk).update(**nowhere) == 1


@pytest.mark.parametrize(
    ("values", "stored"),
    [
        ({"weekday": 7, "opens": 0, "closes": 2880}, True),
        ({"weekday": 0, "opens": 540, "closes": 720, "weeks": [1, 2, 3, 4, 5, -1]}, True),
        ({"weekday": 0, "opens": 540, "closes": 720, "last_reception": 720}, True),
        ({"weekday": 8, "opens": 540, "closes": 720}, False),
        ({"weekday": 0, "opens": 540, "closes": 540}, False),
        ({"weekday": 0, "opens": 1440, "closes": 1500}, False),
        ({"weekday": 0, "opens": 540, "closes": 2881}, False),
        ({"weekday": 0, "opens": 540, "closes": 720, "last_reception": 539}, False),
        ({"weekday": 0, "opens": 540, "closes": 720, "last_reception": 721}, False),
        ({"weekday": 0, "opens": 540, "closes": 720, "weeks": [0]}, False),
        ({"weekday": 0, "opens": 540, "closes": 720, "weeks": [6]}, False),
    ],
)
def test_hours(place: Place, values: dict[str, Any], stored: bool) -> None:
    _judge(OpeningHours(place=place, **values), stored)


@pytest.mark.parametrize(
    ("values", "stored"),
    [
        ({}, True),
        ({"opens": 0, "closes": 1440}, True),
        ({"opens": 540}, False),
        ({"closes": 540}, False),
        ({"opens": 540, "closes": 540}, False),
        ({"opens": 1440, "closes": 1500}, False),
        ({"opens": 540, "closes": 2881}, False),
        ({"last": date(2026, 11, 30)}, False),
    ],
)
def test_exceptions(place: Place, values: dict[str, Any], stored: bool) -> None:
    _judge(OpeningException(place=place, **{"first": DAY, "last": DAY, **values}), stored)


@pytest.mark.parametrize(
    ("values", "stored"),
    [
        ({}, True),
        ({"weekdays": [0, 6], "weeks": [1, -1], "starts": 0, "ends": 2880}, True),
        ({"starts": 540}, False),
        ({"ends": 540}, False),
        ({"starts": 540, "ends": 540}, False),
        ({"starts": 1440, "ends": 1500}, False),
        ({"starts": 540, "ends": 2881}, False),
        ({"weekdays": [7]}, False),
        ({"weeks": [6]}, False),
    ],
)
def test_language_rows(place: Place, values: dict[str, Any], stored: bool) -> None:
    _judge(LanguageService(place=place, language="vi", **values), stored)


def _judge(row: OpeningHours | OpeningException | LanguageService, stored: bool) -> None:
    if stored:
        row.save()
        assert type(row)._default_manager.filter(pk=row.pk).exists()
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_type_needs_its_japanese_name_and_a_slug_of_its_own() -> None:
    with pytest.raises(IntegrityError, match="place_type_has_name_ja"), transaction.atomic():
        PlaceType.objects.create(slug="nameless", name_ja="")
    factories.place_type("japanese-class")
    with pytest.raises(IntegrityError, match="slug"), transaction.atomic():
        PlaceType.objects.create(slug="japanese-class", name_ja="教室")


@pytest.mark.parametrize("number", ["123", "7000012O50002", " 700001205000"])
def test_a_corporate_number_has_thirteen_digits(number: str) -> None:
    with pytest.raises(IntegrityError, match="corporate_number_digits"):
        factories.make_organization(corporate_number=number)


def test_a_person_is_a_member_once(cast: factories.Cast, now: datetime) -> None:
    with pytest.raises(IntegrityError, match="membership_once"):
        factories.make_member(cast.staff, cast.organization, now, Membership.Role.MANAGER)


def test_an_organization_needs_its_japanese_name() -> None:
    with pytest.raises(IntegrityError, match="organization_has_name_ja"):
        Organization.objects.create(name_ja="")


def test_rows_say_in_the_log_what_they_are(place: Place) -> None:
    rows = (
        (place, "四谷日本語教室"),
        (place.type, "japanese-class"),
        (OpeningHours(place=place, weekday=0, opens=540, closes=720), "0 540-720"),
        (OpeningException(place=place, first=DAY, last=DAY), "2026-12-01..2026-12-01"),
        (LanguageService(place=place, language="vi"), "vi staff"),
        (Membership(person_id=1, organization_id=2, role="staff"), "1 staff 2"),
        (Organization(pk=5), "5"),
    )
    for row, words in rows:
        assert str(row) == words
