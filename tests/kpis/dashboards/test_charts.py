"""What a picture draws is what its table says and what was measured; what is hidden is not drawn; nothing gets out of it."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from kpis.catalogue.models import Definition, Indicator, Target
from kpis.dashboards.charts import chart_of_rows
from kpis.dashboards.forecast import COUNTS, Aim, Forecast, Method, Step
from kpis.dashboards.outlook import Foretold, Refusal, Why
from kpis.dashboards.public_charts import Chart, Measured, chart_of
from kpis.dashboards.selectors import year_of
from kpis.dashboards.series import Way, months_of
from kpis.measurements.models import Measurement
from kpis.measurements.selectors import Current
from tests.factories import Cast
from tests.kpis.factories import make_indicator

SVG = "{http://www.w3.org/2000/svg}"
NOW = date(2026, 11, 10)
THIS, BEFORE = months_of(2026), months_of(2025)
STEPS = tuple(Step(float(one), one - 2.0, one + 2.0) for one in (10, 20, 30, 40, 50))


def _definition(**columns: Any) -> Definition:
    values = {"name_ja": "参加", "unit": "matches", "adds_up": "sum", "period": "year", **columns}
    return Definition(indicator=Indicator(code="t"), version=1, **values)


def _known(this: list[int | None], before: int = 10) -> dict[Any, Decimal | None]:
    first = {days: Decimal(before) for days in BEFORE}
    return first | {days: None if one is None else Decimal(one) for days, one in zip(THIS, this, strict=False)}


def _chart(
    known: dict[Any, Decimal | None], *, hidden: Any = (), steps: Any = (), counted: int = 0, **columns: Any
) -> Chart:
    targets = [Target(pk=1, kind="at-least", value=Decimal(240), status="adopted")]
    numbers = [Decimal(one) + counted for one in (50, 48, 52)]
    found = Forecast(steps, Method.MEAN, COUNTS, ())
    told = Foretold(*numbers, date(2027, 3, 31), Aim.SUM, Decimal(counted), found) if steps else None
    with override("en"):
        return chart_of(_definition(**columns), Measured(known, hidden), targets, year_of(None, NOW), told)


def _dots(chart: Chart, role: str, *, wide: bool = True) -> list[tuple[float, float]]:
    """Where the dots of a line lie, from left to right; the one under another's is not seen."""
    root = ElementTree.fromstring(chart.drawn(wide=wide))
    found = [
        (float(dot.get("cx", "")), float(dot.get("cy", "")))
        for group in root.iter(f"{SVG}g")
        if group.get("class") == f"is-{role}"
        for dot in group.iter(f"{SVG}circle")
        if dot.get("r") != "0"
    ]
    return sorted(found)


def _heights(chart: Chart, role: str) -> list[float]:
    """What the dots say, read off the picture by the marks of its own axis."""
    root, marks = ElementTree.fromstring(chart.drawn(wide=True)), {}
    axis = next(one for one in root.iter(f"{SVG}g") if (one.get("class") or "").startswith("axis y"))
    for guide in axis.iter(f"{SVG}g"):
        label, line = guide.find(f"{SVG}text"), guide.find(f"{SVG}path")
        if label is not None and label.text and line is not None:
            marks[float(label.text.replace(",", ""))] = float(line.get("d", "").split()[1])
    (low, bottom), (high, top) = min(marks.items()), max(marks.items())
    return [low + (bottom - y) / (bottom - top) * (high - low) for _x, y in _dots(chart, role)]


def _column(chart: Chart, place: int) -> list[str]:
    return [cells[place][1] for _when, cells in chart.rows]


