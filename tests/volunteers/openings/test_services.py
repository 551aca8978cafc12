"""What is refused at its field before the database says it, two editors, and shifts that somebody counts on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from organizations.places.models import Place
from portal.shared.japan import JAPAN
from tests.factories import Cast
from tests.volunteers.factories import make_opening, make_profile, make_shift
from volunteers.applications.models import Application
from volunteers.openings import services
from volunteers.openings.editing import OpeningEditedMeanwhileError
from volunteers.openings.models import Opening, Shift
from volunteers.openings.shifts import ShiftPlan
from volunteers.openings.times import slots_between

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 28)


def _create(cast: Cast, now: datetime, texts: dict[str, str] | None = None, **columns: Any) -> Opening:
    given = {"kind": "ongoing", "field": "2", "starts": DAY, "ends": DAY, **columns}
    return services.create_opening(
        organization_id=cast.organization.pk,
        texts=texts or {"title_ja": "受付"},
        columns=given,
        shifts=[ShiftPlan(1)],
        by=None,
        now=now,
    )


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"ends": DAY - timedelta(days=1)}, "ends"),
        ({"deadline": DAY + timedelta(days=1)}, "deadline"),
        ({"on_site": False}, "on_site"),
        ({"kind": "nonsense"}, "kind"),
        ({"starts": None}, "starts"),
        ({"town_code": "9999999999999"}, "town_code"),
        ({"minimum_age": 100}, "minimum_age"),
        ({"money": "gold"}, "money"),
    ],
)
def test_refused_at_the_field(cast: Cast, now: datetime, columns: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as found:
        _create(cast, now, **columns)
    assert set(found.value.message_dict) == {field}
    assert not Opening.objects.exists()


def test_title_is_needed_and_unknown_codes_and_columns_refused(cast: Cast, now: datetime) -> None:
    with pytest.raises(ValidationError) as found:
        _create(cast, now, texts={"title_en": "Reception"})
    assert set(found.value.message_dict) == {"title_ja"}
    with pytest.raises(ValidationError) as found:
        _create(cast, now, skills_required=["flying"])
    assert set(found.value.message_dict) == {"skills_required"}
    with pytest.raises(ValueError, match="latitude"):
        _create(cast, now, latitude=35.0)


def test_the_point_is_that_of_the_place_or_the_town(cast: Cast, now: datetime) -> None:
    place = cast.place
    opening = _create(cast, now, place_id=place.pk)
    assert (opening.latitude, opening.town_code) == (place.public_latitude, "1310410004001")
    assert _create(cast, now, town_code="1310410004001").latitude is not None
    assert _create(cast, now, place_id=place.pk, on_site=False, online=True).latitude is None
    with pytest.raises(ValidationError) as found:
        _create(cast, now, place_id=cast.other_place.pk)
    assert set(found.value.message_dict) == {"place_id"}
    Place.objects.filter(pk=place.pk).update(
        address_visibility="never", public_latitude=None, public_longitude=None, map_cell=None
    )
    with pytest.raises(ValidationError, match="not shown to anybody"):
        _create(cast, now, place_id=place.pk)


def test_texts_grow_old_and_the_second_editor_is_told(cast: Cast, now: datetime) -> None:
    opening = _create(cast, now, texts={"title_ja": "受付", "title_en": "Reception"})
    edit: dict[str, Any] = {"opening_id": opening.pk, "columns": {}, "by": None, "now": now}
    assert services.save_opening(revision=1, texts={"title_ja": "会場の受付"}, **edit) == 2
    opening.refresh_from_db()
    assert opening.translation_state["title"]["en"]["state"] == "outdated"
    assert services.save_opening(revision=2, texts={"title_ja": "会場の受付"}, **edit) == 2
    with pytest.raises(OpeningEditedMeanwhileError):
        services.save_opening(revision=1, texts={"title_ja": "案内"}, **edit)


def test_languages_with_levels_and_codes_in_order(cast: Cast, now: datetime) -> None:
    opening = _create(cast, now, languages={"vi": 3, "ja": 1}, skills_welcome=["law", "cooking", "law"])
    opening.refresh_from_db()
    assert (opening.languages_basic, opening.languages_fluent) == (("ja", "vi"), ("vi",))
    assert opening.skills_welcome == ("cooking", "law")


def test_a_draft_of_another_kind_begins_anew_with_its_days(cast: Cast, now: datetime) -> None:
    opening = _create(cast, now)
    edit: dict[str, Any] = {"texts": {}, "columns": {"kind": "one-off"}, "by": None, "now": now}
    services.save_opening(opening_id=opening.pk, revision=1, **edit)
    assert not opening.shifts.exists()
    shown = make_opening(now=now, kind="ongoing", organization=cast.organization)
    with pytest.raises(ValidationError) as found:
        services.save_opening(opening_id=shown.pk, revision=1, **edit)
    assert set(found.value.message_dict) == {"kind"}


def _times(day: int, begin: int = 10, end: int = 12) -> tuple[datetime, datetime]:
    return datetime(2026, 11, day, begin, tzinfo=JAPAN), datetime(2026, 11, day, end, tzinfo=JAPAN)


def test_days_follow_from_the_shifts(cast: Cast, now: datetime) -> None:
    opening = make_opening(now=now, organization=cast.organization, deadline=date(2026, 12, 10))
    plans = [ShiftPlan(2, *_times(29, 16, 18)), ShiftPlan(1, *_times(25))]
    assert services.set_shifts(opening_id=opening.pk, revision=1, shifts=plans, by=None, now=now) == 2
    opening.refresh_from_db()
    assert (opening.starts, opening.ends, opening.deadline) == (
        date(2026, 11, 25),
        date(2026, 11, 29),
        date(2026, 11, 29),
    )
    assert opening.slots == ("wed-morning", "sun-afternoon", "sun-evening")
    with pytest.raises(OpeningEditedMeanwhileError):
        services.set_shifts(opening_id=opening.pk, revision=1, shifts=plans, by=None, now=now)


@pytest.mark.parametrize(
    ("plans", "keys"),
    [
        ([ShiftPlan(1)], {"shift-0-starts"}),
        ([ShiftPlan(1, *_times(25)), ShiftPlan(0, *reversed(_times(26)))], {"shift-1-ends", "shift-1-places"}),
        ([ShiftPlan(1, _times(25)[0], _times(27)[1])], {"shift-0-ends"}),
        ([], {"__all__"}),
        ([ShiftPlan(1, *_times(25), id=987_654)], {"__all__"}),
    ],
)
def test_wrong_shifts(cast: Cast, now: datetime, plans: list[ShiftPlan], keys: set[str]) -> None:
    opening = make_opening(now=now, organization=cast.organization)
    with pytest.raises(ValidationError) as found:
        services.set_shifts(opening_id=opening.pk, revision=1, shifts=plans, by=None, now=now)
    named = set(found.value.message_dict) if hasattr(found.value, "error_dict") else {"__all__"}
    assert named == keys


def test_whoever_applied_finds_the_day_again(cast: Cast, now: datetime) -> None:
    opening = make_opening(now=now, organization=cast.organization)
    held, free = make_shift(opening, now=now, places=3, taken=2), make_shift(opening, now=now, days=8)
    Application.objects.create(
        shift=held, opening=opening, organization=cast.organization, profile=make_profile(now=now),
        status="accepted", channel="search", applied=now,
    )  # fmt: skip
    same = ShiftPlan(3, held.starts, held.ends, held.pk)
    set_to: dict[str, Any] = {"opening_id": opening.pk, "revision": 1, "by": None, "now": now}
    for plans, words in (
        ([ShiftPlan(1, free.starts, free.ends, free.pk)], "missing here"),
        ([ShiftPlan(3, held.starts, held.ends + timedelta(hours=1), held.pk)], "day and hours stay"),
        ([ShiftPlan(1, held.starts, held.ends, held.pk)], "greater number"),
    ):
        with pytest.raises(ValidationError, match=words):
            services.set_shifts(shifts=plans, **set_to)
    assert services.set_shifts(shifts=[same], **set_to) == 2
    assert list(Shift.objects.filter(opening=opening)) == [held]
    fewer = ShiftPlan(2, held.starts, held.ends, held.pk)
    services.set_shifts(**{**set_to, "revision": 2}, shifts=[fewer])
    opening.refresh_from_db()
    assert opening.status == "filled"


def test_the_night_belongs_to_the_evening_before() -> None:
    begin = datetime(2026, 11, 29, 20, 30, tzinfo=JAPAN)  # a Sunday
    assert slots_between(begin, begin + timedelta(hours=10)) == ("mon-morning", "sun-evening", "sun-night")
    assert slots_between(begin, begin + timedelta(minutes=30)) == ("sun-evening",)
