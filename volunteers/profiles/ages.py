"""Ages where only the month of birth is known."""

from __future__ import annotations

from datetime import date

ADULT = 18
"""成年 (民法 第4条)."""


def age_on(born: date, day: date) -> int:
    """Years that are over for certain on a day: only the month is kept, so its birthday counts once it has passed.

    A month late at most, and never early: a guardian is asked rather once too often.
    """
    return max(day.year - born.year - (day.month <= born.month), 0)


def is_minor(born: date | None, day: date) -> bool:
    """Whether a guardian has to agree; of whom no age is known, it was not asked."""
    return born is not None and born >= minors_born_from(day)


def minors_born_from(day: date) -> date:
    """Whoever was born in this month or later is under age on that day: the same as `age_on`, for a query."""
    return date(day.year - ADULT, day.month, 1)


def month_of(born: date) -> date:
    """The first of the month: more than that is never kept."""
    return born.replace(day=1)
