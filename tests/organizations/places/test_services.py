"""Writes to places, on the real database."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import close_old_connections, connections

from organizations.directory.models import Organization
from organizations.places import services
from organizations.places.editing import EditedMeanwhileError
from organizations.places.models import LanguageService, OpeningException, OpeningHours, Place
from organizations.places.opening_plan import OpeningPlan, PlannedException, PlannedHours
from organizations.places.spoken import SpokenRow
from portal.shared.models import Act
from tests import factories

pytestmark = pytest.mark.django_db


def _texts(place: Place, now: datetime, texts: dict[str, str], **more: object) -> int:
    return services.update_place_texts(
        place_id=place.pk, revision=place.revision, texts=texts, by=None, now=now, **more
    )  # type: ignore[arg-type]


def test_a_changed_japanese_text_makes_its_translations_outdated(cast: factories.Cast, now: datetime) -> None:
    place = cast.place
    _texts(
        place,
        now,
        {"summary_ja": "日本語を教えます。", "summary_en": "We teach Japanese.", "summary_vi": "Dạy tiếng Nhật."},
    )
    place.refresh_from_db()
    assert place.translation_state["summary"]["en"]["state"] == "human"

    _texts(place, now, {"summary_ja": "日本語を無料で教えます。", "summary_vi": "Dạy tiếng Nhật miễn phí."})
    place.refresh_from_db()
    assert place.translation_state["summary"]["en"]["state"] == "outdated"
    assert place.translation_state["summary"]["vi"]["state"] == "human"


def test_a_minor_change_leaves_translations_valid(cast: factories.Cast, now: datetime) -> None:
    place = cast.place
    _texts(place, now, {"summary_ja": "日本語を教えます", "summary_en": "We teach Japanese."})
    place.refresh_from_db()
    _texts(place, now, {"summary_ja": "日本語を教えます。"}, minor=True)
    place.refresh_from_db()
    assert place.translation_state["summary"]["en"]["state"] == "human"


def test_an_outdated_text_can_be_found_right_again(cast: factories.Cast, now: datetime) -> None:
    place = cast.place
    _texts(place, now, {"summary_ja": "一", "summary_en": "one"})
    place.refresh_from_db()
    _texts(place, now, {"summary_ja": "二"})
    place.refresh_from_db()
    _texts(place, now, {}, still_right=["en"])
    place.refresh_from_db()
    assert place.translation_state["summary"]["en"]["state"] == "human"


def test_an_edit_leaves_its_trace_and_the_next_revision(cast: factories.Cast, now: datetime) -> None:
    by = cast.manager.person_id
    revision = services.update_place_contact(
        place_id=cast.place.pk, revision=1, contact={"phone": "０３（３２０９）１１１１"}, by=by, now=now
    )
    cast.place.refresh_from_db()
    assert (revision, cast.place.revision, cast.place.phone) == (2, 2, "03-3209-1111")
    assert cast.place.edited_by_hand == now
    act = Act.objects.get(verb="update_place_contact")
    assert (act.person_id, act.object_id) == (by, cast.place.pk)
    assert act.detail == {"before": {"phone": ""}, "after": {"phone": "03-3209-1111"}}


def test_saving_what_already_stands_leaves_no_trace(cast: factories.Cast, now: datetime) -> None:
    assert (
        services.update_place_contact(place_id=cast.place.pk, revision=1, contact={"phone": ""}, by=None, now=now) == 1
    )
    assert not Act.objects.exists()


def test_the_second_of_two_editors_is_told_and_changes_nothing(cast: factories.Cast, now: datetime) -> None:
    services.update_place_contact(
        place_id=cast.place.pk, revision=1, contact={"phone": "03-3209-1111"}, by=None, now=now
    )
    with pytest.raises(EditedMeanwhileError) as refused:
        services.update_place_contact(
            place_id=cast.place.pk, revision=1, contact={"phone": "03-3209-2222"}, by=None, now=now
        )
    assert refused.value.place.phone == "03-3209-1111"
    assert Place.objects.get(pk=cast.place.pk).phone == "03-3209-1111"


@pytest.mark.django_db(transaction=True)
def test_of_two_connections_at_once_exactly_one_wins(now: datetime) -> None:
    place = factories.make_place(now=now)
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def edit(phone: str) -> None:
        barrier.wait(timeout=20)
        try:
            services.update_place_contact(place_id=place.pk, revision=1, contact={"phone": phone}, by=None, now=now)
            outcomes.append(phone)
        except EditedMeanwhileError:
            outcomes.append("told")
        finally:
            close_old_connections()
            connections.close_all()

    threads = [threading.Thread(target=edit, args=(phone,)) for phone in ("03-3209-1111", "03-3209-2222")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    place.refresh_from_db()
    assert sorted(outcomes) == sorted([place.phone, "told"])
    assert (place.revision, Act.objects.filter(object_id=place.pk).count()) == (2, 1)


def _plan(**fields: object) -> OpeningPlan:
    week = tuple(PlannedHours(day, 540, 1020) for day in range(5))
    return OpeningPlan(**{"known": "hours", "hours": week, **fields})  # type: ignore[arg-type]


def test_hours_are_replaced_whole_and_indexed(cast: factories.Cast, now: datetime) -> None:
    exceptions = (PlannedException(date(2026, 12, 1), date(2026, 12, 2), note="棚卸し"),)
    services.replace_opening_hours(
        place_id=cast.place.pk, revision=1, plan=_plan(exceptions=exceptions), by=None, now=now
    )
    cast.place.refresh_from_db()
    assert OpeningHours.objects.filter(place=cast.place).count() == 5
    assert OpeningException.objects.get(place=cast.place).note == "棚卸し"
    assert Place.objects.open_at(int(now.timestamp() // 60)).filter(pk=cast.place.pk).exists()

    services.replace_opening_hours(
        place_id=cast.place.pk, revision=2, plan=OpeningPlan(known="unknown"), by=None, now=now
    )
    cast.place.refresh_from_db()
    assert cast.place.open_ranges is None
    assert not OpeningHours.objects.filter(place=cast.place).exists()


@pytest.mark.parametrize(
    "plan",
    [
        OpeningPlan(known="hours"),
        OpeningPlan(known="hours", hours=(PlannedHours(7, 540, 600),)),
        OpeningPlan(known="hours", hours=(PlannedHours(0, 540, 720), PlannedHours(0, 700, 800))),
        OpeningPlan(known="hours", hours=(PlannedHours(0, 540, 500),)),
        OpeningPlan(known="hours", hours=(PlannedHours(0, 540, 600, frozenset({9})),)),
        OpeningPlan(known="hours", hours=(PlannedHours(0, 540, 600, last_reception=700),)),
        OpeningPlan(known="hours", hours=(PlannedHours(0, 540, 600),), holidays="own"),
        OpeningPlan(known="hours", hours=(PlannedHours(0, 540, 600),) * 90),
        _plan(exceptions=(PlannedException(date(2026, 12, 3), date(2026, 12, 1)),)),
    ],
)
def test_a_week_that_cannot_be_meant_is_refused_whole(cast: factories.Cast, now: datetime, plan: OpeningPlan) -> None:
    services.replace_opening_hours(place_id=cast.place.pk, revision=1, plan=_plan(), by=None, now=now)
    with pytest.raises(ValidationError):
        services.replace_opening_hours(place_id=cast.place.pk, revision=2, plan=plan, by=None, now=now)
    assert OpeningHours.objects.filter(place=cast.place).count() == 5


def test_different_weeks_of_the_month_do_not_overlap(cast: factories.Cast, now: datetime) -> None:
    hours = (
        PlannedHours(2, 540, 720, frozenset({1, 3})),
        PlannedHours(2, 600, 800, frozenset({2, 4})),
    )
    assert _plan(hours=hours).faults() == []
    last = (PlannedHours(2, 540, 720, frozenset({-1})), PlannedHours(2, 600, 800, frozenset({4})))
    assert _plan(hours=last).faults() == ["overlap"]


def test_language_rows_are_replaced_whole(cast: factories.Cast, now: datetime) -> None:
    rows = [SpokenRow("vi", frozenset({3}), starts=780, ends=1020, mode="volunteer", needs_booking=True)]
    services.replace_language_services(place_id=cast.place.pk, revision=1, rows=rows, by=None, now=now)
    row = LanguageService.objects.get(place=cast.place)
    assert (row.language, row.weekdays, row.starts, row.ends, row.needs_booking) == ("vi", [3], 780, 1020, True)
    cast.place.refresh_from_db()
    assert "l:vi" in cast.place.tags


@pytest.mark.parametrize(
    "row",
    [
        SpokenRow("tlh"),
        SpokenRow("vi", frozenset({8})),
        SpokenRow("vi", starts=540),
        SpokenRow("vi", starts=540, ends=500),
        SpokenRow("vi", mode="telepathy"),
    ],
)
def test_a_language_row_that_cannot_be_meant_is_refused(cast: factories.Cast, now: datetime, row: SpokenRow) -> None:
    with pytest.raises(ValidationError):
        services.replace_language_services(place_id=cast.place.pk, revision=1, rows=[row], by=None, now=now)


def test_an_address_finds_its_town_and_its_point(cast: factories.Cast, now: datetime) -> None:
    address = {"municipality_code": "131041", "town": "下落合1丁目", "latitude": None, "longitude": None}
    services.update_place_address(place_id=cast.place.pk, revision=1, address=address, by=None, now=now)
    cast.place.refresh_from_db()
    assert (cast.place.municipality, cast.place.town, cast.place.location_source) == ("新宿区", "下落合一丁目", "town")
    assert cast.place.latitude is not None


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(139.72, 35.68), (35.68, None), (43.06, 141.35), (float("nan"), 139.7), (float("inf"), 1.0)],
)
def test_a_point_that_cannot_be_right_is_refused(
    cast: factories.Cast, now: datetime, latitude: float | None, longitude: float | None
) -> None:
    address = {"latitude": latitude, "longitude": longitude}
    with pytest.raises(ValidationError):
        services.update_place_address(place_id=cast.place.pk, revision=1, address=address, by=None, now=now)


def test_a_hidden_address_leaves_the_map(cast: factories.Cast, now: datetime) -> None:
    Place.objects.filter(pk=cast.place.pk).update(phone="03-3209-1111")
    services.update_place_address(
        place_id=cast.place.pk, revision=1, address={"address_visibility": "never"}, by=None, now=now
    )
    cast.place.refresh_from_db()
    assert (cast.place.public_latitude, cast.place.map_cell) == (None, None)
    assert cast.place.latitude is not None


def test_a_new_place_of_a_voluntary_group_shows_only_its_town(now: datetime) -> None:
    group = factories.make_organization(kind=Organization.Kind.VOLUNTARY)
    place = services.create_place(
        organization_id=group.pk, type_id=factories.place_type().pk, texts={"name_ja": "朝の教室"}, by=None, now=now
    )
    place.refresh_from_db()
    assert (place.address_visibility, place.status, place.confirmed) == ("town", "published", date(2026, 11, 18))
    assert "朝の" in place.name_bigrams or place.name_bigrams


def test_a_place_of_an_unpublished_organization_waits(now: datetime) -> None:
    draft = factories.make_organization(status=Organization.Status.DRAFT)
    place = services.create_place(
        organization_id=draft.pk, type_id=factories.place_type().pk, texts={"name_ja": "教室"}, by=None, now=now
    )
    assert place.status == Place.Status.DRAFT


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200d", "\u202e"])
def test_a_name_nobody_can_see_is_no_name(cast: factories.Cast, now: datetime, name: str) -> None:
    with pytest.raises(ValidationError):
        _texts(cast.place, now, {"name_ja": name})


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\uffffb", "あ" * 300])
@pytest.mark.parametrize("column", ["name_ja", "summary_en", "description_my", "access_ja", "hours_note_ne"])
def test_what_cannot_be_stored_is_refused_by_column(
    cast: factories.Cast, now: datetime, column: str, text: str
) -> None:
    if len(text) > 200 and column.startswith(("description", "access", "hours_note", "summary")):
        text *= 20
    with pytest.raises(ValidationError) as refused:
        _texts(cast.place, now, {column: text})
    assert list(refused.value.message_dict) == [column]


def test_confirming_sets_the_day_and_closing_takes_the_place_away(cast: factories.Cast, now: datetime) -> None:
    later = now + timedelta(days=100)
    revision = services.confirm_place(place_id=cast.place.pk, by=cast.manager.person_id, now=later)
    cast.place.refresh_from_db()
    assert cast.place.confirmed == later.date()
    revision = services.close_place(
        place_id=cast.place.pk, revision=revision, reason="移転", by=cast.manager.person_id, now=later
    )
    assert not Place.objects.published().filter(pk=cast.place.pk).exists()
    assert Act.objects.get(verb="close_place").reason == "移転"
    services.reopen_place(place_id=cast.place.pk, revision=revision, reason="", by=None, now=later)
    assert Place.objects.published().filter(pk=cast.place.pk).exists()
