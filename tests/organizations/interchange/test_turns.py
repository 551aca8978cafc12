"""An import and the night at the same moment: the file names the places against the order of their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError, transaction

from organizations.interchange import importing
from organizations.interchange.importing import Report, import_places
from organizations.interchange.reading import read_places
from organizations.places import indexing
from organizations.places.models import Place
from tests import factories
from tests.organizations.interchange.files import csv_bytes
from tests.organizations.places.interleaving import Other

pytestmark = pytest.mark.django_db(transaction=True)
LAYOUT = "ward-place-list"


class Held:
    """A reading that starts the other one after the first record is stored, and goes on when that one waits."""

    def __init__(self, reading: Any, other: Other) -> None:
        self.recognised, self.headings = reading.recognised, reading.headings
        self._reading, self._other = reading, other

    def __iter__(self) -> Iterator[Any]:
        rows = iter(self._reading)
        yield next(rows)
        self._other.start()
        self._other.until_it_waits_or_is_done()
        assert self._other.is_alive(), "the night waits for the import"
        yield from rows


def _rows(*names: str) -> list[dict[str, str]]:
    return [
        {
            "ID": name,
            "名称": name,
            "所在地_連結表記": "東京都新宿区若葉1-2",
            "電話番号": "03-3200-0003",
        }
        for name in names
    ]


def _bring(reading: Any, now: datetime) -> Report:
    return import_places(reading, file_name="a.csv", sha256="0" * 64, dry_run=False, by=None, now=now)


@transaction.atomic
def _night(now: datetime) -> dict[str, int]:
    return dict(indexing.refresh_places(night=now.date(), now=now, cursor=None).counts)


@pytest.fixture
def both_at_once(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[Report, dict[str, int]]]:
    """The import of two places, one a chunk, with the night between the chunks."""
    factories.place_type("public-facility")
    _bring(read_places(csv_bytes(_rows("甲", "乙"), LAYOUT), layout=LAYOUT), now)
    assert list(Place.objects.order_by("id").values_list("name_ja", flat=True)) == ["甲", "乙"]
    monkeypatch.setattr(importing, "CHUNK", 1)

    def run() -> tuple[Report, dict[str, int]]:
        night = Other(lambda: _night(now))
        again = read_places(csv_bytes(_rows("乙", "甲"), LAYOUT), layout=LAYOUT)
        try:
            report = _bring(Held(again, night), now)
        finally:
            night.join(20)
        return report, night.result()

    return run


def test_the_night_waits_for_an_import_without_holding_what_it_needs(
    both_at_once: Callable[[], tuple[Report, dict[str, int]]],
) -> None:
    report, counts = both_at_once()
    assert (report.unchanged, report.refused, counts["places"]) == (2, [], 2)


def test_control_without_turns_the_database_ends_one_of_them(
    both_at_once: Callable[[], tuple[Report, dict[str, int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "take_turn", lambda: None)
    with pytest.raises(OperationalError, match="deadlock"):
        both_at_once()
