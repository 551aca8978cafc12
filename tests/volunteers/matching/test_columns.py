from dataclasses import replace

import numpy as np
import pytest

from tests.volunteers.matching.small_worlds import crowded
from volunteers.matching.columns import (
    bitmaps,
    change_slots,
    dated_slots,
    grouped,
    language_demands,
    language_levels,
)


def test_a_level_counts_as_the_lower_ones_when_spoken_not_when_asked() -> None:
    spoken, asked = language_levels(1, [0], [5], [2]), language_demands(1, [0], [5], [2])
    assert (spoken >> np.uint64(5) & np.uint64(1)).tolist() == [[1, 1, 0]]
    assert (asked >> np.uint64(5) & np.uint64(1)).tolist() == [[0, 1, 0]]


def test_the_week_is_laid_over_the_days_and_exceptions_over_both() -> None:
    sunday_evening = np.array([1 << (6 * 4 + 2)], np.uint64)
    dated = dated_slots(sunday_evening, 5)  # the horizon begins on a Saturday
    days = [day for day in range(56) if int(dated[0, day // 16]) >> (day % 16 * 4 + 2) & 1]
    assert days == list(range(1, 56, 7))
    change_slots(dated, [0, 0], [8, 99], [2, 2], free=False)
    change_slots(dated, [0, 0], [55, -1], [3, 0], free=True)
    assert np.bitwise_count(dated).sum() == 8
    assert int(dated[0, 3]) >> (55 % 16 * 4 + 3) == 1


def test_children_are_put_together_by_parent() -> None:
    start, order = grouped(3, [2, 0, 2], [9, 1, 4])
    assert (start.tolist(), order.tolist()) == ([0, 1, 1, 3], [1, 2, 0])


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="codes"):
        bitmaps(1, [0], [64], 1)
    with pytest.raises(ValueError, match="languages"):
        language_levels(1, [0], [0], [0])
    volunteers, openings = crowded(1, 3, 2)
    with pytest.raises(ValueError, match="age: must be int16"):
        replace(volunteers, age=volunteers.age.astype(np.int64))
    with pytest.raises(ValueError, match="shifts: wrong shape"):
        replace(openings, shifts=openings.shifts[:-1])
