"""What the map draws: clusters and names, and never more of an address than its keeper shows."""

import json
import random
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.places.indexing import index_place
from organizations.places.models import Place
from organizations.resource_map.clusters import CAP
from organizations.towns import table as towns
from portal.shared.models import Ward
from portal.shared.versions import content_version
from tests import factories
from tests.organizations.resource_map.spots import place_spots, scattered

pytestmark = pytest.mark.django_db
WARD = "139.66,35.66,139.75,35.74"


def _points(client: Client, zoom: int = 14, bbox: str = WARD, **more: Any) -> dict[str, Any]:
    answer = client.get("/map/points", {"bbox": bbox, "zoom": zoom, **more})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def _total(found: dict[str, Any]) -> int:
    return sum(one[2] for one in found["clusters"]) + len(found["places"])


def test_a_single_place_has_its_name_and_type(client: Client, now: datetime) -> None:
    place = factories.make_place("{四谷|よつや}日本語教室", now=now, name_en="Yotsuya class")
    english = _points(client, **{"in": "en"})
    assert english["places"] == [[place.pk, 35.6852, 139.7247, 0, "Yotsuya class", ""]]
    assert english["types"] == [["japanese-class", "Japanese class", "book", ""]]
    assert english["clusters"] == [] and english["truncated"] is False
    assert _points(client)["places"][0][4] == "四谷日本語教室"
    assert _points(client, **{"in": "ko"})["places"][0][4:6] == ["四谷日本語教室", "ja"]


def test_each_name_says_its_language_and_keeps_its_furigana(client: Client, now: datetime) -> None:
    factories.make_place("四谷日本語教室", now=now, name_ja_simple="{四谷|よつや}の{教室|きょうしつ}")
    plain = _points(client, **{"in": "ja-simple"})
    assert plain["places"][0][4:] == ["四谷の教室", "", "{四谷|よつや}の{教室|きょうしつ}"]
    assert plain["types"][0][3] == "" and "|" in plain["types"][0][4] and "|" not in plain["types"][0][1]
    assert _points(client, **{"in": "vi"})["places"][0][4:6] == ["四谷の教室", "ja-simple"]
    assert _points(client, **{"in": "en"})["places"][0][4:] == ["四谷日本語教室", "ja"]


def test_near_places_are_one_cluster_until_the_map_comes_close(client: Client) -> None:
    place_spots([(35.69, 139.70), (35.6903, 139.7003)])
    assert _points(client, 11)["clusters"] == [[35.69015, 139.70015, 2]]
    assert len(_points(client, 18, "139.699,35.689,139.702,35.692")["places"]) == 2


def test_places_on_one_spot_are_named_at_the_deepest_zooms(client: Client) -> None:
    place_spots([(35.69, 139.70)] * 5)
    assert [one[2] for one in _points(client, 17, "139.699,35.689,139.702,35.692")["clusters"]] == [5]
    assert len(_points(client, 18, "139.699,35.689,139.702,35.692")["places"]) == 5


def test_never_more_features_than_the_cap_and_nobody_lost(client: Client) -> None:
    place_spots(scattered(1200) + [(35.69, 139.70)] * 600)
    for zoom in range(23):
        found = _points(client, zoom)
        assert len(found["clusters"]) + len(found["places"]) <= CAP
        assert _total(found) == 1800


def test_the_whole_ward_is_light(client: Client) -> None:
    place_spots(scattered(5000))
    for zoom in (11, 12, 13, 14, 15):
        assert len(client.get(f"/map/points?bbox={WARD}&zoom={zoom}").content) <= 30_000


def test_a_place_shown_by_its_town_stands_on_the_town_s_centre_only(client: Client, now: datetime) -> None:
    town = towns.town("131041", "0004001")
    assert town is not None
    exact = [(35.68641, 139.72231), (35.68423, 139.72477)]
    for latitude, longitude in exact:
        factories.make_place(now=now, latitude=latitude, longitude=longitude, address_visibility="town")
    for zoom in (12, 18, 22):
        found = _points(client, zoom)
        spots = [tuple(one[1:3]) for one in found["places"]] + [tuple(one[:2]) for one in found["clusters"]]
        assert {(round(lat, 5), round(lng, 5)) for lat, lng in spots} == {
            (round(town.latitude, 5), round(town.longitude, 5))
        }
    for latitude, longitude in exact:
        box = f"{longitude - 0.0001},{latitude - 0.0001},{longitude + 0.0001},{latitude + 0.0001}"
        assert _total(_points(client, 20, box)) == 0


def test_near_me_finds_a_place_shown_by_its_town_from_the_centre_alone(client: Client, now: datetime) -> None:
    town = towns.town("131041", "0004001")
    assert town is not None
    far = {"latitude": town.latitude + 0.01, "longitude": town.longitude}
    factories.make_place(now=now, address_visibility="town", **far)
    at_home = {"near": f"{far['latitude']:.5f},{far['longitude']:.5f}", "radius": "0.3"}
    at_centre = {"near": f"{town.latitude:.5f},{town.longitude:.5f}", "radius": "0.3"}
    assert _total(_points(client, **at_home)) == 0
    assert _total(_points(client, **at_centre)) == 1


@pytest.mark.parametrize("hidden", [{"address_visibility": "never"}, {"status": "suspended"}, {"status": "draft"}])
def test_hidden_places_never_appear(client: Client, now: datetime, hidden: dict[str, str]) -> None:
    place = factories.make_place(now=now, **hidden)
    for zoom in range(23):
        assert _total(_points(client, zoom)) == 0
    Place.objects.filter(pk=place.pk).update(address_visibility="public", status="published")
    index_place(place.pk, now=now)
    assert _total(_points(client, 9, "139.6,35.6,139.8,35.8")) == 1


