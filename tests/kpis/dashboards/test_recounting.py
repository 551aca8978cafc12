"""What a new definition would do, said before it is saved: which periods are counted anew, and which stay as they are."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from kpis.catalogue.models import Definition, Indicator, Target
from kpis.dashboards.recounting import Effect, effect_of
from kpis.measurements.closing import close_year
from kpis.measurements.recording import Value, record_counted
from kpis.sources.source import Span
from portal.accounts.models import Post
from portal.shared.japan import JAPAN
from tests.factories import make_person
from tests.kpis import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
NOW = datetime.combine(TODAY, time(9), JAPAN)
START = date(2000, 4, 1)


def _year(first: int) -> Span:
    return Span(date(first, 4, 1), date(first + 1, 3, 31))


def _month(year: int, month: int, last: int) -> Span:
    return Span(date(year, month, 1), date(year, month, last))


def _counted(source: str, *spans: Span) -> Indicator:
    indicator = factories.make_indicator("t-known", source)
    for one in spans:
        found = Value(one.first, one.last, Decimal(10), records=10)
        record_counted(found, indicator.definitions.get(), night=TODAY, now=NOW)
    return indicator


def _columns(before: Definition, **changed: Any) -> dict[str, Any]:
    names = ("source", "period", "unit", "direction", "starts", "name_ja", "name_ja_simple", "name_en")
    return {**{name: getattr(before, name) for name in names}, "starts": START, **changed}


def _effect(indicator: Indicator, **changed: Any) -> Effect:
    before = indicator.definitions.get()
    return effect_of(indicator, before, _columns(before, **changed), TODAY)


def test_years_and_months_from_its_first_day_are_counted_anew():
    indicator = _counted("items-published", _year(2023), _year(2025), _year(2026), _month(2026, 10, 31))
    effect = _effect(indicator, starts=date(2025, 4, 1))
    assert (effect.counted_anew, effect.months, effect.kept) == ([_year(2026), _year(2025)], 1, 1)


def test_five_years_before_this_one_are_counted_and_no_more():
    indicator = _counted("items-published", _year(2020), _year(2021))
    effect = _effect(indicator)
    assert (effect.counted_anew, effect.kept) == ([_year(2021)], 1)


def test_a_closed_year_keeps_what_it_has():
    indicator = _counted("items-published", _year(2024), _month(2024, 5, 31), _year(2025))
    post = Post.objects.create(kind=Post.Kind.OFFICIAL)
    close_year(year=2024, decisions="Nothing new.", by=make_person("Closer").pk, post_id=post.pk, now=NOW)
    effect = _effect(indicator)
    assert (effect.counted_anew, effect.months, effect.kept) == ([_year(2025)], 0, 2)


def test_of_what_is_counted_as_it_is_today_only_the_running_periods_are():
    indicator = _counted("organizations-on-map", _year(2025), _year(2026), _month(2026, 10, 31), _month(2026, 11, 30))
    effect = _effect(indicator)
    assert (effect.counted_anew, effect.months, effect.kept) == ([_year(2026)], 1, 2)


def test_what_was_erased_since_is_not_counted_anew():
    """Records of activity are kept for 775 days: 11 October 2024 is the first of them."""
    months = _month(2024, 10, 31), _month(2024, 11, 30), _month(2026, 10, 31)
    effect = _effect(_counted("active-users", *months))
    assert (effect.counted_anew, effect.months, effect.kept) == ([], 2, 1)


def test_of_a_number_of_months_years_stay():
    effect = _effect(_counted("items-published", _year(2026), _month(2026, 10, 31)), period="month")
    assert (effect.counted_anew, effect.months, effect.kept) == ([], 1, 1)


def test_what_nobody_counts_any_more_stays_and_is_entered_from_now_on():
    effect = _effect(_counted("items-published", _year(2026)), source="")
    assert (effect.counted_anew, effect.kept, effect.to_hand) == ([], 1, True)


def test_targets_of_another_unit_and_days_to_come_are_told():
    indicator = _counted("items-published", _year(2026))
    Target.objects.create(indicator=indicator, kind="at-least", value=40)
    effect = _effect(indicator, unit="people", starts=date(2027, 4, 1))
    assert (effect.targets, effect.later, effect.kept) == (["At least 40 matches"], True, 1)
    assert _effect(indicator).targets == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name_ja": "別の名"}, True),
        ({"name_ja": "別の名", "name_en": "Another name"}, False),
        ({"name_en": "Another name"}, False),
    ],
)
def test_a_translation_that_stayed_while_japanese_changed_is_told(changed: dict[str, str], told: bool):
    indicator = _counted("items-published", _year(2026))
    indicator.definitions.update(name_en="A name")
    assert _effect(indicator, **changed).translations is told
