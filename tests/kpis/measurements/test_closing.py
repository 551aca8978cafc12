"""A year is closed once, after the accounts, and says afterwards what it said then."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from kpis.measurements.closing import close_year
from kpis.measurements.models import Closing, Measurement
from kpis.measurements.recording import Value, record_counted
from portal.accounts.models import Post
from portal.shared.japan import JAPAN
from portal.shared.transitions import MoveRefusedError
from tests import factories as people
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


def test_what_was_entered_is_decided_first(who: dict[str, int]):
    factories.make_entry(JUNE)
    with pytest.raises(MoveRefusedError) as refused:
        _close(who)
    assert refused.value.denial.code == "entries-wait"
