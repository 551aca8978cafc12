"""What is stored with a place for files and for "open now": right when written, right when filled by the migration."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from organizations.places.indexing import index_place
from organizations.places.models import LanguageService, OpeningHours, Place
from organizations.places.opening_state import epoch_minute
from organizations.places.stored_hours import BLOCK_MINUTES, open_blocks, plain_week
from tests import factories

MIGRATION = import_module("organizations.migrations.0008_columns_for_files_and_open_now")
START = 29_000_000
RANGES = st.lists(st.tuples(st.integers(START, START + 5000), st.integers(1, 1500))).map(
    lambda pairs: [(start, start + length) for start, length in pairs]
)


@given(RANGES, st.integers(START - 300, START + 7000))
def test_whoever_is_open_is_open_in_that_block(ranges: list[tuple[int, int]], minute: int) -> None:
    blocks = open_blocks(ranges)
    assert blocks == sorted(set(blocks))
    if any(start <= minute < end for start, end in ranges):
        assert minute // BLOCK_MINUTES in blocks


@given(RANGES)
def test_no_block_without_an_open_minute(ranges: list[tuple[int, int]]) -> None:
    for block in open_blocks(ranges):
        first, behind = block * BLOCK_MINUTES, (block + 1) * BLOCK_MINUTES
        assert any(start < behind and end > first for start, end in ranges)


WEEKS: list[tuple[str, list[tuple[int, int, int, list[int]]], tuple[str, int | None, int | None]]] = [
    ("hours", [(0, 540, 1020, []), (4, 540, 1020, [])], ("月金", 540, 1020)),
    ("hours", [(4, 540, 1020, []), (0, 540, 1020, [])], ("月金", 540, 1020)),
    ("hours", [(6, 1320, 1560, [])], ("日", 1320, 1560)),
    ("hours", [(0, 540, 1020, []), (1, 600, 1020, [])], ("", None, None)),  # other hours on another day
    ("hours", [(0, 540, 720, []), (0, 780, 1020, [])], ("", None, None)),  # a break at noon
    ("hours", [(2, 540, 1020, [2, 4])], ("", None, None)),  # not every week
    ("hours", [(0, 540, 1020, []), (7, 600, 900, [])], ("月", 540, 1020)),  # holidays have hours of their own
    ("hours", [(7, 600, 900, [])], ("", None, None)),
    ("hours", [], ("", None, None)),
    ("unknown", [(0, 540, 1020, [])], ("", None, None)),
    ("appointment", [(0, 540, 1020, [])], ("", None, None)),
]


def _rows(place: Place, week: list[tuple[int, int, int, list[int]]]) -> list[OpeningHours]:
    return [
        OpeningHours(place=place, weekday=day, opens=opens, closes=closes, weeks=weeks)
        for day, opens, closes, weeks in week
    ]


@pytest.mark.parametrize(("known", "week", "expected"), WEEKS)
def test_files_say_only_what_holds_every_week(
    known: str, week: list[tuple[int, int, int, list[int]]], expected: tuple[str, int | None, int | None]
) -> None:
    place = Place(hours_known=known)
    assert plain_week(place, _rows(place, week)) == expected


def _stored(place: Place) -> tuple[object, ...]:
    names = ("open_blocks", "spoken", "plain_days", "plain_opens", "plain_closes")
    return Place.objects.values_list(*names).get(pk=place.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(("known", "week", "expected"), WEEKS)
def test_the_migration_fills_what_the_index_writes(
    now: datetime, known: str, week: list[tuple[int, int, int, list[int]]], expected: tuple[str, int | None, int | None]
) -> None:
    place = factories.make_place(now=now, hours_known=known)
    OpeningHours.objects.filter(place=place).delete()
    OpeningHours.objects.bulk_create(_rows(place, week))
    for code in ("vi", "en", "vi"):
        LanguageService.objects.create(place=place, language=code)
    index_place(place.pk, now=now)
    written = _stored(place)
    assert written[1:] == (["en", "vi"], *expected)
    Place.objects.filter(pk=place.pk).update(
        open_blocks=[], spoken=[], plain_days="", plain_opens=None, plain_closes=None
    )
    with connection.cursor() as cursor:
        cursor.execute(MIGRATION.FILL_ALL)
        cursor.execute(MIGRATION.FILL_WEEK)
    assert _stored(place) == written


@pytest.mark.django_db
def test_open_now_and_its_block_agree_over_a_week(now: datetime) -> None:
    place = factories.make_place(now=now, hours_known="hours")
    OpeningHours.objects.filter(place=place).delete()
    OpeningHours.objects.bulk_create(_rows(place, [(1, 540, 1020, []), (4, 1320, 1560, [])]))
    index_place(place.pk, now=now)
    for hours in range(7 * 24):
        minute = epoch_minute(now + timedelta(hours=hours))
        blocks = Place.objects.filter(open_blocks__contains=[minute // BLOCK_MINUTES])
        by_range = Place.objects.filter(open_ranges__minute=minute)
        assert not by_range.difference(blocks).exists(), hours