def test_the_search_of_the_page_narrows_the_map(client: Client, now: datetime) -> None:
    factories.make_place("四谷日本語教室", now=now, languages=[{"language": "vi"}])
    factories.make_place("若葉図書館", now=now, type_slug="library", facts=["free"])
    assert _total(_points(client)) == 2
    for search in (
        {"lang": "vi"},
        {"type": "library"},
        {"facts": "free"},
        {"q": "図書館"},
        {"q": "よつや", "lang": "vi"},
    ):
        assert _total(_points(client, **search)) == (0 if search.get("q") == "よつや" else 1), search
    assert _total(_points(client, area="131041")) == 2


@pytest.mark.parametrize("rows", [10, 100])
def test_three_queries_whatever_the_number(client: Client, rows: int) -> None:
    place_spots(scattered(rows))
    content_version()
    with CaptureQueriesContext(connection) as queries:
        _points(client, 16, "139.69,35.68,139.71,35.70", type="japanese-class", **{"in": "en"})
        _points(client, 12)
    assert len(queries) <= 6


def test_equal_boxes_share_one_answer(client: Client) -> None:
    place_spots([(35.69, 139.70)])
    first = _points(client, 12)
    content_version()
    with CaptureQueriesContext(connection) as queries:
        assert _points(client, 12, "139.6601,35.6601,139.7499,35.7399") == first
    assert [query for query in queries if "organizations_place" in query["sql"]] == []


@pytest.mark.django_db(transaction=True)
def test_a_change_is_seen_at_once(client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.shared.versions.LOOK_AGAIN_SECONDS", 0.0)
    place_spots([(35.69, 139.70)])
    assert _total(_points(client, 12)) == 1
    place_spots([(35.69, 139.70)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('content_version')")
    assert _total(_points(client, 12)) == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("bbox=1,2,3", "bbox"),
        ("bbox=a,b,c,d", "bbox"),
        ("bbox=nan,1,2,3", "bbox"),
        ("bbox=140,36,139,35", "bbox"),
        ("bbox=139,35,500,36", "bbox"),
        ("bbox=139,-91,140,36", "bbox"),
        ("bbox=1e3,1,2,3", "bbox"),
        ("bbox=１３９,35,140,36", "bbox"),
        ("zoom=23", "zoom"),
        ("zoom=-1", "zoom"),
        ("zoom=1.5", "zoom"),
        ("zoom=２", "zoom"),
        ("type=castle", "type"),
        ("lang=klingon", "lang"),
        ("in=klingon", "in"),
        ("in=th", "in"),
        ("near=0,0", "near"),
        ("facts=gold", "facts"),
        ("area=999999", "area"),
    ],
)
def test_bad_input_is_refused_by_the_field_s_name(client: Client, query: str, field: str) -> None:
    answer = client.get(f"/map/points?{query}")
    assert answer.status_code == 400
    assert field in [one["field"] for one in answer.json()["errors"]]
    assert all(one["message"] for one in answer.json()["errors"])


HOSTILE = [
    "", " ", ",", ",,,", "0,0,0,0", "-180,-90,180,90", "139,35,139,35", "179.9,89.9,180,90", "1e9,1,2,3", "inf,1,2,3",
    "139.7,35.6,139.8,35.7,1", "０,1,2,3", "'; DROP TABLE x;--", "<script>", "%", "%s", "%(x)s", "{}", "\u202e",
    "\ud83d\ude00", "\x7f", "\\x00", "null", "undefined", "true", "-0,-0,0,0", "9" * 400, "139.7;35.6", "+139,+35,+140,+36",
    "vi", "en", "131041", "35.69,139.70", "1", "on", "近く", "か" * 120, "a\nb", "x" * 900,
]  # fmt: skip
NAMES = ["bbox", "zoom", "in", "q", "type", "field", "lang", "today", "area", "near", "radius", "audience", "open"]
NAMES += ["facts", "hazard", "sort", "after", "view", "unknown"]


def test_six_hundred_hostile_addresses_never_break_it(client: Client) -> None:
    place_spots(scattered(50))
    dice = random.Random(20261118)
    seen = set()
    for _ in range(600):
        pairs = [(dice.choice(NAMES), dice.choice(HOSTILE)) for _ in range(dice.randint(1, 4))]
        address = "/map/points?" + "&".join(
            f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs
        )
        answer = client.get(address)
        assert answer.status_code in (200, 400), address
        if answer["Content-Type"] == "application/json":
            json.loads(answer.content)
        seen.add(answer.status_code)
    assert seen == {200, 400}


@pytest.mark.parametrize(
    "raw", ["bbox=%ff%fe", "q=%ed%a0%80", "q=%00", "zoom=%", "bbox=&bbox=&zoom=12&zoom=13", "=&=&", "q" * 5000]
)
def test_broken_bytes_are_answered(client: Client, raw: str) -> None:
    assert client.get("/map/points?" + raw).status_code in (200, 400)


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/map/points").status_code == 405
    assert client.head("/map/points").status_code == 200


def test_the_outline_is_small_geojson_and_kept_long(client: Client) -> None:
    assert client.get("/map/outline.json").json()["geometry"] is None
    shape = {"type": "Polygon", "coordinates": [[[139.6, 35.6], [139.7, 35.6], [139.7, 35.7], [139.6, 35.6]]]}
    Ward.objects.update_or_create(pk=1, defaults={"outline": shape, "municipality_code": "131041"})
    answer = client.get("/map/outline.json")
    assert answer.json()["geometry"] == shape
    assert "max-age=86400" in answer["Cache-Control"]
