"""How common letters are is read from PostgreSQL's own statistics, seldom, and never decides what is found."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.resource_map import commonness, search
from organizations.resource_map.query import MapQuery
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commonness, "_seen", commonness._Seen())


@pytest.fixture
def analysed(now: datetime) -> None:
    """Ninety desks and ten libraries, counted by PostgreSQL."""
    for number in range(90):
        factories.make_place(f"相談室{number}", now=now)
    for number in range(10):
        factories.make_place(f"図書館{number}", now=now, type_slug="library")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organizations_place")


def _rare(column: str = "bigrams") -> float:
    return commonness.common_share(column, ["絶無"])


@pytest.mark.usefixtures("analysed")
@pytest.mark.parametrize(
    ("pairs", "least", "most"),
    [
        (["相談"], 0.85, 0.95),
        (["図書"], 0.05, 0.15),
        (["相談", "図書"], 0.05, 0.15),
        (["相談", "絶無"], 0.0, 0.0),
        (["絶無"], 0.0, 0.0),
        ([], 0.0, 0.0),
    ],
)
def test_the_rarest_pair_counts(pairs: list[str], least: float, most: float) -> None:
    assert least <= commonness.common_share("name_bigrams", pairs) <= most
    assert least * 100 <= commonness.common_rows("name_bigrams", pairs) <= most * 100


@pytest.mark.usefixtures("analysed")
def test_a_column_without_statistics_knows_nothing() -> None:
    assert commonness.common_share("tags", ["相談"]) == 0.0


def test_without_statistics_everything_is_rare(now: datetime) -> None:
    factories.make_place("相談室", now=now)
    assert _rare() == 0.0 and commonness.common_rows("bigrams", ["相談"]) == 0.0


@pytest.mark.usefixtures("analysed")
def test_below_one_in_a_hundred_nothing_is_common(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commonness, "COMMON", 0.5)
    assert commonness.common_share("bigrams", ["図書"]) == 0.0
    assert commonness.common_share("bigrams", ["相談"]) > 0.5


def test_statistics_are_read_once_in_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([1000.0, 1000.0 + 599, 1000.0 + 601, 1000.0 + 602])
    monkeypatch.setattr(commonness, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    with CaptureQueriesContext(connection) as caught:
        for _ in range(4):
            _rare()
    assert len(caught) == 2


@pytest.mark.usefixtures("analysed")
@pytest.mark.parametrize(("word", "count"), [("相談", 90), ("図書館", 10), ("室", 0), ("図書館3", 1), ("温泉", 0)])
def test_what_is_found_does_not_hang_on_what_is_known(now: datetime, word: str, count: int) -> None:
    query = MapQuery(q=word)
    known = [one.id for one in search.find(query, now=now, size=1000).entries]
    commonness._seen.shares, commonness._seen.places = {}, 0.0
    unknown = [one.id for one in search.find(query, now=now, size=1000).entries]
    assert known == unknown and len(known) == count == search.count(query, now=now)[0]
