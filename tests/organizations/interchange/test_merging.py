"""What a newer file may change: value by value, never what was corrected here."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.interchange.merging import Merge, file_values, in_order, merge, same
from organizations.interchange.place_values import Values

MORNING = {"weekday": 0, "weeks": [], "opens": 540, "closes": 720, "last_reception": None}
EVENING = {"weekday": 0, "weeks": [], "opens": 1080, "closes": 1260, "last_reception": 1230}
OLD, FILE, MINE = "03-3200-0001", "03-3200-0002", "03-3200-0009"


def row(imported: dict[str, Any], **standing: Any) -> Any:
    return SimpleNamespace(imported=imported, **{**imported, **standing})


def told(hours: list[dict[str, Any]] | None = None, **columns: Any) -> Values:
    return Values(columns, hours or [])


@pytest.mark.parametrize(
    ("last", "here", "file", "changes", "corrected"),
    [
        (OLD, OLD, OLD, {}, []),
        (OLD, OLD, FILE, {"phone": FILE}, []),
        (OLD, MINE, OLD, {}, []),
        (OLD, MINE, FILE, {}, ["phone"]),
        (OLD, FILE, FILE, {}, []),
        (OLD, "", FILE, {}, ["phone"]),
        ("", None, FILE, {"phone": FILE}, []),
        ("", "", FILE, {"phone": FILE}, []),
        (OLD, MINE, "", {}, ["phone"]),
        (OLD, "", "", {}, []),
    ],
    ids=[
        "nothing new",
        "only the file changed",
        "only an editor changed",
        "both, to something else",
        "both, to the same",
        "emptied here",
        "no value is as empty as an empty text",
        "filled by the file",
        "emptied by the file, corrected here",
        "emptied by both",
    ],
)
def test_one_value(last: str, here: str | None, file: str, changes: dict[str, str], corrected: list[str]) -> None:
    found = merge(row({"phone": last, "hours": []}, phone=here), told(phone=file), None)
    assert (found.changes, found.corrected) == (changes, corrected)


def test_one_conflict_holds_the_whole_row_back() -> None:
    found = merge(row({"phone": OLD, "url": "a", "hours": []}, phone=MINE), told([MORNING], phone=FILE, url="b"), None)
    assert found == Merge(corrected=["phone"])
    assert found.empty


def test_a_column_that_the_last_file_did_not_have_follows_the_new_one() -> None:
    assert merge(row({"hours": []}, phone=MINE), told(phone=FILE), None).changes == {"phone": FILE}


def test_dates_are_compared_as_the_file_writes_them() -> None:
    last = {"founded": "2003-04-10", "hours": []}
    assert merge(row(last, founded=date(2003, 4, 10)), told(founded="2003-05-01"), None).changes == {
        "founded": "2003-05-01"
    }
    assert merge(row(last, founded=date(2003, 5, 1)), told(founded="2003-05-01"), None).empty
    assert merge(row(last, founded=date(2003, 6, 1)), told(founded="2003-05-01"), None).corrected == ["founded"]


@pytest.mark.parametrize(
    ("last", "here", "file", "replaced", "corrected"),
    [
        ([MORNING], None, [MORNING], False, []),
        ([MORNING], None, [EVENING], True, []),
        ([MORNING], [MORNING], [EVENING], True, []),
        ([MORNING, EVENING], [EVENING, MORNING], [MORNING], True, []),
        ([MORNING], [EVENING], [EVENING], False, []),
        ([MORNING], [EVENING], [MORNING], False, []),
        ([MORNING], [], [EVENING], False, ["hours"]),
        ([MORNING], [EVENING], [MORNING, EVENING], False, ["hours"]),
        ([], [MORNING], [EVENING], False, ["hours"]),
    ],
    ids=[
        "nothing new",
        "never edited here",
        "edited here, but not the hours",
        "the order of rows means nothing",
        "the file caught up",
        "corrected here, nothing new in the file",
        "taken away here",
        "both changed",
        "added here",
    ],
)
def test_hours(last: Any, here: Any, file: Any, replaced: bool, corrected: list[str]) -> None:
    found = merge(row({"phone": "", "hours": last}), told(file, phone=""), here)
    assert (found.hours, found.corrected) == (replaced, corrected)


def test_a_row_from_before_hours_were_remembered_keeps_its_hours() -> None:
    assert merge(row({"phone": ""}), told([MORNING], phone=""), [EVENING]).empty


def test_weeks_and_last_reception_tell_hours_apart() -> None:
    assert in_order([MORNING]) != in_order([{**MORNING, "weeks": [2]}])
    assert in_order([MORNING]) != in_order([{**MORNING, "last_reception": 700}])
    assert in_order([{**MORNING, "weeks": [4, 2]}]) == in_order([{**MORNING, "weeks": [2, 4]}])


@pytest.mark.parametrize(("one", "other"), [("", None), ([], None), (0, None), (False, None), ("a", "a")])
def test_what_says_the_same(one: object, other: object) -> None:
    assert same(one, other) and same(other, one)


@pytest.mark.parametrize(("one", "other"), [("a", None), ("a", "b"), ([1], []), (True, False), (35.1, 35.2)])
def test_what_does_not(one: object, other: object) -> None:
    assert not same(one, other)


VALUES = st.sampled_from(["", "a", "b", "c"])
COLUMNS = st.fixed_dictionaries({"phone": VALUES, "url": VALUES, "kana": VALUES})
HOURS = st.lists(st.sampled_from([MORNING, EVENING]), max_size=2, unique_by=lambda one: one["opens"])


@given(COLUMNS, COLUMNS, COLUMNS, HOURS, HOURS, HOURS)
def test_no_correction_is_ever_lost_and_no_news_forgotten(last, here, file, last_hours, hours_here, file_hours) -> None:  # type: ignore[no-untyped-def]
    """Whatever stands here afterwards was written by an editor or stands in the newest file."""
    stored = row({**last, "hours": last_hours}, **here)
    found = merge(stored, told(file_hours, **file), hours_here)
    for name in file:
        corrected = here[name] != last[name] and file[name] not in (last[name], here[name])
        assert (name in found.corrected) == corrected
        after = found.changes.get(name, here[name])
        if not found.corrected:
            assert after == (file[name] if file[name] != last[name] else here[name])
    assert ("hours" in found.corrected) == (
        in_order(file_hours) != in_order(last_hours)
        and in_order(hours_here) not in (in_order(last_hours), in_order(file_hours))
    )


@given(COLUMNS, COLUMNS, HOURS, HOURS)
def test_the_same_file_again_finds_nothing_to_do(last, file, last_hours, file_hours) -> None:  # type: ignore[no-untyped-def]
    stored = row({**last, "hours": last_hours})
    first = merge(stored, told(file_hours, **file), None)
    after = row(file_values(told(file_hours, **file)), **{**last, **first.changes})
    assert not first.corrected
    assert merge(after, told(file_hours, **file), None).empty
