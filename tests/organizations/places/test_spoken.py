"""Language rows as values: what cannot be stored has a code, and what has none can be stored."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.places import sentences, services
from organizations.places.choices import ServiceMode
from organizations.places.models import LanguageService
from organizations.places.opening_plan import PlannedHours
from organizations.places.spoken import MOST_ROWS, SpokenRow, days_outside, spoken_faults
from portal.shared.languages import BY_CODE
from tests import factories


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (SpokenRow("vi"), []),
        (SpokenRow("jsl", frozenset(range(7)), frozenset({-1}), 0, 2880, "video", True), []),
        (SpokenRow("vi", starts=1439, ends=1440), []),
        (SpokenRow("tlh"), ["language"]),
        (SpokenRow(""), ["language"]),
        (SpokenRow("vi", frozenset({7})), ["choice"]),
        (SpokenRow("vi", weeks=frozenset({0})), ["choice"]),
        (SpokenRow("vi", mode="telepathy"), ["choice"]),
        (SpokenRow("vi", starts=540), ["one-time"]),
        (SpokenRow("vi", ends=540), ["one-time"]),
        (SpokenRow("vi", starts=540, ends=540), ["order"]),
        (SpokenRow("vi", starts=540, ends=2881), ["order"]),
        (SpokenRow("vi", starts=1440, ends=1500), ["late-start"]),
        (SpokenRow("vi", starts=-1, ends=60), ["late-start"]),
        (SpokenRow("tlh", frozenset({7}), starts=540), ["choice", "language", "one-time"]),
    ],
)
def test_what_cannot_be_meant_has_a_code(row: SpokenRow, faults: list[str]) -> None:
    assert spoken_faults([row]) == faults


def test_rows_that_repeat_or_never_end_are_refused() -> None:
    assert spoken_faults([SpokenRow("vi"), SpokenRow("vi")]) == ["twice"]
    assert spoken_faults([SpokenRow("vi"), SpokenRow("vi", needs_booking=True)]) == []
    assert spoken_faults([SpokenRow("vi", starts=one, ends=1440) for one in range(MOST_ROWS)]) == []
    assert spoken_faults([SpokenRow("vi")] * (MOST_ROWS + 1)) == ["too-many"]
    assert spoken_faults([]) == []


WEEK = [PlannedHours(0, 540, 720), PlannedHours(0, 780, 1020), PlannedHours(2, 1080, 1560), PlannedHours(7, 600, 700)]


@pytest.mark.parametrize(
    ("row", "days"),
    [
        (SpokenRow("vi"), []),
        (SpokenRow("vi", frozenset({0, 2})), []),
        (SpokenRow("vi", frozenset({0, 4})), [4]),
        (SpokenRow("vi", frozenset({0}), starts=540, ends=1020), []),
        (SpokenRow("vi", frozenset({0}), starts=530, ends=1020), [0]),
        (SpokenRow("vi", frozenset({2}), starts=1080, ends=1560), []),
        (SpokenRow("vi", starts=900, ends=1021), [0, 2]),
    ],
)
def test_days_on_which_a_row_speaks_behind_closed_doors(row: SpokenRow, days: list[int]) -> None:
    assert days_outside(row, WEEK) == days
    assert days_outside(row, []) == [], "nothing is said of hours that nobody wrote"


@pytest.mark.parametrize("code", ["too-many", "twice", "one-time", "order", "late-start", "language", "choice"])
def test_every_code_has_a_sentence(code: str) -> None:
    assert sentences.spoken_problem(code).endswith(".")


minutes = st.none() | st.integers(-5, 2900)
rows = st.builds(
    SpokenRow,
    language=st.sampled_from([*sorted(BY_CODE), "tlh"]),
    weekdays=st.frozensets(st.integers(-1, 7), max_size=4),
    weeks=st.frozensets(st.sampled_from([-1, 0, 1, 5, 6]), max_size=3),
    starts=minutes,
    ends=minutes,
    mode=st.sampled_from([*ServiceMode.values, "x"]),
    needs_booking=st.booleans(),
)


@given(rows)
def test_what_has_no_fault_keeps_the_order_of_times(row: SpokenRow) -> None:
    if spoken_faults([row]):
        return
    assert (row.starts is None) == (row.ends is None)
    assert row.starts is None or row.ends is None or 0 <= row.starts < row.ends <= 2880


@pytest.mark.django_db
def test_the_edges_of_what_is_allowed_can_be_stored(now: datetime) -> None:
    place = factories.make_place(now=now)
    allowed = [
        SpokenRow("jsl", frozenset(range(7)), frozenset({-1, 1, 2, 3, 4, 5}), 0, 2880, "machine", True),
        SpokenRow("vi", starts=1439, ends=1440),
        SpokenRow("my"),
    ]
    services.replace_language_services(place_id=place.pk, revision=1, rows=allowed, by=None, now=now)
    stored = LanguageService.objects.filter(place=place).order_by("id")
    assert [(one.language, one.starts, one.ends) for one in stored] == [
        ("jsl", 0, 2880),
        ("vi", 1439, 1440),
        ("my", None, None),
    ]
