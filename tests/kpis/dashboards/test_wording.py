"""Numbers as officials and residents read them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from kpis.catalogue.models import Definition
from kpis.dashboards.forecast import Aim, forecast
from kpis.dashboards.outlook import Foretold, as_foretold, foretell
from kpis.dashboards.outlook_wording import outlook_words
from kpis.dashboards.public_charts import Measured, chart_of
from kpis.dashboards.selectors import year_of
from kpis.dashboards.trends import months_until
from kpis.dashboards.wording import number_words, value_words
from kpis.measurements.selectors import Current


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("1", "people", ("1 person", "1人")),
        ("0", "people", ("0 people", "0人")),
        ("1.0000", "hours", ("1 hour", "1時間")),
        ("1.5", "hours", ("1.5 hours", "1.5時間")),
        ("0.5", "points", ("0.5 percentage points", "0.5ポイント")),
        ("1", "percent", ("1 %", "1%")),
    ],
)
def test_one_is_not_named_as_many_are(value: str, unit: str, words: tuple[str, str]):
    for language, told in zip(("en", "ja"), words, strict=True):
        with translation.override(language):
            assert value_words(Decimal(value), unit) == told


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", "0"), ("1234.0000", "1,234"), ("5.25", "5.3"), ("0.96", "0.96"), ("0.999", "1.0"),
        ("0.5000", "0.5"), ("0.0500", "0.05"), ("0.0031", "0.0031"), ("-0.0031", "-0.0031"), ("0.01234", "0.012"),
        ("0.0000031", "0.0"),
    ],
)  # fmt: skip
def test_a_tiny_number_is_not_nothing(value: str, words: str):
    with translation.override("en"):
        assert number_words(Decimal(value)) == words


@pytest.mark.parametrize(("once", "said"), [(True, True), (False, False)])
def test_what_was_not_tried_is_not_claimed(once: bool, said: bool):
    """Of people counted once in a year the months added up were tried, which is another number."""
    found = forecast([50.0] * 12, 6)
    assert found is not None
    told = Foretold(Decimal(60), Decimal(55), Decimal(70), date(2027, 3, 31), Aim.SUM, Decimal(50), found, once)
    how = Definition(unit="people", adds_up="distinct" if once else "sum", period="year")
    with translation.override("en"):
        words = outlook_words(told, how)
    assert words.tried.startswith("Tried on 6 earlier months")
    assert ("not on counting each once" in words.tried) == said


def test_what_is_foretold_of_a_small_share_is_not_nothing():
    """Three of a hundred thousand are still somebody; of whole things nothing is told behind the point."""
    share = Definition(unit="percent", adds_up="mean", period="month", name_ja="割合")
    year, shares = year_of(None, date(2026, 11, 22)), (Decimal("0.0029"), Decimal("0.0034"))
    months = months_until((date(2026, 10, 1), date(2026, 10, 31)), 12)
    rows = [Current(1, *days, shares[place % 2], 9, "automatic", 1, "first") for place, days in enumerate(months)]
    found = foretell(share, rows, year)
    assert isinstance(found, Foretold)
    with translation.override("en"):
        sentence = outlook_words(found, share).sentence
        chart = chart_of(share, Measured({one.days: one.value for one in rows}), [], year, found)
    assert not re.search(r"\b0(\.0)? %", sentence) and "0.003" in sentence
    assert [cells[-1][1] for _when, cells in chart.rows][-2].startswith("0.003")
    assert as_foretold(Decimal("3.14"), "people") == 3 and as_foretold(Decimal("3.14"), "percent") == Decimal("3.1")