def test_a_sum_is_drawn_as_it_grows_with_last_year_the_pace_and_the_forecast():
    chart = _chart(_known([10, 20, 30, 40, 0, 20, 10]), steps=STEPS, counted=130)
    assert chart.columns == ["Fiscal year 2026", "Fiscal year 2025", "Target: 240", "Forecast"]
    assert _column(chart, 0)[:8] == ["10", "30", "60", "100", "100", "120", "130", "–"]
    assert _column(chart, 1)[-1] == "120" and _column(chart, 2)[-1] == "240"
    assert _column(chart, 3)[6:] == [
        "–",
        "140 (138–142)",
        "150 (148–152)",
        "160 (158–162)",
        "170 (168–172)",
        "180 (178–182)",
    ]
    for place, role in enumerate(("value", "before")):
        said = [float(one) for one in _column(chart, place) if one != "–"]
        assert _heights(chart, role) == pytest.approx(said, abs=1)
    assert _heights(chart, "foretold") == pytest.approx([140, 150, 160, 170, 180], abs=1)
    assert "130 matches" in chart.alt and "70 matches" in chart.alt and "178 matches" in chart.alt


def test_the_running_month_is_drawn_only_of_a_stock():
    months = [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(_dots(_chart(_known(months)), "value")) == 7
    chart = _chart(_known(months), adds_up="latest", period="total")
    assert chart.series.way is Way.MONTHS and _column(chart, 0)[7:9] == ["8", "–"]
    assert _column(chart, 2)[0] == "240"


def test_what_counts_each_once_is_not_held_against_a_target_of_the_year():
    chart = _chart(_known([5] * 7), adds_up="distinct")
    assert chart.columns == ["Fiscal year 2026", "Fiscal year 2025"]
    assert "not in the picture" in chart.caption


def test_a_gap_stays_a_gap_and_behind_it_no_sum_goes_on():
    chart = _chart(_known([10, 20, None, 40, 50, 60, 70]), adds_up="ratio", unit="percent")
    assert _column(chart, 0)[1:4] == ["20", "–", "40"]
    root = ElementTree.fromstring(chart.drawn(wide=True))
    lines = [
        one for one in root.iter(f"{SVG}g") if one.get("class") == "is-value" and one.find(f"{SVG}path") is not None
    ]
    assert len(lines[0].findall(f"{SVG}path")) == 2
    assert _column(_chart(_known([10, 20, None, 40])), 0)[:4] == ["10", "30", "–", "–"]


def test_what_is_hidden_is_not_drawn_and_moves_nothing():
    """A picture with a hidden value is the same whatever the value is."""
    hidden = {THIS[2]}
    open_ones = {days: one for days, one in _known([10, 20, 3, 40, 50, 60, 70]).items() if days not in hidden}
    chart = _chart(open_ones, hidden=hidden)
    assert _column(chart, 0)[:4] == ["10", "30", "–", "–"] and len(_dots(chart, "value")) == 2
    assert "protect people" in chart.caption
    first = _chart({days: one for days, one in open_ones.items() if days != THIS[0]}, hidden={THIS[0], THIS[2]})
    assert first.columns == ["Fiscal year 2025", "Target: 240"] and not _dots(first, "value")


def test_without_months_there_are_years_with_what_was_wanted_of_each():
    known = {(date(year, 4, 1), date(year + 1, 3, 31)): Decimal(year - 2000) for year in range(2018, 2026)}
    chart = _chart({**known, (date(2024, 6, 1), date(2024, 6, 30)): Decimal(1)}, period="survey", adds_up="latest")
    assert chart.series.way is Way.PERIODS
    assert chart.series.tells and not _chart(dict([*known.items()][:1]), period="survey").series.tells
    assert _column(chart, 0) == ["20", "21", "22", "23", "24", "25"] and _column(chart, 1) == ["240"] * 6


def test_a_forecast_that_begins_elsewhere_is_not_drawn():
    assert "Forecast" not in _chart(_known([10, 20, None, 40, 0, 20, 10]), steps=STEPS, counted=100).columns


@pytest.mark.parametrize("wide", [False, True])
def test_the_same_numbers_make_the_same_picture(wide: bool):
    one, other = (_chart(_known([10, 20, 30])) for _again in range(2))
    assert one.drawn(wide=wide) == other.drawn(wide=wide)
    assert str(timezone.localdate().year) + "-" not in one.drawn(wide=wide).decode()


HOSTILE = "</text><script>alert(1)</script>&\"'\x0b\ufffe\u202e{漢字|かんじ}"


def test_names_that_would_break_out_are_only_text():
    plain = _chart(_known([10]))
    chart = replace(plain, words=replace(plain.words, title=HOSTILE, legend={"value": HOSTILE}, unit=HOSTILE))
    picture = chart.drawn(wide=False)
    root = ElementTree.fromstring(picture)
    assert {one.tag for one in root.iter()} == {
        SVG + name for name in ("svg", "title", "desc", "style", "g", "rect", "path", "text", "circle")
    }
    assert "<script>alert(1)</script>" in "".join(root.itertext())
    assert not re.search(rb"\son\w+=|\sstyle=|href", picture)


def test_furigana_is_not_written_into_a_picture():
    with override("ja-simple"):
        chart = chart_of(_definition(unit="people"), Measured(_known([10])), [], year_of(None, NOW))
    assert b"{" not in chart.drawn(wide=True).partition(b"</style>")[2] and "|" not in chart.alt


@pytest.mark.parametrize("numbers", [[0] * 7, [1], [10**9] * 7])
def test_everything_stays_within_the_picture(numbers: list[int]):
    chart = _chart(_known(list(numbers), before=0))
    for x, y in _dots(chart, "value", wide=False):
        assert -1 <= x <= chart.narrow[0] and -1 <= y <= chart.narrow[1]


def _measured(indicator: Indicator, days: Any, value: int, **columns: Any) -> None:
    Measurement.objects.create(
        indicator=indicator, definition=indicator.definitions.get(), first=days[0], last=days[1], revision=1,
        value=value, records=value, people=value, origin="automatic", reason="first", night=days[1],
        computed=timezone.now(), **columns,
    )  # fmt: skip


@pytest.mark.django_db
def test_everybody_gets_no_small_number_and_officials_get_all(cast: Cast):
    found = make_indicator("t-small", "matches-by-portal", name_en="Small ones")
    year = year_of(None, timezone.localdate()).period.fiscal_year - 1
    for place, days in enumerate(months_of(year)):
        _measured(found, days, 3 if place == 5 else 40)
    client = Client()
    picture = client.get("/en/kpis/t-small/chart.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    drawn = ElementTree.fromstring(picture.content)
    dots = [
        one
        for group in drawn.iter(f"{SVG}g")
        if group.get("class") == "is-before"
        for one in group.iter(f"{SVG}circle")
    ]
    assert len(dots) == 5
    style = drawn.findtext(f"{SVG}style") or ""
    assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in picture["Content-Security-Policy"]
    assert "unsafe" not in picture["Content-Security-Policy"]
    kept = client.get("/en/kpis/t-small/chart.svg")
    assert kept.content == picture.content and kept["Content-Security-Policy"] == picture["Content-Security-Policy"]
    page = client.get("/en/kpis/t-small/")
    assert page.context["chart"].alt in page.content.decode() and "t-small/chart.svg?view=wide" in page.content.decode()
    client.force_login(cast.official)
    picture = client.get("/en/ward/kpis/t-small/chart.svg?view=wide")
    assert picture.content.count(b'class="dot"') == 12 + 1
    assert picture["Cache-Control"] == "private, no-cache"
    again = client.get("/en/ward/kpis/t-small/chart.svg?view=wide", headers={"If-None-Match": picture["ETag"]})
    assert again.status_code == 304 and not again.content


def test_values_that_counted_something_else_are_not_drawn():
    old, new = _definition(source="matches"), _definition(source="hours", starts=THIS[3][0])
    old.starts = date(2020, 4, 1)
    rows = [Current(1, *days, Decimal(5), 5, "automatic", 1, "first") for days in (*BEFORE, *THIS[:6])]
    with override("en"):
        chart = chart_of_rows([new, old], rows, [], year_of(None, NOW), Refusal(Why.FEW))
    assert chart.columns == ["Fiscal year 2026"]
    assert _column(chart, 0)[:7] == ["–", "–", "–", "5", "10", "15", "–"]
