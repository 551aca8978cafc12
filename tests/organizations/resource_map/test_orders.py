"""The orders beside the rank: every place once, in order, whatever the page's size and the plan."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.places.models import Place
from organizations.resource_map import orders
from organizations.resource_map.query import MapQuery
from organizations.resource_map.ranked import PUBLISHED
from organizations.resource_map.search import conditions, find
from portal.shared.geo import map_cell, metres_between
from tests import factories
from tests.organizations.resource_map.spots import place_spots, scattered

HERE = (35.690, 139.710)


@given(
    st.tuples(st.floats(24, 45), st.floats(123, 153)),
    st.tuples(st.floats(0.0005, 0.3), st.floats(0.0005, 0.3)),
    st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
)
def test_cell_ranges_cover_the_box(
    centre: tuple[float, float], half: tuple[float, float], step: tuple[float, float]
) -> None:
    (latitude, longitude), (high, wide) = centre, half
    ranges = orders.cell_ranges(latitude - high, longitude - wide, latitude + high, longitude + wide)
    inside = map_cell(latitude + step[0] * high, longitude + step[1] * wide)
    assert 1 <= len(ranges) <= 16
    assert sum(first <= inside <= last for first, last in ranges) == 1
    assert all(before[1] + 1 < behind[0] for before, behind in pairwise(ranges))


@pytest.mark.parametrize(
    ("radius", "after", "ring"),
    [
        (8.0, None, 1.0),
        (8.0, (500, 3), 1.5),
        (8.0, (3000, 3), 4.0),
        (8.0, (3001, 3), 0.0),  # most of the circle lies within the ring: no second look
        (0.5, None, 0.0625),
    ],
)
def test_the_inner_ring_grows_with_the_pages(radius: float, after: tuple[int, int] | None, ring: float) -> None:
    assert orders.inner_ring(radius, after) == ring


def _by_distance(
    query: MapQuery, now: datetime, after: tuple[int, int] | None, limit: int, ring: float
) -> list[object]:
    assert query.near
    inner = conditions(query.with_changes(radius=ring), now=now) if ring else None
    return list(orders.by_distance(conditions(query, now=now), inner, query.near, after, limit))


@pytest.mark.django_db
@pytest.mark.parametrize("ring", [0.05, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("limit", [1, 7, 60])
def test_a_ring_changes_nothing(now: datetime, ring: float, limit: int) -> None:
    place_spots(scattered(120, seed=4))
    query = MapQuery(near=HERE, radius=4.0)
    near = sorted(
        (round(metres_between(*HERE, one.public_latitude or 0, one.public_longitude or 0)), one.pk)
        for one in Place.objects.all()
    )
    expected = [pair for pair in near if pair[0] <= 4000]
    assert len(expected) > 20
    for after in (None, expected[0], expected[10]):
        if after is not None and after[0] > 1000 * ring:
            continue
        behind = [pair for pair in expected if after is None or pair > after][:limit]
        assert _by_distance(query, now, after, limit, ring) == behind
        assert _by_distance(query, now, after, limit, 0.0) == behind


def _confirmed_on(days: list[int | None]) -> list[Place]:
    place_spots([HERE] * len(days))
    places = list(Place.objects.order_by("id"))
    for place, day in zip(places, days, strict=True):
        place.confirmed = None if day is None else date(2026, 1, 1) + timedelta(days=day)
    Place.objects.bulk_update(places, ["confirmed"])
    return places


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_lately_confirmed_first_and_never_confirmed_last(now: datetime, size: int) -> None:
    chance = Random(size)
    places = _confirmed_on([chance.choice([None, 0, 0, 3, 9, 40]) for _ in range(23)])
    wanted = sorted(places, key=lambda one: (one.confirmed is None, -(one.confirmed or date.min).toordinal(), one.pk))
    query, found = MapQuery(sort="fresh"), []
    while True:
        page = find(query, now=now, size=size)
        found += [one.id for one in page.entries]
        if not page.more:
            break
        query = query.with_changes(after=page.entries[-1].cursor)
    assert found == [one.pk for one in wanted]


@pytest.mark.django_db
def test_a_date_before_1970_is_a_date_and_not_a_never(now: datetime) -> None:
    places = _confirmed_on([None, 5])
    Place.objects.filter(pk=places[1].pk).update(confirmed=date(1969, 12, 1))
    assert [row[1] for row in orders.by_confirmation(PUBLISHED, None, 5)] == [places[1].pk, places[0].pk]


@pytest.mark.django_db
def test_distances_of_a_page_by_name(now: datetime) -> None:
    far = factories.make_place("あさひの会", now=now, latitude=35.700, longitude=139.720)
    close = factories.make_place("みどりの会", now=now, latitude=35.6901, longitude=139.7101)
    entries = find(MapQuery(near=HERE, radius=5.0, sort="kana"), now=now, size=5).entries
    assert [(one.id, one.metres) for one in entries] == [
        (far.pk, round(metres_between(*HERE, 35.700, 139.720))),
        (close.pk, round(metres_between(*HERE, 35.6901, 139.7101))),
    ]
