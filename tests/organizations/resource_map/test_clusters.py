"""Clusters: nobody is lost, nobody is counted twice, whatever the box and the zoom."""

import random
from collections import defaultdict
from datetime import datetime

import pytest

from organizations.places.models import Place
from organizations.resource_map import clusters
from organizations.resource_map.clusters import CAP, Cluster, count_clusters
from organizations.resource_map.grid import FINER, Box, Cover, cover, level_of, shift_to
from organizations.resource_map.query import MapQuery
from organizations.resource_map.search import conditions
from portal.shared.geo import DEEPEST_ZOOM, map_cell
from tests import factories
from tests.organizations.resource_map.spots import Spot, place_spots, scattered

pytestmark = pytest.mark.django_db
WARD = Box(139.66, 35.66, 139.75, 35.74)


Coded = list[tuple[int, Spot]]


def _coded(spots: list[Spot]) -> Coded:
    return [(map_cell(*spot), spot) for spot in spots]


def _by_hand(spots: Coded, cells: Cover, zoom: int) -> dict[int, Coded]:
    """Grouped one by one, coarser until the cells fit under the cap."""
    shift = shift_to(min(level_of(zoom), cells.level + FINER))
    runs = cells.runs
    inside = [(code, spot) for code, spot in spots if any(first <= code <= last for first, last in runs)]
    while True:
        found = defaultdict(list)
        for code, spot in inside:
            found[code >> shift].append((code, spot))
        if len(found) <= CAP:
            return found
        shift += 2


def _check(found: list[Cluster], expected: dict[int, Coded]) -> None:
    assert [one.count for one in found] == [len(expected[cell]) for cell in sorted(expected)]
    for one, cell in zip(found, sorted(expected), strict=True):
        codes, spots = zip(*expected[cell], strict=True)
        mean = sum(spot[0] for spot in spots) / len(spots), sum(spot[1] for spot in spots) / len(spots)
        assert abs(one.latitude - mean[0]) < 1e-9 and abs(one.longitude - mean[1]) < 1e-9
        assert (one.code, one.last_code) == (min(codes), max(codes))


def test_equal_to_grouping_by_hand_at_every_zoom() -> None:
    place_spots(scattered(700))
    spots = _coded(scattered(700))
    dice = random.Random(7)
    for zoom in range(DEEPEST_ZOOM + 1):
        for _ in range(8):
            west, south = dice.uniform(139.66, 139.74), dice.uniform(35.66, 35.73)
            size = 10 ** dice.uniform(-4, -1)
            cells = cover(Box(west, south, west + size, south + size), zoom)
            _check(count_clusters(cells, zoom).clusters, _by_hand(spots, cells, zoom))


def test_the_whole_ward_loses_nobody() -> None:
    place_spots(scattered(1500))
    for zoom in range(DEEPEST_ZOOM + 1):
        found = count_clusters(cover(WARD, zoom), zoom)
        assert sum(one.count for one in found.clusters) == 1500
        assert len(found.clusters) <= CAP


def test_more_cells_than_the_cap_become_coarser_and_say_so() -> None:
    place_spots(scattered(1500))
    fine = count_clusters(cover(WARD, 17), 17)
    assert fine.coarser and 1 < len(fine.clusters) <= CAP
    assert not count_clusters(cover(WARD, 12), 12).coarser


def test_neighbouring_boxes_share_nobody() -> None:
    spots = scattered(400)
    place_spots(spots)
    whole = cover(WARD, 14)
    middle = (whole.left + whole.right) // 2
    left = Cover(whole.level, whole.left, whole.top, middle, whole.bottom)
    right = Cover(whole.level, middle + 1, whole.top, whole.right, whole.bottom)
    halves = [sum(one.count for one in count_clusters(half, 14).clusters) for half in (left, right)]
    assert min(halves) > 0
    assert sum(halves) == 400


def test_a_place_on_the_edge_of_the_box_is_in_it() -> None:
    spot = (35.69, 139.70)
    place_spots([spot])
    for box in (
        Box(139.70, 35.69, 139.71, 35.70),
        Box(139.69, 35.68, 139.70, 35.69),
        Box(139.6999, 35.68, 139.7001, 35.69),
    ):
        assert [one.count for one in count_clusters(cover(box, 16), 16).clusters] == [1]


def test_only_published_places_with_a_public_position_count() -> None:
    place_spots([(35.69, 139.70)])
    for status in (Place.Status.DRAFT, Place.Status.SUSPENDED, Place.Status.CLOSED):
        place_spots([(35.69, 139.70)], status=status)
    place_spots([(35.69, 139.70)], public_latitude=None, public_longitude=None, map_cell=None)
    assert [one.count for one in count_clusters(cover(WARD, 10), 10).clusters] == [1]


def test_a_search_narrows_the_clusters(now: datetime) -> None:
    factories.make_place("四谷日本語教室", now=now)
    factories.make_place("四谷図書館", now=now, type_slug="library")
    for query, count in ((MapQuery(), 2), (MapQuery(type=("library",)), 1), (MapQuery(q="四谷"), 2)):
        where = conditions(query, now=now)
        assert sum(one.count for one in count_clusters(cover(WARD, 12), 12, where).clusters) == count
    assert count_clusters(cover(WARD, 12), 12, conditions(MapQuery(q="温泉"), now=now)).clusters == []


@pytest.mark.parametrize("zoom", [9, 13, 15, 17, 20])
def test_filter_first_or_box_first_is_the_same(now: datetime, monkeypatch: pytest.MonkeyPatch, zoom: int) -> None:
    place_spots(scattered(300, seed=zoom))
    Place.objects.filter(pk__in=Place.objects.order_by("id").values("pk")[:150]).update(tags=["x:free"])
    where = conditions(MapQuery(facts=("free",)), now=now)
    box = Box(139.69, 35.68, 139.72, 35.70)
    found = []
    for narrow in (0, 99):
        monkeypatch.setattr(clusters, "NARROW_LEVEL", narrow)
        found.append(count_clusters(cover(box, zoom), zoom, where).clusters)
    assert [(one.code, one.last_code, one.count) for one in found[0]] == [
        (one.code, one.last_code, one.count) for one in found[1]
    ]
    for one, other in zip(*found, strict=True):
        assert (one.latitude, one.longitude) == pytest.approx((other.latitude, other.longitude), abs=1e-9)
    assert sum(one.count for one in found[0]) > 0
