"""Who reads a string, and which of the frameworks' strings are ours to translate."""

from __future__ import annotations

import pytest

from portal.shared.catalogues.sources import (
    Wanted,
    borrowed_strings,
    framework_keys,
    is_staff_file,
    wanted_in,
)


def make_wanted(msgid: str = "Open", *files: str, borrowed: bool = False) -> Wanted:
    return Wanted(msgid, None, None, files or ("templates/a.html",), (), borrowed)


@pytest.mark.parametrize(
    ("file", "staff"),
    [
        ("templates/organizations/npo/edit.html", True),
        ("templates/npo/deep/er/edit.html", True),
        ("templates/organizations/ward/list.html", True),
        ("templates/base_staff.html", True),
        ("portal/demo/management/commands/demo_accounts.py", True),
        ("templates/base.html", False),
        ("templates/npo.html", False),
        ("organizations/npo/forms.py", False),
        ("organizations/places/models.py", False),
    ],
)
def test_staff_paths(file: str, staff: bool) -> None:
    assert is_staff_file(file) is staff


def test_one_resident_occurrence_makes_a_string_the_residents() -> None:
    assert make_wanted("Open", "templates/npo/a.html").staff_only
    assert not make_wanted("Open", "templates/npo/a.html", "templates/a.html").staff_only
    assert not make_wanted("Open", "django/forms/npo/a.py", borrowed=True).staff_only


def test_staff_strings_are_wanted_in_japanese_only_and_nothing_in_english() -> None:
    own = [make_wanted("For all"), make_wanted("Staff", "templates/npo/a.html")]
    assert [one.msgid for one in wanted_in("ja", own, [])] == ["For all", "Staff"]
    assert [one.msgid for one in wanted_in("ja-simple", own, [])] == ["For all"]
    assert wanted_in("en", own, []) == []


def test_frameworks_strings_are_wanted_where_the_framework_has_none() -> None:
    borrowed = borrowed_strings()
    messages = {one.msgid for one in borrowed}
    assert {"This field is required.", "Monday"} <= messages
    assert len(wanted_in("ja-simple", [], borrowed)) == len(borrowed)
    assert len(wanted_in("fil", [], borrowed)) == len(borrowed)
    assert len(wanted_in("ja", [], borrowed)) < len(borrowed) / 10
    assert (None, "This field is required.") in framework_keys("ja")


def test_a_string_of_ours_wins_over_the_same_of_a_framework() -> None:
    own = [make_wanted("Monday")]
    borrowed = [make_wanted("Monday", "django/utils/dates.py", borrowed=True)]
    assert wanted_in("ja-simple", own, borrowed) == own
