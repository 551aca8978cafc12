"""Years that are over for certain, when only a month is known."""

from __future__ import annotations

from datetime import date

import pytest

from volunteers.profiles.ages import age_on, is_minor, minors_born_from, month_of


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2008, 11, 1), date(2026, 10, 31), 17),
        (date(2008, 11, 1), date(2026, 11, 30), 17),
        (date(2008, 11, 1), date(2026, 12, 1), 18),
        (date(2008, 12, 1), date(2027, 1, 1), 18),
        (date(2026, 11, 1), date(2026, 11, 18), 0),
    ],
)
def test_a_birthday_counts_once_its_month_is_over(born: date, day: date, years: int) -> None:
    assert age_on(born, day) == years


def test_a_query_draws_the_same_line() -> None:
    months = [date(year, month, 1) for year in range(2006, 2011) for month in range(1, 13)]
    for day in (date(2026, 1, 31), date(2026, 2, 28), date(2028, 2, 29), date(2026, 12, 1)):
        assert all(is_minor(born, day) == (age_on(born, day) < 18) for born in months)
        assert [one for one in months if one >= minors_born_from(day)] == [one for one in months if is_minor(one, day)]
    assert not is_minor(None, date(2026, 1, 1))


def test_the_day_is_not_kept() -> None:
    assert month_of(date(1999, 5, 20)) == date(1999, 5, 1)
