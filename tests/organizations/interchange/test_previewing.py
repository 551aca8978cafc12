"""The first rows as they would be stored, in words an official can compare with the file."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from organizations.interchange.previewing import SHOWN_ROWS, hours_words, organizations_shown, places_shown
from organizations.interchange.reading import read_organizations, read_places
from tests import factories
from tests.organizations.interchange.files import csv_bytes
from tests.organizations.interchange.lists import CIRCLE, HALL, ROOM


def hours(
    *days: int, opens: int = 540, closes: int = 1020, weeks: list[int] | None = None, last: int | None = None
) -> Any:
    return [
        {"weekday": day, "weeks": weeks or [], "opens": opens, "closes": closes, "last_reception": last} for day in days
    ]


@pytest.mark.parametrize(
    ("known", "rows", "words"),
    [
        ("unknown", [], "Not known yet"),
        ("appointment", [], "By appointment only"),
        ("hours", hours(0), "Mon 9:00–17:00"),
        ("hours", hours(0, 1, 4), "Mon, Tue, Fri 9:00–17:00"),
        ("hours", hours(0, 1) + hours(5, closes=720), "Mon, Tue 9:00–17:00 / Sat 9:00–12:00"),
        ("hours", hours(0, closes=720) + hours(0, opens=780), "Mon 9:00–12:00 / Mon 13:00–17:00"),
        ("hours", hours(7), "Fixed hours"),
        ("hours", hours(0) + hours(7), "Mon 9:00–17:00"),
    ],
)
def test_hours_in_words(known: str, rows: Any, words: str) -> None:
    assert hours_words(known, rows) == words


def test_weeks_of_the_month_and_last_reception_are_not_left_out() -> None:
    words = hours_words("hours", hours(2, weeks=[2, 4], last=1000))
    assert "Wed" in words and "2" in words and "4" in words and "16:40" in words


@pytest.mark.django_db
class TestPlaces:
    def shown(self, *rows: dict[str, str]) -> list[dict[str, Any]]:
        factories.place_type("public-facility")
        return places_shown(read_places(csv_bytes(rows, "ward-place-list")))

    def test_a_place(self) -> None:
        (row,) = self.shown({**HALL, "建物名等(方書)": "2階"})
        assert row == {
            "line": 2,
            "name": "中央館",
            "kana": "チュウオウカン",
            "kind": "Public facility",
            "address": "東京都新宿区下落合1-6-9 2階",
            "position": "From the source file",
            "hours": "Mon, Tue, Wed, Thu, Fri 9:00–17:00",
            "phone": "03-3200-0001",
        }

    @pytest.mark.parametrize(
        ("changes", "position"),
        [
            ({"緯度": "", "経度": ""}, "Approximate: the town's centre"),
            ({"緯度": "", "経度": "", "所在地_連結表記": "東京都新宿区"}, "No position"),
        ],
    )
    def test_where_the_position_comes_from(self, changes: dict[str, str], position: str) -> None:
        (row,) = self.shown({**HALL, **changes})
        assert row["position"] == position

    def test_refused_rows_are_passed_over_and_lines_stay_those_of_the_file(self) -> None:
        rows = self.shown({**HALL, "名称": ""}, ROOM, {**HALL, "緯度": "1"}, {**HALL, "ID": "9"})
        assert [(row["line"], row["name"]) for row in rows] == [(3, "東館"), (5, "中央館")]

    def test_no_more_than_a_page_shows(self) -> None:
        rows = self.shown(*({**HALL, "ID": str(number)} for number in range(SHOWN_ROWS + 5)))
        assert len(rows) == SHOWN_ROWS

    @pytest.mark.parametrize("language", ["ja", "en"])
    def test_the_table_on_the_page(self, language: str) -> None:
        rows = self.shown({**HALL, "名称": "<b>館</b>"}, ROOM)
        with translation.override(language):
            html = render_to_string("ward/import_shown.html", {"shown": rows})
        assert "&lt;b&gt;館&lt;/b&gt;" in html and "東館" in html and html.count("<tr>") == 3
        assert "From the source file" in html


@pytest.mark.django_db
def test_an_organisation() -> None:
    reading = read_organizations(
        csv_bytes([CIRCLE, {**CIRCLE, "ID": "2", "法人番号": "", "団体種別": ""}], "organization-list")
    )
    first, second = organizations_shown(reading)
    assert first == {
        "line": 2,
        "name": "つなぐ会",
        "kana": "",
        "kind": "Specified non-profit corporation (NPO)",
        "number": "7000012050002",
        "address": "東京都新宿区若葉1-2",
        "phone": "03-3200-0003",
    }
    assert (second["kind"], second["number"]) == ("Other", "")
    html = render_to_string("ward/import_shown.html", {"shown": [first, second]})
    assert "7000012050002" in html and "Corporate number" in html and "Opening hours" not in html
