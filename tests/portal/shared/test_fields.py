"""Ranges of minutes in the database: kept as written, asked by the minute."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from organizations.places.models import Place
from portal.shared.fields import MinuteRangesField, Ranges
from tests import factories

NOON = 29_000_000
FIELD = MinuteRangesField()


@st.composite
def ranges(draw: st.DrawFn) -> Ranges:
    """Sorted and disjoint, with a gap between, as they are stored."""
    edges = sorted(draw(st.sets(st.integers(NOON, NOON + 20_000), max_size=16)))
    return list(zip(edges[::2], edges[1::2], strict=False))


def stored(value: Ranges | None) -> Ranges | None:
    """Through PostgreSQL and back, without a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int4multirange", [FIELD.get_prep_value(value)])
        row = cursor.fetchone()
    return FIELD.from_db_value(row[0], None, connection)


@pytest.mark.django_db
@pytest.mark.parametrize("value", [None, [], [(NOON, NOON + 1)], [(NOON, NOON + 480), (NOON + 600, NOON + 900)]])
def test_what_is_kept_comes_back(value: Ranges | None) -> None:
    assert stored(value) == value


def test_ranges_are_half_open_and_a_ready_value_is_left_alone() -> None:
    ready = Multirange([Range(1, 2)])
    assert FIELD.get_prep_value([(1, 2)]) == ready and FIELD.get_prep_value(ready) is ready
    assert FIELD.to_python(ready) is ready and FIELD.db_type(connection) == "int4multirange"


@given(ranges())
def test_many_ranges_are_the_same_both_ways(value: Ranges) -> None:
    prepared = FIELD.get_prep_value(value)
    assert FIELD.from_db_value(prepared, None, connection) == value


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minute", "found"),
    [(NOON - 1, False), (NOON, True), (NOON + 479, True), (NOON + 480, False), (NOON + 600, True), (NOON + 900, False)],
)
def test_the_first_minute_is_in_and_the_last_is_not(now: datetime, minute: int, found: bool) -> None:
    place = factories.make_place(now=now)
    Place.objects.filter(pk=place.pk).update(open_ranges=[(NOON, NOON + 480), (NOON + 600, NOON + 900)])
    assert Place.objects.filter(open_ranges__minute=minute).exists() is found
    assert Place.objects.filter(open_ranges__minute=str(minute)).exists() is found


@pytest.mark.django_db
def test_unknown_hours_are_never_open(now: datetime) -> None:
    place = factories.make_place(now=now)
    Place.objects.filter(pk=place.pk).update(open_ranges=None)
    assert not Place.objects.filter(open_ranges__minute=NOON).exists()
    assert Place.objects.get().open_ranges is None, "and not an empty list, which would say closed"
