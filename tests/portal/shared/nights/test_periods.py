"""Which night or hour is the latest in Japan, and which are missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.shared.japan import JAPAN
from portal.shared.nights.periods import MOST_MISSED, CatchUp, Period, latest_hour, latest_night, missing_periods

LATEST = Period(date(2026, 11, 18))


@pytest.mark.parametrize(
    ("hour", "at", "expected"),
    [
        (2, datetime(2026, 11, 18, 1, 59), date(2026, 11, 17)),
        (2, datetime(2026, 11, 18, 2, 0), date(2026, 11, 18)),
        (2, datetime(2026, 11, 18, 23, 59), date(2026, 11, 18)),
        (0, datetime(2026, 11, 18, 0, 0), date(2026, 11, 18)),
        (23, datetime(2027, 1, 1, 22, 5), date(2026, 12, 31)),
        (23, datetime(2027, 1, 1, 23, 5), date(2027, 1, 1)),
    ],
)
def test_which_night_is_the_latest(hour: int, at: datetime, expected: date) -> None:
    here = at.replace(tzinfo=JAPAN)
    for zone in (JAPAN, UTC, ZoneInfo("America/New_York")):
        assert latest_night(hour=hour, now=here.astimezone(zone)) == Period(expected)
        assert latest_hour(here.astimezone(zone)) == Period(at.date(), at.hour)


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))
def test_an_hour_follows_the_hour_before(now: datetime) -> None:
    assert latest_hour(now).previous() == latest_hour(now - timedelta(hours=1)) < latest_hour(now)
    assert latest_night(hour=2, now=now).previous() == latest_night(hour=2, now=now - timedelta(days=1))


def nights(*ago: int) -> set[Period]:
    return {Period(LATEST.day - timedelta(days=one)) for one in ago}


@pytest.mark.parametrize(
    ("known", "finished", "every", "latest"),
    [
        (nights(), nights(), nights(0), nights(0)),
        (nights(0), nights(0), nights(), nights()),
        (nights(1), nights(1), nights(0), nights(0)),
        (nights(7), nights(7), nights(6, 5, 4, 3, 2, 1, 0), nights(0)),
        (nights(3, 2), nights(3), nights(2, 1, 0), nights(0)),
        (nights(3, 1), nights(3, 1), nights(2, 0), nights(0)),
        (nights(-3), nights(-3), nights(0), nights(0)),
        (nights(2, 0, -1), nights(2, 0, -1), nights(1), nights()),
    ],
)
def test_what_is_missing(known: set[Period], finished: set[Period], every: set[Period], latest: set[Period]) -> None:
    assert missing_periods(LATEST, CatchUp.EVERY_DAY, known, finished) == sorted(every)
    assert missing_periods(LATEST, CatchUp.LATEST_ONLY, known, finished) == sorted(latest)


def test_a_clock_that_is_years_ahead_does_not_make_up_for_years() -> None:
    missing = missing_periods(LATEST, CatchUp.EVERY_DAY, nights(5000), nights(5000))
    assert len(missing) == MOST_MISSED and missing[-1] == LATEST


def test_a_period_says_what_it_is() -> None:
    assert [str(one) for one in (LATEST, Period(LATEST.day, 9))] == ["2026-11-18", "2026-11-18 09:00"]
