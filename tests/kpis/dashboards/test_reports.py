"""Papers for the assembly: right numbers from hand-made values, and of a closed year those that its report keeps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpis.catalogue.models import Indicator, Target
from kpis.measurements.closing import close_year
from kpis.measurements.entering import approve_entry
from kpis.measurements.recording import Value, record_counted
from portal.accounts.models import Post
from portal.shared.fiscal import fiscal_year
from portal.shared.japan import JAPAN
from tests.factories import Cast, make_person
from tests.kpis import factories

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(timezone.localdate())
NOW = datetime.combine(timezone.localdate(), datetime.min.time(), JAPAN) + timedelta(hours=9)


def _days(year: int) -> tuple[date, date]:
    return date(year, 4, 1), date(year + 1, 3, 31)


def _count(indicator: Indicator, year: int, value: int) -> None:
    found = Value(*_days(year), Decimal(value), records=value)
    record_counted(found, indicator.definitions.get(), night=NOW.date(), now=NOW)


def _ask(cast: Cast, path: str) -> Any:
    client = Client()
    client.force_login(cast.official)
    return client.get(f"/en/ward/kpis/{path}")


def _report(cast: Cast, year: int) -> Any:
    return _ask(cast, f"reports/multi-actor/?year={year}&area=999-9").context["report"]


def _close(year: int, decisions: str = "Evening hours from May.") -> None:
    post = Post.objects.create(kind=Post.Kind.OFFICIAL)
    close_year(year=year, decisions=decisions, by=make_person("Closer").pk, post_id=post.pk, now=NOW)


@pytest.fixture
def past() -> Indicator:
    """20 matches of 40 wanted two years ago, of which the year is closed; 10 the year before."""
    indicator = factories.make_indicator("t-past", name_en="Past matches", limits_en="Only what was reported.")
    Target.objects.create(indicator=indicator, kind="at-least", value=40, status="adopted", adopted=NOW)
    _count(indicator, YEAR - 3, 10)
    _count(indicator, YEAR - 2, 20)
    _close(YEAR - 2)
    return indicator


def test_a_line_says_value_target_attainment_and_the_year_before(cast: Cast, past: Indicator):
    report = _report(cast, YEAR - 2)
    (line,) = report.parts[0].lines
    said = (line.value, line.unit, line.before, line.attained, line.target.value)
    assert said == ("20", "matches", "10", "50 %", "40")
    assert [one.name.value for one in report.attention] == ["Past matches"]
    assert report.tally == [("Reached", 0), ("On course", 0), ("Behind", 0), ("Far behind", 1)]
    assert [limits.value for _name, limits in report.notes] == ["Only what was reported."]


def test_what_is_behind_comes_worst_first_and_what_has_no_value_by_name(cast: Cast):
    for code, value in (("t-near", 9), ("t-reached", 10), ("t-far", 1), ("t-none", None), ("t-only-proposed", 1)):
        indicator = factories.make_indicator(code, name_en=code)
        adopted = {} if code == "t-only-proposed" else {"status": "adopted", "adopted": NOW}
        Target.objects.create(indicator=indicator, kind="at-least", value=10, **adopted)
        if value is not None:
            _count(indicator, YEAR - 1, value)
    report = _report(cast, YEAR - 1)
    assert [one.name.value for one in report.attention] == ["t-far", "t-near", "t-only-proposed"]
    assert [one.value for one in report.parts[0].waiting] == ["t-none"]
    assert ([number for _words, number in report.tally], report.unknown, report.number) == ([1, 0, 1, 1], 2, 5)
    assert (report.closing, report.proposed) == (None, 1)


def test_a_closed_year_says_what_its_report_keeps(cast: Cast, past: Indicator):
    _count(past, YEAR - 2, 33)
    Target.objects.filter(indicator=past).update(value=25)
    page = _ask(cast, f"reports/multi-actor/?year={YEAR - 2}&area=999-9")
    (line,) = page.context["report"].parts[0].lines
    assert (line.value, line.attained, line.target.value) == ("20", "50 %", "40")
    words = page.content.decode()
    assert f"report KPI-{YEAR - 2}" in words and "Evening hours from May." in words
    assert "1 value was counted otherwise since" in words
    later = factories.make_indicator("t-later")
    _count(later, YEAR - 2, 7)
    assert [one.value for one in _report(cast, YEAR - 2).parts[0].waiting] == ["指標t-later"]


def test_the_year_after_compares_with_what_the_report_keeps(cast: Cast, past: Indicator):
    _count(past, YEAR - 2, 33)
    _count(past, YEAR - 1, 30)
    (line,) = _report(cast, YEAR - 1).parts[0].lines
    assert (line.value, line.before) == ("30", "20")
    (line,) = _report(cast, YEAR - 3).parts[0].lines
    assert line.value == "10"


def test_long_decisions_are_cut_with_a_word_where_the_rest_is(cast: Cast, past: Indicator):
    _close(YEAR - 3, "x" * 3000)
    words = _ask(cast, f"reports/multi-actor/?year={YEAR - 3}").content.decode()
    assert "x" * 299 in words and "x" * 301 not in words
    assert f"The whole text is in report KPI-{YEAR - 3}." in words


def test_a_card_of_a_closed_year_is_final_whatever_was_counted_since(cast: Cast, past: Indicator):
    _count(past, YEAR - 2, 33)
    words = _ask(cast, f"t-past/card/?year={YEAR - 2}").content.decode()
    assert f"The value for fiscal year {YEAR - 2} is 20 matches." in words
    assert f"It is final: report KPI-{YEAR - 2}" in words and "keeps it as revision 1." in words
    assert "Counted again since then, it is 33 matches (revision 2)" in words
    assert "The adopted target is: at least 40 matches. 50 % of it is reached." in words
    assert "A year before it was 10 matches." in words and "Only what was reported." in words


def test_a_card_says_who_entered_and_who_approved(cast: Cast):
    entry = factories.make_entry(NOW, origin="survey", sample=1200)
    post = Post.objects.create(kind=Post.Kind.OFFICIAL)
    approve_entry(entry_id=entry.pk, by=make_person("Colleague").pk, post_id=post.pk, now=NOW)
    words = _ask(cast, f"t-entered/card/?year={entry.first.year}").content.decode()
    assert "is 7 matches." in words and "It is provisional (revision 1)" in words
    assert "a survey with 1200 answers (活動報告)" in words and f"{post.title} approved it on" in words
    assert "No target is set for this period." in words


def test_a_card_without_a_value_says_so(cast: Cast):
    factories.make_indicator("t-empty")
    words = _ask(cast, "t-empty/card/").content.decode()
    assert f"There is no value for fiscal year {YEAR} yet." in words and "provisional" not in words


@pytest.mark.parametrize("path", ["reports/multi-actor/?area=000-1", "reports/nothing/", "nothing/card/"])
def test_what_there_is_not_is_missing(cast: Cast, path: str):
    assert _ask(cast, path).status_code == 404


def test_five_years_of_values_ask_no_more_than_one(cast: Cast, past: Indicator):
    client = Client()
    client.force_login(cast.official)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/en/ward/kpis/{path}").status_code == 200
        return len(found)

    paths = [f"reports/multi-actor/?year={YEAR - 1}", f"t-past/card/?year={YEAR - 1}"]
    _count(past, YEAR - 1, 3)
    few = [asked(path) for path in paths + paths][2:]
    for number in range(8):
        other = factories.make_indicator(f"t-more-{number}", name_en="More", limits_en="None.")
        Target.objects.create(indicator=other, kind="at-least", value=40)
        for year in range(YEAR - 6, YEAR):
            _count(other, year, 1 + number)
    _close(YEAR - 3)
    assert [asked(path) for path in paths] == few
    assert few[0] <= 15


def test_one_that_was_retired_since_keeps_its_card(cast: Cast, past: Indicator):
    Indicator.objects.filter(pk=past.pk).update(role=Indicator.Role.STATEMENT)
    words = _ask(cast, f"t-past/card/?year={YEAR - 2}").content.decode()
    assert f"The value for fiscal year {YEAR - 2} is 20 matches." in words
