"""A year is closed once, after the accounts, and says afterwards what it said then."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpis.catalogue.models import Target
from kpis.measurements.closing import close_year, year_to_close
from kpis.measurements.models import Closing, Measurement
from kpis.measurements.recording import Value, record_counted
from kpis.rollups.models import Rollup
from portal.accounts.models import Post
from portal.shared.fiscal import Kind, fiscal_year, period_of
from portal.shared.japan import JAPAN
from portal.shared.transitions import MoveRefusedError
from tests import factories as people
from tests.factories import Cast
from tests.kpis import factories

pytestmark = pytest.mark.django_db
JUNE = datetime(2026, 6, 1, 9, tzinfo=JAPAN)
YEAR = (date(2025, 4, 1), date(2026, 3, 31))


@pytest.fixture
def who() -> dict[str, int]:
    return {"by": people.make_person("official").pk, "post_id": Post.objects.create(kind=Post.Kind.OFFICIAL).pk}


def _counted(value: int, night: date) -> Measurement | None:
    indicator = factories.Indicator.objects.filter(code="t-sum").first() or factories.make_indicator("t-sum")
    found = Value(*YEAR, Decimal(value), records=value)
    return record_counted(found, indicator.definitions.get(), night=night, now=JUNE)


def _close(who: dict[str, int], now: datetime = JUNE) -> Closing:
    return close_year(year=2025, decisions="  来年度は夜の案内を増やす。 ", now=now, **who)


def test_until_the_end_of_may_the_accounts_are_open(who: dict[str, int]):
    with pytest.raises(MoveRefusedError) as refused:
        _close(who, datetime(2026, 5, 31, 23, 59, tzinfo=JAPAN))
    assert refused.value.denial.code == "accounts-open"


def test_the_report_is_frozen_with_its_revision(who: dict[str, int]):
    _counted(7, date(2026, 4, 1))
    _counted(8, date(2026, 5, 1))
    closing = _close(who)
    (row,) = [one for one in closing.report if one["indicator"] == "t-sum"]
    assert (row["value"], row["revision"], row["records"], row["definition"]) == ("8.0000", 2, 8, 1)
    assert closing.decisions == "来年度は夜の案内を増やす。"
    with pytest.raises(MoveRefusedError) as refused:
        _close(who)
    assert refused.value.denial.code == "closed"


def test_no_statement_changes_a_closed_year(who: dict[str, int]):
    _counted(7, date(2026, 4, 1))
    _close(who)
    for sql in ("UPDATE kpis_closing SET decisions = ''", "DELETE FROM kpis_closing"):
        with pytest.raises(DatabaseError, match="stays_closed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_what_was_entered_is_decided_first(who: dict[str, int]):
    factories.make_entry(JUNE)
    with pytest.raises(MoveRefusedError) as refused:
        _close(who)
    assert refused.value.denial.code == "entries-wait"


def test_no_year_is_left_out(who: dict[str, int]):
    assert year_to_close(date(2026, 6, 1)) == 2025, "where none is closed, the last that is over"
    _close(who)
    assert year_to_close(date(2026, 6, 1)) == 2025
    assert year_to_close(date(2029, 6, 1)) == 2026


def test_whose_days_end_in_another_year_is_not_waited_for(who: dict[str, int]):
    later = datetime(2026, 10, 1, 9, tzinfo=JAPAN)
    factories.make_entry(later, first=date(2025, 4, 1), last=date(2026, 9, 30))
    _close(who, later)


def test_what_was_typed_stays_when_a_colleague_was_faster(cast: Cast, who: dict[str, int]):
    year, client = year_to_close(timezone.localdate()), Client()
    client.force_login(cast.official)
    page = client.get("/en/ward/kpis/years/")
    shown = page.context["form"]["year"].value()
    assert shown == year
    Closing.objects.create(fiscal_year=year, number="KPI-1", report=[], closed=JUNE, closed_post_id=who["post_id"])
    typed = {"year": str(shown), "decisions": "Evening hours."}
    refused = client.post("/en/ward/kpis/years/", typed)
    words = refused.content.decode()
    assert refused.status_code == 422 and "closed already" in words and "Evening hours." in words
    assert Closing.objects.get().number == "KPI-1"


def test_decisions_on_one_year_never_close_the_next(cast: Cast, who: dict[str, int]):
    over, client = fiscal_year(timezone.localdate()) - 1, Client()
    client.force_login(cast.official)
    for year in (over - 2, over - 1):
        Closing.objects.create(
            fiscal_year=year, number=f"KPI-{year}", report=[], closed=JUNE, closed_post_id=who["post_id"]
        )
    late = client.post("/en/ward/kpis/years/", {"year": str(over - 1), "decisions": "Of the year before."})
    assert late.status_code == 422 and not Closing.objects.filter(fiscal_year=over).exists()


def test_a_year_and_a_value_of_it_wait_for_each_other(who: dict[str, int]):
    """Both take the year's lock; without it the value would wait for ever in a closed year."""
    with CaptureQueriesContext(connection) as found:
        factories.make_entry(JUNE)
    locks = [one["sql"] for one in found if "pg_advisory_xact_lock" in one["sql"]]
    assert len(locks) == 2 and "2025" in locks[-1]


