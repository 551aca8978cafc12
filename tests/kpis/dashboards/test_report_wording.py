"""What papers say of targets: every kind in words that can be read aloud, and nothing where nothing is wanted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpis.catalogue.selectors import Wanted
from kpis.dashboards.report_wording import attained_words, goal_words, whole_goal_words
from portal.shared.texts import State, Text

LEVELS = Text("みんなが参加する", "ja", State.HUMAN)
EXPLAINED = Text("two thirds of all", "en", State.HUMAN)


def _wanted(kind: str, value: int | None = 40, baseline: int | None = None) -> Wanted:
    numbers = (None if one is None else Decimal(one) for one in (value, baseline))
    return Wanted(1, 1, kind, "end", *numbers, None, None, "adopted", None)


@pytest.mark.parametrize(
    ("kind", "short", "whole"),
    [
        ("at-least", "40 matches", "at least 40 matches"),
        ("at-most", "at most 40 matches", "at most 40 matches"),
        ("equal", "exactly 40 matches", "exactly 40 matches"),
        ("plus-points", "70 matches", "at least 70 matches"),
        ("plus-percent", "42 matches", "at least 42 matches"),
        ("plus-count", "70 matches", "at least 70 matches"),
        ("double", "1,200 matches", "at least 1,200 matches"),
        ("own-target", "everyone at 40 matches of their own", "everyone at 40 matches of their own"),
    ],
)
def test_a_number_is_said_with_its_kind(kind: str, short: str, whole: str):
    assert goal_words(_wanted(kind, baseline=30), "matches", None, "en").value == short
    assert whole_goal_words(_wanted(kind, baseline=30), "matches", None, "en").value == whole


def test_words_explain_a_number_only_in_the_readers_language():
    assert (
        whole_goal_words(_wanted("at-most"), "matches", EXPLAINED, "en").value
        == "at most 40 matches (two thirds of all)"
    )
    assert whole_goal_words(_wanted("at-most"), "matches", LEVELS, "en").value == "at most 40 matches"


def test_a_target_without_a_number_is_its_words_or_a_dash():
    levels = _wanted("level", None)
    assert goal_words(levels, "matches", LEVELS, "en") is whole_goal_words(levels, "matches", LEVELS, "en") is LEVELS
    assert goal_words(levels, "matches", None, "en").value == "–"


def test_of_less_is_better_no_share_is_said():
    assert attained_words(Decimal("50.4"), _wanted("at-least")) == "50 %"
    assert attained_words(Decimal(50), _wanted("at-most")) == attained_words(None, _wanted("equal")) == ""
    assert attained_words(Decimal(50), None) == ""
