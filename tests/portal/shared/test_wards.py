"""The ward's one row: defaults before it is saved, changed column by column, each change traced and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from portal.shared.models import Act, Ward
from portal.shared.versions import content_version
from portal.shared.wards import EDITED, current_ward, update_ward

pytestmark = pytest.mark.django_db


def change(now: datetime, **columns: Any) -> bool:
    return update_ward(columns=columns, by=7, now=now)


def test_a_ward_without_a_row_has_its_defaults_and_costs_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        ward = current_ward()
        assert (ward.pk, ward.name_ja, ward.night_hour) == (1, "つなぐ区", 2)
    assert not Ward.objects.exists()


def test_the_long_outline_is_read_only_when_named(django_assert_num_queries: Any) -> None:
    Ward.objects.create(pk=1, municipality_code="131041", outline={"type": "Polygon", "coordinates": []})
    with django_assert_num_queries(1):
        ward = current_ward()
        assert str(ward) == "つなぐ区"
    with django_assert_num_queries(1):
        assert ward.outline["type"] == "Polygon"


def test_there_is_one_ward() -> None:
    Ward.objects.create(pk=1, municipality_code="131041")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ward.objects.create(pk=2, municipality_code="131121")


def test_a_change_leaves_who_before_and_after(now: datetime) -> None:
    assert change(now, name_en="Minato City", night_hour=3)
    act = Act.objects.get()
    assert (act.person_id, act.verb, act.at, act.object_type) == (7, "update_ward", now, "shared.ward")
    assert act.detail["before"] == {"name_en": "Tsunagu City", "night_hour": 2}
    assert act.detail["after"] == {"name_en": "Minato City", "night_hour": 3}
    assert str(act) == "update_ward shared.ward 1"


def test_the_same_again_is_no_change_and_leaves_no_trace(now: datetime) -> None:
    change(now, name_en="Minato City")
    assert not change(now, name_en=" Minato City ", name_ja="つなぐ区", phone="")
    assert Act.objects.count() == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name_ja", ""),
        ("name_ja", " \u200b "),
        ("name_ja_simple", ""),
        ("name_en", "x" * 61),
        ("night_hour", 24),
        ("night_hour", None),
        ("night_hour", "two"),
        ("sender", "nobody"),
        ("tile_credit_url", "javascript:alert(1)"),
        ("tile_credit", "a\x00b"),
        ("open_data_licence", ""),
        ("disaster_mode", "perhaps"),
    ],
)
def test_what_cannot_stand_is_refused_by_name_and_nothing_is_stored(now: datetime, column: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        change(now, **{"phone": "03-1111-2222", column: value})
    assert set(refused.value.error_dict) == {column}
    assert not Act.objects.exists() and not Ward.objects.filter(phone="03-1111-2222").exists()


@pytest.mark.parametrize("column", ["municipality_code", "outline", "id", "nothing"])
def test_other_columns_are_not_to_be_written_here(now: datetime, column: str) -> None:
    assert column not in EDITED
    with pytest.raises(ValueError, match=column):
        change(now, **{column: "x"})


def test_a_change_moves_the_pages_version_on_once_it_is_committed(
    now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    before = content_version()
    with django_capture_on_commit_callbacks(execute=True) as told:
        change(now, phone="03-1111-2222")
    assert len(told) == 1 and content_version() == before + 1
    with django_capture_on_commit_callbacks(execute=True) as told:
        change(now, phone="03-1111-2222")
    assert told == [] and content_version() == before + 1


@pytest.mark.parametrize(
    ("language", "name"),
    [("ja", "つなぐ区"), ("ja-simple", "つなぐ{区|く}"), ("en", "Tsunagu City"), ("vi", "Tsunagu City")],
)
def test_the_name_in_the_readers_language(language: str, name: str) -> None:
    with translation.override(language):
        assert Ward().name == name
    with translation.override(None):
        assert Ward().name == "つなぐ区"


def test_two_officials_at_once_do_not_undo_each_other(now: datetime) -> None:
    """Each writes the columns it changed, no others."""
    Ward.objects.create(pk=1, municipality_code="131041")
    with connection.execute_wrapper(_only_named({"phone"})):
        change(now, phone="03-1111-2222")
    assert change(now, name_en="Minato City")
    ward = current_ward()
    assert (ward.phone, ward.name_en) == ("03-1111-2222", "Minato City")


def _only_named(columns: set[str]) -> Any:
    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "shared_ward"'):
            written = {part.split('"')[1] for part in sql.partition(" SET ")[2].partition(" WHERE ")[0].split(", ")}
            assert written == columns
        return execute(sql, params, many, context)

    return look
