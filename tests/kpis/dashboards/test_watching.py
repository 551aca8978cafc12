"""The night looks at adopted targets: who is told of what will be missed, once; and what ends it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.alerts.models import Alert
from kpis.catalogue.models import Indicator, Target
from kpis.dashboards import watching
from kpis.dashboards.alert_letters import tell_of_alerts
from kpis.dashboards.watching import watch_targets
from kpis.measurements.models import Closing
from kpis.measurements.recording import Value, record_counted
from portal.accounts.models import Holding, Person, Post
from portal.shared.fiscal import Kind, period_of, periods_between
from portal.shared.japan import JAPAN
from portal.shared.nights.services import run_night
from portal.shared.nights.steps import Step
from portal.shared.outbox.models import Message
from tests.children import begin, ended
from tests.factories import make_user
from tests.kpis import factories

NIGHT = date(2026, 10, 11)
STEP = Step("watch_targets", watch_targets, "", "")


def _now(night: date) -> datetime:
    return datetime(night.year, night.month, night.day, 3, tzinfo=JAPAN)


def _counted(code: str, each: int = 10, *, until: date = date(2026, 10, 10), **definition: Any) -> Indicator:
    """An indicator with so many a month for a year and a half, and their sum for the year."""
    indicator = factories.make_indicator(code, "items-published", **definition)
    found = indicator.definitions.get()
    months = list(periods_between(date(2025, 4, 1), until, Kind.MONTH))
    for one in months:
        record_counted(_value(one.first, one.last, each), found, night=NIGHT, now=_now(NIGHT))
    year = period_of(until, Kind.YEAR)
    over = sum(one.first >= year.first for one in months)
    record_counted(_value(year.first, year.last, each * over), found, night=NIGHT, now=_now(NIGHT))
    return indicator


def _value(first: date, last: date, number: int) -> Value:
    return Value(first, last, Decimal(number), records=number)


def _want(indicator: Indicator, number: int, kind: str = "at-least", *, adopted: bool = True, **columns: Any) -> Target:
    status = Target.Status.ADOPTED if adopted else Target.Status.PROPOSED
    columns |= {"adopted": _now(NIGHT)} if adopted else {}
    return Target.objects.create(indicator=indicator, kind=kind, value=number, status=status, **columns)


def _watch(night: date = NIGHT) -> dict[str, int]:
    sums, cursor = {"raised": 0, "ended": 0}, None
    while True:
        chunk = watch_targets(night=night, now=_now(night), cursor=cursor)
        sums = {name: sums[name] + number for name, number in chunk.counts.items()}
        cursor = chunk.cursor
        if cursor is None:
            return sums


@pytest.mark.django_db
def test_a_forecast_that_misses_an_adopted_target_is_told_with_its_numbers():
    missed, reached, proposed = _counted("t-missed"), _counted("t-reached"), _counted("t-proposed")
    most, words = _counted("t-most"), _counted("t-words")
    _want(missed, 500), _want(reached, 100), _want(proposed, 500, adopted=False)
    _want(most, 90, "at-most")
    Target.objects.create(
        indicator=words, kind="level", words_ja="よくする", status=Target.Status.ADOPTED, adopted=_now(NIGHT)
    )
    assert _watch() == {"raised": 2, "ended": 0}
    assert _watch() == {"raised": 0, "ended": 0}
    alert = Alert.objects.get(indicator=missed)
    assert Alert.objects.exclude(pk=alert.pk).get().indicator == most
    assert (alert.reason, alert.fiscal_year, alert.wanted, alert.stands) == ("forecast", 2026, 500, 70)
    assert (alert.low, alert.value, alert.high) == (120, 120, 120)
    assert alert.last == date(2027, 3, 31)


@pytest.mark.django_db
def test_it_ends_when_the_target_is_given_up_or_will_be_reached_and_comes_again_the_next_day():
    indicator = _counted("t-missed")
    target = _want(indicator, 500)
    _watch()
    Target.objects.filter(pk=target.pk).update(status=Target.Status.WITHDRAWN)
    assert _watch(NIGHT + timedelta(days=1)) == {"raised": 0, "ended": 1}
    _want(indicator, 400)
    assert _watch(NIGHT + timedelta(days=2)) == {"raised": 1, "ended": 0}
    Target.objects.filter(status=Target.Status.ADOPTED).update(value=110)
    assert _watch(NIGHT + timedelta(days=3)) == {"raised": 0, "ended": 1}


@pytest.mark.django_db
def test_while_nothing_new_is_counted_what_was_found_still_holds():
    indicator = _counted("t-missed")
    target = _want(indicator, 500)
    _watch()
    Target.objects.filter(pk=target.pk).update(value=1)
    late = date(2026, 12, 11)
    assert _watch(late) == {"raised": 0, "ended": 0}
    assert Alert.objects.get().night == NIGHT


@pytest.mark.django_db
def test_far_behind_needs_no_forecast_but_a_quarter_of_the_year():
    indicator = _counted("t-young", until=date(2026, 10, 10), period="programme")
    _want(indicator, 500)
    assert _watch(date(2026, 6, 11)) == {"raised": 0, "ended": 0}
    assert _watch() == {"raised": 1, "ended": 0}
    alert = Alert.objects.get()
    assert (alert.reason, alert.stands, alert.value) == ("far-behind", 70, None)


@pytest.mark.django_db
def test_what_lies_in_a_closed_year_is_decided():
    survey, post = factories.make_indicator("t-survey", period="survey"), Post.objects.create(kind=Post.Kind.OFFICIAL)
    definition = survey.definitions.get()
    last_year = _value(date(2025, 4, 1), date(2026, 3, 31), 20)
    record_counted(last_year, definition, night=NIGHT, now=_now(NIGHT))
    _want(survey, 60)
    assert _watch() == {"raised": 1, "ended": 0}
    Closing.objects.create(fiscal_year=2025, number="KPI-2025", report=[], closed=_now(NIGHT), closed_post=post)
    assert _watch(NIGHT + timedelta(days=1)) == {"raised": 0, "ended": 1}


@pytest.mark.django_db
def test_the_next_fiscal_year_begins_without_alerts():
    _want(_counted("t-missed"), 500)
    _watch()
    assert _watch(date(2027, 4, 2)) == {"raised": 0, "ended": 1}


@pytest.mark.django_db
def test_a_chunk_asks_as_often_for_few_as_for_many():
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            watch_targets(night=NIGHT, now=_now(NIGHT), cursor=0)
        return len(found)

    for number in range(2):
        _want(_counted(f"t-{number}"), 100)
    few = queries()
    for number in range(2, 8):
        _want(_counted(f"t-{number}"), 100)
    settled = 3 * 6  # for each one: is there an alert, in a transaction of its own
    assert queries() == few + settled


def _official(name: str, language: str, kind: str = Post.Kind.OFFICIAL) -> None:
    user = make_user(f"{name}@example.org")
    Person.objects.filter(pk=user.person_id).update(language=language)
    Holding.objects.create(post=Post.objects.create(kind=kind), person=user.person, starts=_now(date(2026, 1, 1)))


def _tell(night: date = NIGHT) -> int:
    return tell_of_alerts(night=night, now=_now(night), cursor=None).counts["mails"]


@pytest.mark.django_db
def test_each_official_hears_once_a_night_in_their_language_and_nothing_when_nothing_is_new():
    _official("hanako", "ja"), _official("ann", "en"), _official("audit", "en", Post.Kind.AUDITOR)
    assert _tell() == 0
    _want(_counted("t-missed", name_en="Calls published"), 500)
    _watch()
    assert (_tell(), _tell(), Message.objects.count()) == (2, 0, 2)
    _want(_counted("t-later"), 500)
    _watch()
    assert _tell() == 0, "one mail a night"
    tomorrow = NIGHT + timedelta(days=1)
    assert (_tell(tomorrow), _tell(tomorrow), _tell(tomorrow + timedelta(days=1))) == (2, 0, 0)
    texts = {one.to: one.values for one in Message.objects.order_by("-id")}
    assert texts["ann@example.org"]["number"] == 1
    english = Message.objects.order_by("id").get(to="ann@example.org", key__contains=str(NIGHT))
    (line,) = english.values["alerts"]
    assert line["name"] == "Calls published"
    assert line["sentence"] == "120 matches are foretold by 31 March 2027 (120 – 120); 500 matches are wanted."
    assert english.language == "en" and "/en/ward/kpis/#attention" in english.values["url"]
    japanese = Message.objects.get(to="hanako@example.org", key__contains=str(NIGHT))
    assert japanese.language == "ja" and "/ja/ward/kpis/#attention" in japanese.values["url"]
    assert japanese.due == datetime(2026, 10, 11, 7, tzinfo=JAPAN)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("calls", [1, 3])
def test_killed_in_between_the_night_goes_on_and_raises_each_once(monkeypatch: pytest.MonkeyPatch, calls: int):
    for number in range(4):
        _want(_counted(f"t-{number}"), 500)
    monkeypatch.setattr(watching, "A_CHUNK", 2)
    with monkeypatch.context() as patched:
        patched.setattr(watching, "settle_alert", _fatal(watching.settle_alert, calls))
        assert _run() == -signal.SIGKILL
    assert Alert.objects.count() == (0 if calls == 1 else 2)
    assert _run() == 0
    assert Alert.objects.count() == Alert.objects.standing().count() == 4
    assert _run() == 0
    assert Alert.objects.count() == 4


def _run() -> int:
    return ended(begin(lambda: run_night([STEP], night=NIGHT, now=_now(NIGHT))))


def _fatal(real: Callable[..., Any], calls: int) -> Callable[..., Any]:
    made = 0

    def call(**kwargs: Any) -> Any:
        nonlocal made
        found = real(**kwargs)
        made += 1
        if made == calls:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    return call


@pytest.mark.django_db
def test_a_mean_of_the_year_is_not_given_up_for_its_last_month():
    """The months so far make up for those that are foretold."""
    share = {"unit": "percent", "adds_up": "mean"}
    fair, poor = _counted("t-fair", 40, **share), _counted("t-poor", 40, **share)
    year = period_of(NIGHT, Kind.YEAR)
    for indicator, mean in ((fair, 60), (poor, 42)):
        found = _value(year.first, year.last, mean)
        record_counted(found, indicator.definitions.get(), night=NIGHT, now=_now(NIGHT))
        _want(indicator, 50)
    assert _watch() == {"raised": 1, "ended": 0}
    assert (Alert.objects.get().indicator, Alert.objects.get().reason) == (poor, "forecast")