def test_nothing_is_closed_that_was_not_looked_at(cast: Cast, who: dict[str, int]):
    """A click shows what will be kept; what changes meanwhile is shown again before anything is final."""
    year, client = fiscal_year(timezone.localdate()) - 1, Client()
    if timezone.localdate() <= date(year + 1, 5, 31):
        pytest.skip("its accounts are open")
    client.force_login(cast.official)
    silent = factories.make_indicator("t-silent", "matches-by-portal", name_en="Silent one")
    factories.make_indicator("t-sum", name_en="Summed")
    Rollup.objects.create(indicator=silent, night=timezone.localdate(), failed=timezone.now(), error="disk")
    days, typed = (date(year, 4, 1), date(year + 1, 3, 31)), {"year": str(year), "decisions": "Evening hours."}

    def count(value: int) -> None:
        definition = factories.Indicator.objects.get(code="t-sum").definitions.get()
        found = Value(*days, Decimal(value), records=value)
        assert record_counted(found, definition, night=timezone.localdate(), now=timezone.now())

    def look(**more: str) -> tuple[int, str, str]:
        page = client.post("/en/ward/kpis/years/", {**typed, **more})
        found = re.search(r'name="close" value="(\w+)"', page.content.decode())
        return page.status_code, page.content.decode(), found[1] if found else ""

    count(7)
    status, words, mark = look()
    assert status == 200 and mark and not Closing.objects.exists()
    assert "1 value as it stands now" in words and "This is final" in words and "Evening hours." in words
    silently = words[words.index("failed last night") :]
    assert "Silent one" in silently
    assert words.count("Summed") == 1 and ">Summed</a>" in silently, "among the values, and not missing"
    count(8)
    status, words, again = look(close=mark)
    assert status == 422 and "have changed since you looked" in words and again not in ("", mark)
    assert not Closing.objects.exists()
    assert look(close="")[0] == 422 and not Closing.objects.exists()
    assert look(close=again)[0] == 302
    assert Closing.objects.get().report[0]["value"] == "8.0000"


def test_a_closed_year_is_read_in_ones_own_language_with_its_targets(cast: Cast, who: dict[str, int]):
    yearly = factories.make_indicator("t-sum", name_en="Summed", unit="percent", adds_up="ratio")
    monthly = factories.make_indicator("t-month", name_en="Monthly", period="month")
    for indicator in (yearly, monthly):
        Target.objects.create(indicator=indicator, kind="at-least", value=16, status="adopted", adopted=JUNE)
    _counted(8, date(2026, 4, 1))
    for month in period_of(YEAR[0], Kind.YEAR).parts(Kind.MONTH):
        found = Value(month.first, month.last, Decimal(month.first.month), records=1)
        record_counted(found, monthly.definitions.get(), night=date(2026, 4, 1), now=JUNE)
    _close(who)
    client = Client()
    client.force_login(cast.official)
    page = client.get("/en/ward/kpis/years/2025/")
    lines = {one.line.name.value: one.line for part in page.context["parts"] for one in part.lines}
    assert set(lines) == {"Summed", "Monthly"} and "指標" not in page.content.decode()
    assert (lines["Monthly"].value, lines["Monthly"].when) == ("3", "March 2026")
    summed = lines["Summed"]
    assert (summed.value, summed.when, summed.target.value, summed.attained) == ("8 %", "", "16 %", "50 %")
    assert "Far behind" in page.content.decode() and page.context["number"] == 13
    Target.objects.update(value=1)
    again = client.get("/en/ward/kpis/years/2025/").context["parts"][0].lines
    assert {one.line.state_words for one in again} == {"Far behind"}, "judged as then"
