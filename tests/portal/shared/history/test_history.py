"""What was is kept by the database itself: whoever writes, in whatever way, and nobody mends it afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from organizations.directory.models import Membership, Organization
from organizations.places.indexing import DERIVED, index_places
from organizations.places.models import LanguageService, OpeningHours, Place, PlaceType
from portal import nightly
from portal.accounts.models import Holding, Person, Post
from portal.shared.history.acting import acting
from portal.shared.history.tracking import BOOKKEEPING, history_of
from portal.shared.models import Ward
from portal.shared.nights.services import run_night
from tests.factories import Cast

pytestmark = pytest.mark.django_db
TRACKED = (
    Holding, LanguageService, Membership, OpeningHours, Organization, Person, Place, PlaceType, Post, Ward,
)  # fmt: skip


def kept(model: Any, **conditions: Any) -> list[Any]:
    return list(history_of(model)._default_manager.filter(**conditions).order_by("pgh_id"))


def test_update_in_bulk_leaves_each_language_as_it_was(cast: Cast) -> None:
    with acting(by=7, through="mend_names"):
        Organization.objects.filter(pk=cast.organization.pk).update(name_en="Circle")
    (row,) = kept(Organization, pgh_obj=cast.organization.pk, pgh_label="update")
    assert (row.name_en, row.name_ja) == ("Tsunagu Japanese Circle", "つなぐ日本語の会")
    assert row.pgh_context == {"by": 7, "through": "mend_names"}


def test_raw_sql_and_many_at_once_leave_a_trace(cast: Cast) -> None:
    with acting(by=8, through="100 % O'Hara"), connection.cursor() as cursor:
        cursor.execute("UPDATE organizations_place SET access_vi = 'Đi bộ 5 phút' WHERE name_ja LIKE '四%'")
        cursor.execute("UPDATE organizations_place SET phone = %s WHERE id = %s", ["03", cast.place.pk])
        cursor.executemany("UPDATE organizations_place SET phone = %s WHERE id = %s", [("04", cast.place.pk)])
    rows = kept(Place, pgh_obj=cast.place.pk, pgh_label="update")
    assert [(row.access_vi, row.phone) for row in rows] == [(None, ""), ("Đi bộ 5 phút", ""), ("Đi bộ 5 phút", "03")]
    assert all(row.pgh_context == {"by": 8, "through": "100 % O'Hara"} for row in rows)
    made = Place.objects.bulk_create([Place(name_ja=name, type_id=cast.place.type_id) for name in ("甲", "乙")])
    assert [row.name_ja for row in kept(Place, pgh_obj__in=[one.pk for one in made], pgh_label="insert")] == [
        "甲",
        "乙",
    ]
    OpeningHours.objects.bulk_create([OpeningHours(place=made[0], weekday=day, opens=1, closes=2) for day in range(3)])
    OpeningHours.objects.filter(place=made[0]).delete()
    assert [row.pgh_label for row in kept(OpeningHours, place=made[0])] == ["insert"] * 3 + ["delete"] * 3


def test_index_and_night_write_no_history(cast: Cast, now: datetime) -> None:
    Place.objects.update(search_hash="", name_key="", rank=1, open_ranges=None)
    before = kept(Place)
    assert index_places([cast.place.pk, cast.other_place.pk], now=now) == 2
    Place.objects.get(pk=cast.place.pk).save()
    assert kept(Place) == before
    assert {field.name for field in history_of(Place)._meta.get_fields()}.isdisjoint({*DERIVED, *BOOKKEEPING})


def test_what_was_is_not_mended(cast: Cast) -> None:
    for model in TRACKED:
        rows = history_of(model)._default_manager.all()
        for write in (rows.delete, lambda rows=rows: rows.update(pgh_label="")):
            if rows.exists():
                with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
                    write()
    assert kept(Organization) and kept(Membership) and kept(Holding) and kept(Person)


def test_names_of_people_stay_out(cast: Cast) -> None:
    columns = {field.name for field in history_of(Person)._meta.get_fields()}
    assert columns >= {"uid", "language", "pgh_context"} and columns.isdisjoint({"name", "kana", "usual_name"})


def test_a_request_says_who_and_through_what(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    revision = Place.objects.get(pk=cast.place.pk).revision
    address = reverse("organizations:update_place_texts", kwargs={"place_id": cast.place.pk})
    answer = client.post(address, {"revision": revision, "name_ja": "四谷教室", "name_en": "Yotsuya"})
    assert answer.status_code == 302, answer.content
    row = kept(Place, pgh_obj=cast.place.pk, pgh_label="update")[-1]
    assert row.pgh_context == {"by": cast.manager.person_id, "through": "organizations:update_place_texts"}
    assert row.name_ja == "四谷日本語教室"


def test_the_night_tells_its_step_and_writes_no_history(cast: Cast, now: datetime) -> None:
    steps = [step for step in nightly.NIGHTLY if step.name == "refresh_places"]
    before = kept(Place)
    run_night(steps, night=now.date() + timedelta(days=7), now=now + timedelta(days=7))
    assert kept(Place) == before


def test_the_innermost_counts_and_ends_with_its_block(cast: Cast) -> None:
    place = Place.objects.filter(pk=cast.place.pk)
    with acting(by=1, through="outer"):
        with acting(through="inner"):
            place.update(phone="1")
        place.update(phone="2")
    with transaction.atomic():
        place.update(phone="3")
    told = [row.pgh_context for row in kept(Place, pgh_obj=cast.place.pk, pgh_label="update")]
    assert told[:2] == [{"by": None, "through": "inner"}, {"by": 1, "through": "outer"}]
