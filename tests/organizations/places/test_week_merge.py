"""Two weeks from the same beginning: what is joined, what is asked, and what garbled marks lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from organizations.places.opening_plan import OpeningPlan, PlannedException, PlannedHours
from organizations.places.week_merge import PARTS, joined, parts_of, seen_parts, seen_words

START = OpeningPlan("hours", (PlannedHours(0, 540, 1020), PlannedHours(2, 540, 1020)))


def _seen() -> dict[str, str]:
    return seen_parts(seen_words(START))


def test_what_was_seen_survives_the_form() -> None:
    assert _seen() == parts_of(START)
    assert seen_parts("") == {} and seen_parts("0:a nonsense 9:b known: :x") == {"0": "a"}


def test_different_days_are_joined() -> None:
    mine = replace(START, hours=(PlannedHours(0, 600, 900), PlannedHours(2, 540, 1020)))
    theirs = replace(START, hours=(PlannedHours(0, 540, 1020), PlannedHours(2, 780, 1020)), closed_at_year_end=False)
    plan, kept, disputed = joined(mine, theirs, _seen())
    assert (kept, disputed) == (("2", "year_end"), ())
    assert plan.hours == (PlannedHours(0, 600, 900), PlannedHours(2, 780, 1020)) and not plan.closed_at_year_end


def test_the_same_day_is_asked_for_and_the_other_kept() -> None:
    mine = replace(START, hours=(PlannedHours(0, 540, 1020), PlannedHours(2, 600, 900)))
    exception = PlannedException(date(2026, 12, 1), date(2026, 12, 1))
    theirs = replace(START, hours=(PlannedHours(0, 540, 1020),), exceptions=(exception,))
    plan, kept, disputed = joined(mine, theirs, _seen())
    assert (kept, disputed) == (("days",), ("2",))
    assert plan.hours == mine.hours and plan.exceptions == (exception,)


def test_the_same_change_twice_is_no_dispute() -> None:
    both = replace(START, hours=())
    assert joined(both, both, _seen()) == (both, (), ())


def test_without_marks_every_difference_is_asked_for() -> None:
    theirs = replace(START, known="appointment", hours=())
    assert joined(START, theirs, {}).disputed == ("known", "0", "2")


weeks = st.lists(
    st.builds(PlannedHours, st.integers(0, 7), st.integers(0, 700), st.integers(701, 1440)), max_size=6, unique=True
).map(lambda rows: OpeningPlan("hours", tuple(rows)))


@given(weeks, weeks, weeks)
def test_every_part_is_mine_or_theirs_and_no_change_is_lost_unasked(
    start: OpeningPlan, mine: OpeningPlan, theirs: OpeningPlan
) -> None:
    seen = parts_of(start)
    found = joined(mine, theirs, seen)
    my, their, result = parts_of(mine), parts_of(theirs), parts_of(found.plan)
    for part in PARTS:
        assert result[part] == (their[part] if part in found.kept else my[part])
        if their[part] != seen[part] and part not in found.disputed:
            assert result[part] == their[part]
        if my[part] != seen[part]:
            assert result[part] == my[part]
