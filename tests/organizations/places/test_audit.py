"""Every write to a place leaves who, when, before and after; what changes nothing leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from organizations.places import services, type_services
from organizations.places.models import Place, PlaceType
from organizations.places.opening_plan import OpeningPlan, PlannedException, PlannedHours
from organizations.places.spoken import SpokenRow
from organizations.places.type_selectors import types_in_use
from organizations.places.types import load_place_types
from portal.shared.models import Act
from tests import factories

pytestmark = pytest.mark.django_db
Write = Callable[..., int]
MONDAY = PlannedHours(0, 540, 720, frozenset({4, 2}), 690)
CLOSED = PlannedException(date(2026, 12, 1), date(2026, 12, 2), note="棚卸し")

WRITES: list[tuple[str, Write, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (
        "update_place_texts",
        services.update_place_texts,
        {"texts": {"name_en": "Class"}, "kana": "キョウシツ"},
        {"name_en": None, "kana": ""},
        {"name_en": "Class", "kana": "キョウシツ"},
    ),
    (
        "update_place_address",
        services.update_place_address,
        {"address": {"block": "3-4"}},
        {"block": "1-2"},
        {"block": "3-4"},
    ),
    (
        "update_place_contact",
        services.update_place_contact,
        {"contact": {"phone": "0332091111", "email": ""}},
        {"phone": ""},
        {"phone": "03-3209-1111"},
    ),
    (
        "update_place_facts",
        services.update_place_facts,
        {"facts": {"facts": ["free"], "capacity": 5}},
        {"facts": [], "capacity": None},
        {"facts": ["free"], "capacity": 5},
    ),
    (
        "replace_opening_hours",
        services.replace_opening_hours,
        {"plan": OpeningPlan("hours", (MONDAY,), "open", False, (CLOSED,))},
        {"hours_known": "unknown", "holiday_treatment": "closed", "closed_at_year_end": True, "hours": [], "exceptions": []},
        {
            "hours_known": "hours", "holiday_treatment": "open", "closed_at_year_end": False,
            "hours": [{"weekday": 0, "weeks": [2, 4], "opens": 540, "closes": 720, "last_reception": 690}],
            "exceptions": [
                {"first": "2026-12-01", "last": "2026-12-02", "opens": None, "closes": None, "note": "棚卸し"}
            ],
        },
    ),
    (
        "replace_language_services",
        services.replace_language_services,
        {"rows": [SpokenRow("vi", frozenset({3, 1}), starts=780, ends=1020)]},
        {"languages": []},
        {
            "languages": [
                {
                    "language": "vi", "weekdays": [1, 3], "weeks": [], "starts": 780, "ends": 1020, "mode": "staff",
                    "needs_booking": False,
                }
            ]
        },
    ),
    ("close_place", services.close_place, {"reason": "移転"}, {"status": "published"}, {"status": "closed"}),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "write", "arguments", "before", "after"), WRITES, ids=[row[0] for row in WRITES])
def test_what_a_write_leaves(
    cast: factories.Cast,
    now: datetime,
    verb: str,
    write: Write,
    arguments: dict[str, Any],
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    place = Place.objects.create(name_ja="教室", type=cast.place.type, block="1-2", organization=cast.organization)
    by = cast.manager.person_id
    assert write(place_id=place.pk, revision=1, by=by, now=now, **arguments) == 2
    act = Act.objects.get(object_id=place.pk, object_type="organizations.place")
    assert (act.verb, act.person_id, act.at, act.reason) == (verb, by, now, arguments.get("reason", ""))
    changed = {name: value for name, value in act.detail["after"].items() if name != "translation_state"}
    stood = {name: value for name, value in act.detail["before"].items() if name != "translation_state"}
    assert (stood, changed) == (before, after)
    place.refresh_from_db()
    assert (place.revision, place.edited_by_hand, place.updated) == (2, now, now)


@pytest.mark.parametrize(
    ("verb", "write", "arguments", "before", "after"), WRITES[:-1], ids=[row[0] for row in WRITES[:-1]]
)
def test_the_same_again_leaves_nothing(
    cast: factories.Cast,
    now: datetime,
    verb: str,
    write: Write,
    arguments: dict[str, Any],
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    for _round in range(2):
        assert write(place_id=cast.place.pk, revision=2 - (_round == 0), by=None, now=now, **arguments) == 2
    assert Act.objects.filter(object_id=cast.place.pk, verb=verb).count() == 1


def test_a_week_that_only_gets_an_exception_keeps_both_versions(cast: factories.Cast, now: datetime) -> None:
    plan = OpeningPlan("hours", (MONDAY,))
    services.replace_opening_hours(place_id=cast.place.pk, revision=1, plan=plan, by=None, now=now)
    more = OpeningPlan("hours", (MONDAY,), exceptions=(CLOSED,))
    services.replace_opening_hours(place_id=cast.place.pk, revision=2, plan=more, by=None, now=now)
    detail = Act.objects.filter(verb="replace_opening_hours").latest("pk").detail
    assert detail["before"]["hours"] == detail["after"]["hours"]
    assert (len(detail["before"]["exceptions"]), len(detail["after"]["exceptions"])) == (0, 1)


def test_a_new_place_leaves_what_it_began_with(cast: factories.Cast, now: datetime) -> None:
    made = services.create_place(
        organization_id=cast.organization.pk,
        type_id=cast.place.type_id,
        texts={"name_ja": "朝の教室", "name_en": "Morning class"},
        kana="アサノキョウシツ",
        address={"municipality_code": "131041", "town": "若葉1丁目"},
        by=cast.staff.person_id,
        now=now,
    )
    act = Act.objects.get(verb="create_place")
    assert (act.object_id, act.person_id) == (made.pk, cast.staff.person_id)
    assert {"name_ja": "朝の教室", "town": "若葉一丁目", "address_visibility": "public"}.items() <= act.detail[
        "after"
    ].items()


def test_a_refused_write_leaves_neither_trace_nor_rows(cast: factories.Cast, now: datetime) -> None:
    with pytest.raises(ValidationError):
        services.update_place_contact(
            place_id=cast.place.pk, revision=1, contact={"phone": "call me", "email": "a@example.org"}, by=None, now=now
        )
    cast.place.refresh_from_db()
    assert (cast.place.email, cast.place.revision, Act.objects.count()) == ("", 1, 0)


@pytest.mark.parametrize(
    ("write", "arguments"),
    [
        (services.update_place_contact, {"contact": {"status": "closed"}}),
        (services.update_place_facts, {"facts": {"name_ja": "x"}}),
        (services.update_place_address, {"address": {"public_latitude": 35.0}}),
        (services.update_place_texts, {"texts": {"name": "x"}}),
    ],
)
def test_a_service_writes_its_own_columns_only(
    cast: factories.Cast, now: datetime, write: Write, arguments: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="not to be written here"):
        write(place_id=cast.place.pk, revision=1, by=None, now=now, **arguments)


@pytest.mark.parametrize(
    ("kind", "visibility"),
    [
        ("voluntary", "town"),
        ("neighbourhood", "town"),
        ("npo", "public"),
        ("school", "public"),
        ("ward-section", "public"),
    ],
)
def test_groups_that_meet_in_homes_show_their_town_only(now: datetime, kind: str, visibility: str) -> None:
    organization = factories.make_organization(kind=kind)
    assert services.default_visibility(organization) == visibility
    assert services.default_visibility(None) == "public"


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "suspended", "closed"])
def test_a_place_is_public_only_with_its_organization(status: str) -> None:
    assert services.public_status(factories.make_organization(status=status)) == Place.Status.DRAFT
    assert services.public_status(factories.make_organization()) == Place.Status.PUBLISHED
    assert services.public_status(None) == Place.Status.PUBLISHED


@pytest.mark.parametrize("name", ["", "  ", "\u200b"])
def test_a_new_place_or_type_needs_a_name_somebody_can_see(cast: factories.Cast, now: datetime, name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        services.create_place(
            organization_id=None, type_id=cast.place.type_id, texts={"name_ja": name}, by=None, now=now
        )
    assert list(refused.value.message_dict) == ["name_ja"]
    with pytest.raises(ValidationError) as refused:
        type_services.create_place_type(slug="bath-house", columns={"name_ja": name}, by=None, now=now)
    assert list(refused.value.message_dict) == ["name_ja"]
    with pytest.raises(ValidationError) as refused:
        type_services.update_place_type(type_id=cast.place.type_id, columns={"name_ja": name}, by=None, now=now)
    assert list(refused.value.message_dict) == ["name_ja"]
    assert not Act.objects.exists()


def test_a_change_of_a_type_leaves_before_and_after(cast: factories.Cast, now: datetime) -> None:
    row = cast.place.type
    columns = {"name_en": "Japanese lessons", "position": row.position, "in_disaster": True}
    changed = type_services.update_place_type(type_id=row.pk, columns=columns, by=cast.official.person_id, now=now)
    assert changed == ["in_disaster", "name_en"]
    detail = Act.objects.get(verb="update_place_type").detail
    assert detail == {
        "before": {"name_en": "Japanese class", "in_disaster": False},
        "after": {"name_en": "Japanese lessons", "in_disaster": True},
    }
    assert type_services.update_place_type(type_id=row.pk, columns=columns, by=None, now=now) == []
    assert Act.objects.filter(verb="update_place_type").count() == 1


def test_types_are_counted_with_what_the_public_sees(cast: factories.Cast, now: datetime) -> None:
    factories.make_place(now=now, status="draft")
    factories.make_place("別の教室", now=now)
    totals = {row.slug: row.total for row in types_in_use()}  # type: ignore[attr-defined]
    assert (totals["japanese-class"], totals["food-support"], totals["learning-support"]) == (2, 1, 0)
    assert [row.slug for row in types_in_use()] == list(PlaceType.objects.values_list("slug", flat=True))


def test_first_types_are_added_once_and_never_overwritten() -> None:
    row = factories.place_type("japanese-class")
    PlaceType.objects.filter(pk=row.pk).update(name_ja="ことばの教室")
    PlaceType.objects.filter(slug="food-support").delete()
    assert load_place_types(PlaceType) == 1
    assert load_place_types(PlaceType) == 0
    row.refresh_from_db()
    assert row.name_ja == "ことばの教室"
