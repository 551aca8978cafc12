"""When a target is due: each time, on its way over several years, or on a day that nobody has named."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kpis.alerts.models import Alert
from kpis.catalogue.models import Definition, Indicator, Target
from kpis.dashboards.goals import goal_of
from kpis.dashboards.standing import Standing, State, elapsed, stand
from kpis.dashboards.watching import watch_targets
from kpis.measurements.recording import Value, record_counted
from portal.shared.fiscal import Kind, fiscal_year, period_of
from portal.shared.japan import JAPAN
from tests.factories import Cast
from tests.kpis import factories

FIVE_YEARS = {"first": date(2024, 4, 1), "last": date(2029, 3, 31)}
YEAR = date(2026, 4, 1), date(2027, 3, 31)
HALF = date(2026, 9, 30)
"""Half of the year and of the five years is over."""


def _stand(number: str, how: dict[str, str] | None = None, /, **target: Any) -> Standing:
    definition = Definition(**{"adds_up": "latest", "period": "survey", **(how or {})})
    wanted = Target(**{"kind": "at-least", "value": Decimal(25), "baseline": Decimal(17), **target})
    goal = goal_of(wanted, definition, YEAR, HALF)
    adds_up = definition.adds_up == "sum"
    return stand(Decimal(number), goal, adds_up=adds_up, share=elapsed(*YEAR, HALF))


@pytest.mark.parametrize(
    ("value", "state"), [("25", "met"), ("21", "on-course"), ("20.9", "behind"), ("16.7", "far-behind")]
)
def test_several_years_are_a_way_from_the_baseline(value: str, state: str):
    found = _stand(value, **FIVE_YEARS)
    assert (found.state, found.expected, found.wanted) == (state, 21, 25)


def test_a_way_down_to_a_limit():
    limit = {"kind": "at-most", "value": Decimal(10), "baseline": Decimal(20), **FIVE_YEARS}
    states = [_stand(one, **limit).state for one in ("9", "15", "16", "19")]
    assert states == ["on-course", "on-course", "behind", "far-behind"]


def test_a_change_that_is_measured_itself_begins_at_nothing():
    found = _stand("2", kind="plus-points", value=Decimal(5), baseline=None, **FIVE_YEARS)
    assert (found.expected, found.state) == (Decimal("2.5"), "behind")


def test_without_a_baseline_nobody_can_say_how_much_by_now():
    assert _stand("18", baseline=None, **FIVE_YEARS).state == "not-due"
    assert _stand("26", baseline=None, **FIVE_YEARS).state == "met"
    over = {"first": date(2021, 4, 1), "last": HALF}
    assert _stand("18", baseline=None, **over).state == "far-behind"


@pytest.mark.parametrize(
    ("how", "target"),
    [
        ({}, {}),
        ({"period": "year"}, {"baseline": None, "words_ja": "5年間で"}),
        ({"period": "year"}, {"baseline": None, "words_ja": "五年以内に"}),
    ],
)
def test_due_once_without_a_day_is_not_judged(how: dict[str, str], target: dict[str, Any]):
    assert _stand("18", how, **target).state == "no-deadline"
    assert _stand("25", how, **target).state == "met"


@pytest.mark.parametrize(
    ("how", "target"),
    [
        ({"adds_up": "sum", "period": "year"}, {}),
        ({"period": "year"}, {"baseline": None, "words_ja": "修了から1年後"}),
        ({"period": "year"}, {"baseline": None, "words_ja": "基準日から5年後"}),
        ({}, {"baseline": None}),
        ({"period": "year"}, {"first": YEAR[0], "last": YEAR[1]}),
        ({"adds_up": "sum"}, {"first": YEAR[0], "last": YEAR[1]}),
    ],
)
def test_what_is_asked_each_time_is_judged_as_ever(how: dict[str, str], target: dict[str, Any]):
    assert _stand("5", how, **target).state == "far-behind"


def test_what_grows_over_the_targets_own_days_begins_with_them():
    whole = FIVE_YEARS["first"], FIVE_YEARS["last"]
    meetings = Target(kind="at-least", value=Decimal(12), baseline=Decimal(0), **FIVE_YEARS)
    goal = goal_of(meetings, Definition(adds_up="sum", period="programme"), whole, HALF)
    assert stand(Decimal(6), goal, adds_up=True, share=elapsed(*whole, HALF)).expected == 6


NOW = datetime.combine(timezone.localdate(), datetime.min.time(), JAPAN) + timedelta(hours=9)
LAST = fiscal_year(timezone.localdate()) - 1


@pytest.fixture
def survey() -> Indicator:
    """18 % volunteered last year; 25 % are wanted, from 17, within five years."""
    made = factories.make_indicator("t-survey", unit="percent", adds_up="latest", period="survey")
    columns = {"kind": "at-least", "value": 25, "baseline": 17, "words_ja": "5年間で", "words": "5年間で"}
    Target.objects.create(indicator=made, status="adopted", adopted=NOW, **columns)
    found = Value(date(LAST, 4, 1), date(LAST + 1, 3, 31), Decimal(18), records=5)
    record_counted(found, made.definitions.get(), night=NOW.date(), now=NOW)
    return made


def _watch() -> None:
    watch_targets(night=NOW.date(), now=NOW, cursor=None)


@pytest.mark.django_db
def test_no_day_no_alarm_until_an_official_gives_the_days(cast: Cast, survey: Indicator):
    client = Client()
    client.force_login(cast.official)
    _watch()
    assert not Alert.objects.exists()
    words = client.get("/en/ward/kpis/t-survey/").content.decode()
    assert "No deadline set, not judged" in words and "no day is set by which" in words
    assert "No deadline set, not judged" in client.get("/en/ward/kpis/t-survey/card/").content.decode()
    target = survey.targets.get()
    address = f"/en/ward/kpis/t-survey/targets/new/?like={target.pk}"
    assert address in words
    form = client.get(address).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    assert (typed["days"], typed["value"], typed["baseline"]) == ("other", 25, 17)
    typed |= {"first": f"{LAST - 1}-04-01", "last": f"{LAST + 4}-03-31"}
    assert client.post(address, typed).status_code == 302
    client.post(f"/en/ward/kpis/t-survey/targets/{survey.targets.latest('pk').pk}/", {"verb": "adopt"})
    tile = client.get("/en/ward/kpis/t-survey/").context["tile"]
    assert (tile.state, "20.2 % are expected by now" in tile.reason) == ("behind", True)
    _watch()
    assert not Alert.objects.exists()


@pytest.mark.django_db
def test_an_alert_about_a_way_names_what_is_wanted_by_now(survey: Indicator):
    Target.objects.update(first=date(LAST - 3, 4, 1), last=date(LAST + 2, 3, 31))
    _watch()
    alert = Alert.objects.get()
    assert alert.stands == 18 and 23 < alert.wanted < 24


@pytest.mark.parametrize("code", ["no-such", "99999999999999999999", "-1", "x"])
@pytest.mark.django_db
def test_a_target_that_is_not_there_begins_an_empty_form(cast: Cast, survey: Indicator, code: str):
    client = Client()
    client.force_login(cast.official)
    page = client.get(f"/en/ward/kpis/t-survey/targets/new/?like={code}")
    assert page.status_code == 200 and not page.context["form"]["value"].value()


@pytest.mark.django_db
def test_everybody_reads_what_is_wanted_and_no_verdict_before_it_is_due(survey: Indicator):
    page = Client().get("/en/kpis/t-survey/").content.decode()
    assert "25" in page and "Far behind" not in page


@pytest.mark.django_db
def test_the_meetings_of_a_month_are_not_judged_by_those_of_a_year(cast: Cast):
    """Two in October are neither far behind four a year, nor do they reach it; four reach it whatever follows."""
    meetings = factories.make_indicator("t-meetings", unit="meetings", adds_up="sum", period="year")
    Target.objects.create(indicator=meetings, status="adopted", adopted=NOW, kind="at-least", value=4)
    client, month = Client(), period_of(NOW, Kind.MONTH).previous()
    client.force_login(cast.official)
    for number, state in ((2, State.PART), (4, State.MET)):
        found = Value(month.first, month.last, Decimal(number), records=5)
        record_counted(found, meetings.definitions.get(), night=NOW.date(), now=NOW)
        page = client.get("/en/ward/kpis/t-meetings/")
        assert page.context["tile"].state is state
        assert ("in a part of the year" in page.content.decode()) is (state is State.PART)
    _watch()
    assert not Alert.objects.exists()
