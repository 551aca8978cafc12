"""How long the map's answers are kept: as long as the list's words beside them are true, and never past a change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.cache import caches
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from organizations.resource_map import map_views
from organizations.resource_map.grid import Box, cover
from organizations.resource_map.query import MapQuery
from organizations.resource_map.selectors import seconds_true
from portal.shared.japan import JAPAN
from portal.shared.models import Ward
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def _asked_at(client: Client, moment: datetime, **query: Any) -> dict[str, Any]:
    with mock.patch("django.utils.timezone.now", return_value=moment):
        answer = client.get("/map/points", {"zoom": 12, **query})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def _open_count(found: dict[str, Any]) -> int:
    return len(found["places"]) + sum(one[2] for one in found["clusters"])


@given(st.integers(0, 24 * 3600 - 1), st.booleans(), st.booleans())
def test_never_past_the_minute_or_the_day_that_was_asked_for(second: int, by_minute: bool, spoken: bool) -> None:
    now = datetime(2026, 11, 18, tzinfo=JAPAN) + timedelta(seconds=second)
    query = MapQuery(open=by_minute, lang="vi" if spoken else "", today=spoken)
    until = now + timedelta(seconds=map_views._seconds(query, now))
    assert now < until
    if by_minute:
        assert until.replace(second=0) - now.replace(second=0) == timedelta(minutes=1) and until.second == 0
    else:
        assert until == datetime(2026, 11, 19, tzinfo=JAPAN)
    assert map_views._seconds(query, now) == seconds_true([], now=now, by_minute=by_minute)


def test_open_now_is_another_answer_in_the_minute_of_opening(client: Client, now: datetime) -> None:
    factories.make_place(now=now, hours=[(2, 11 * 60, 12 * 60)])
    before = now.replace(hour=10, minute=59, second=59)
    with mock.patch("time.time", return_value=before.timestamp()):
        assert _open_count(_asked_at(client, before, open="1")) == 0
    at = before + timedelta(seconds=1.5)
    with mock.patch("time.time", return_value=at.timestamp()):
        assert _open_count(_asked_at(client, at, open="1")) == 1


def test_equal_searches_share_a_key_and_different_ones_do_not() -> None:
    box = cover(Box(139.6, 35.6, 139.8, 35.8), 12)
    queries = [
        MapQuery(),
        MapQuery(q="a"),
        MapQuery(facts=("free",)),
        MapQuery(facts=("free", "online")),
        MapQuery(lang="vi"),
        MapQuery(lang="vi", today=True),
        MapQuery(open=True),
        MapQuery(near=(35.69, 139.7)),
        MapQuery(near=(35.69, 139.7), radius=3.0),
    ]
    keys = [
        map_views._key(box, zoom, query, language)
        for query in queries
        for zoom in (12, 13)
        for language in ("ja", "en")
    ]
    assert len(set(keys)) == len(keys)
    for query in queries:
        same = query.with_changes(sort="kana", view="map")
        assert map_views._key(box, 12, same, "ja") == map_views._key(box, 12, query, "ja")


def test_a_refusal_is_never_kept(client: Client, now: datetime) -> None:
    factories.make_place(now=now)
    assert client.get("/map/points?type=castle").status_code == 400
    factories.place_type("library")
    assert client.get("/map/points?type=castle").status_code == 400
    assert client.get("/map/points?type=library").status_code == 200


@pytest.mark.parametrize("away", [True, False])
def test_the_map_answers_alike_when_the_cache_is_away(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch, away: bool
) -> None:
    factories.make_place(now=now, name_en="Yotsuya class")
    if away:

        def gone(*_: object, **__: object) -> None:
            raise ConnectionError("gone")

        monkeypatch.setattr(caches["pages"], "get", gone)
        monkeypatch.setattr(caches["pages"], "set", gone)
    for _ in range(2):
        found = _asked_at(client, NOW, **{"in": "en"})
        assert [row[4] for row in found["places"]] == ["Yotsuya class"]


@pytest.mark.parametrize(
    "shape",
    [
        None,
        {"type": "Polygon", "coordinates": [[[139.6, 35.6], [139.7, 35.6], [139.7, 35.7], [139.6, 35.6]]]},
        {"type": "MultiPolygon", "coordinates": []},
    ],
)
def test_the_outline_names_its_ward_whatever_its_shape(client: Client, shape: Any) -> None:
    Ward.objects.update_or_create(
        pk=1, defaults={"outline": shape, "municipality_code": "131041", "name_ja": "新宿区", "name_en": "Shinjuku"}
    )
    answer = client.get("/map/outline.json")
    assert answer["Content-Type"] == "application/geo+json"
    assert answer.json() == {
        "type": "Feature",
        "properties": {"name": "新宿区", "name_en": "Shinjuku", "municipality_code": "131041"},
        "geometry": shape,
    }


def test_only_reading_is_answered(client: Client) -> None:
    for path in ("/map/points", "/map/outline.json"):
        for method in (client.post, client.put, client.delete, client.patch):
            assert method(path).status_code == 405


def test_an_answer_does_not_hang_on_who_asks(client: Client, now: datetime, cast: factories.Cast) -> None:
    alone = _asked_at(Client(), NOW)
    client.force_login(cast.manager)
    assert _asked_at(client, NOW) == alone
