"""Two people at the same moment, on connections of their own; each race has a control that loses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from organizations.directory.models import Organization
from organizations.places import indexing, organization_services, services, type_services
from organizations.places.editing import EditedMeanwhileError, Editor, lock_place, store_columns
from organizations.places.models import OpeningHours, Place, PlaceQuerySet, PlaceType
from organizations.places.opening_plan import OpeningPlan, PlannedHours
from portal.shared.models import Act
from tests import factories
from tests.organizations.places.interleaving import Other, meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def _closed_place(now: datetime) -> Place:
    organization = factories.make_organization("新しい会", status=Organization.Status.SUBMITTED)
    return factories.make_place(now=now, organization=organization, status=Place.Status.CLOSED)


def _publish(place: Place, now: datetime) -> Callable[[], None]:
    assert place.organization_id is not None
    number = place.organization_id
    return lambda: organization_services.publish_organization(organization_id=number, by=None, now=now)


def _status(place: Place) -> str:
    return Place.objects.values_list("status", flat=True).get(pk=place.pk)


def test_a_place_that_reopens_while_its_organization_is_published_is_public(now: datetime) -> None:
    place = _closed_place(now)
    with transaction.atomic():
        services.reopen_place(place_id=place.pk, revision=1, reason="", by=None, now=now)
        with meanwhile(_publish(place, now)) as publishing:
            assert publishing.is_alive(), "publishing waits for the place that reopens"
    publishing.result()
    assert _status(place) == Place.Status.PUBLISHED


def test_control_without_the_organizations_lock_the_place_waits_for_ever(now: datetime) -> None:
    place = _closed_place(now)
    with transaction.atomic():
        locked = lock_place(place.pk, 1)
        status = services.public_status(locked.organization)
        store_columns(locked, "reopen_place", {"status": status}, Editor(None, now))
        with meanwhile(_publish(place, now)) as publishing:
            publishing.result()
    assert _status(place) == Place.Status.DRAFT


def test_a_place_that_reopens_after_the_publication_has_begun_is_public(now: datetime) -> None:
    place = _closed_place(now)
    with transaction.atomic():
        _publish(place, now)()
        reopening = Other(lambda: services.reopen_place(place_id=place.pk, revision=1, reason="", by=None, now=now))
        reopening.start()
        reopening.until_it_waits_or_is_done()
        assert reopening.is_alive()
    reopening.result()
    assert _status(place) == Place.Status.PUBLISHED


def test_a_place_given_to_another_organization_meanwhile_is_not_reopened(now: datetime) -> None:
    place, other = _closed_place(now), factories.make_organization("別の会")
    call = Other(lambda: services.reopen_place(place_id=place.pk, revision=1, reason="", by=None, now=now))
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=place.organization_id)
        call.start()
        call.until_it_waits_or_is_done()
        Place.objects.filter(pk=place.pk).update(organization=other)
    with pytest.raises(EditedMeanwhileError):
        call.result()
    assert _status(place) == Place.Status.CLOSED


def _hide(place: Place, now: datetime) -> Other:
    address = {"address_visibility": "town"}
    return Other(
        lambda: services.update_place_address(place_id=place.pk, revision=1, address=address, by=None, now=now)
    )


def _index_while_the_address_is_hidden(
    place: Place, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> tuple[float | None, float | None]:
    """The night has read the place; before it writes, an editor hides the address."""
    hiding, load = _hide(place, now), indexing._load_rows

    def pause(ids: Any) -> Any:
        if not hiding.ident:
            hiding.start()
            hiding.until_it_waits_or_is_done()
        return load(ids)

    Place.objects.filter(pk=place.pk).update(search_hash="overtaken")
    monkeypatch.setattr(indexing, "_load_rows", pause)
    indexing.index_places([place.pk], now=now)
    hiding.result()
    place.refresh_from_db()
    assert place.address_visibility == "town"
    return place.public_latitude, place.public_longitude


def test_an_address_hidden_during_the_night_stays_hidden(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    place = factories.make_place(now=now)
    exact = (place.public_latitude, place.public_longitude)
    assert _index_while_the_address_is_hidden(place, now, monkeypatch) != exact


def test_control_without_the_lock_the_night_brings_the_exact_point_back(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = factories.make_place(now=now)
    exact = (place.public_latitude, place.public_longitude)
    lock = PlaceQuerySet.select_for_update

    def careless(self: PlaceQuerySet, *args: Any, **options: Any) -> PlaceQuerySet:
        return self.all() if options.get("no_key") else lock(self, *args, **options)

    monkeypatch.setattr(PlaceQuerySet, "select_for_update", careless)
    assert _index_while_the_address_is_hidden(place, now, monkeypatch) == exact


EDITORS = 6


def _week_of(weekday: int) -> OpeningPlan:
    return OpeningPlan("hours", (PlannedHours(weekday, 540, 720), PlannedHours(weekday, 780, 1020)))


def _edit_hours(place: Place, now: datetime, numbers: list[int]) -> Callable[[], str]:
    def edit() -> str:
        weekday = numbers.pop()
        try:
            services.replace_opening_hours(place_id=place.pk, revision=1, plan=_week_of(weekday), by=None, now=now)
        except EditedMeanwhileError:
            return "told"
        return str(weekday)

    return edit


def test_of_many_weeks_saved_at_once_one_stands_whole(now: datetime, run_at_once: Callable[..., list[str]]) -> None:
    place = factories.make_place(now=now)
    outcomes = run_at_once(_edit_hours(place, now, list(range(EDITORS))), EDITORS)
    winners = [one for one in outcomes if one != "told"]
    stored = OpeningHours.objects.filter(place=place).order_by("opens").values_list("weekday", "opens")
    assert list(stored) == [(int(winners[0]), 540), (int(winners[0]), 780)]
    assert (len(winners), outcomes.count("told")) == (1, EDITORS - 1)
    assert Act.objects.filter(verb="replace_opening_hours").count() == 1


def test_control_without_the_places_lock_two_weeks_are_mixed(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    place = factories.make_place(now=now)
    monkeypatch.setattr(services, "lock_place", lambda place_id, _revision: Place.objects.get(pk=place_id))
    with transaction.atomic():
        OpeningHours.objects.create(place=place, weekday=5, opens=540, closes=720)
        with meanwhile(_edit_hours(place, now, [2])) as other:
            pass
    other.result()
    assert OpeningHours.objects.filter(place=place).values("weekday").distinct().count() == 2


def test_confirming_at_once_with_an_edit_loses_neither(now: datetime, run_at_once: Callable[..., list[Any]]) -> None:
    place = factories.make_place(now=now)
    contact = {"phone": "03-3209-1111"}
    calls: list[Callable[[], int]] = [
        lambda: services.confirm_place(place_id=place.pk, by=None, now=now),
        lambda: _edit_until_it_is_stored(place, contact, now),
    ]
    run_at_once(lambda: calls.pop()(), 2)
    place.refresh_from_db()
    assert (place.confirmed, place.phone, place.revision) == (now.date(), "03-3209-1111", 3)


def _edit_until_it_is_stored(place: Place, contact: dict[str, str], now: datetime) -> int:
    revision = 1
    while True:
        try:
            return services.update_place_contact(
                place_id=place.pk, revision=revision, contact=contact, by=None, now=now
            )
        except EditedMeanwhileError as meanwhile_error:
            revision = meanwhile_error.place.revision


def test_a_type_added_twice_at_once_is_there_once(now: datetime, run_at_once: Callable[..., list[str]]) -> None:
    def add() -> str:
        try:
            type_services.create_place_type(slug="bath-house", columns={"name_ja": "銭湯"}, by=None, now=now)
        except ValidationError as error:
            return " ".join(error.message_dict)
        return "added"

    outcomes = run_at_once(add, 4)
    assert sorted(outcomes) == ["added", "slug", "slug", "slug"]
    assert PlaceType.objects.filter(slug="bath-house").count() == 1
    assert Act.objects.filter(verb="create_place_type").count() == 1
