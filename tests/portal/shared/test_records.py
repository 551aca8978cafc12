"""Values on their way into a row: each column's own rules, whoever sends them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from organizations.directory.models import Organization
from organizations.places.models import Place
from portal.shared.models import Ward
from portal.shared.records import as_json, changed_columns, checked_columns, clean_value

PLACE = frozenset(
    {
        "name_ja", "name_en", "summary_ja", "description_ja", "facts", "capacity", "latitude", "address_visibility",
        "url", "email", "confirmed", "kana",
    }
)  # fmt: skip


def place(**columns: Any) -> dict[str, Any]:
    return checked_columns(Place, columns, PLACE)


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [
        ("name_ja", "  教室\n二階 ", "教室 二階"),
        ("description_ja", " 一行\r\n二行 ", "一行\n二行"),
        ("kana", None, ""),
        ("kana", "", ""),
        ("capacity", "12", 12),
        ("capacity", None, None),
        ("capacity", "", None),
        ("latitude", "35.5", 35.5),
        ("facts", ("free", "step-free", "free"), ["free", "step-free"]),
        ("facts", {"free"}, ["free"]),
        ("facts", [], []),
        ("confirmed", "2026-11-18", date(2026, 11, 18)),
        ("url", "https://example.org/教室", "https://example.org/教室"),
    ],
)
def test_what_is_kept(column: str, value: Any, kept: Any) -> None:
    assert place(**{column: value}) == {column: kept}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name_ja", "a\x00b"),
        ("name_ja", "\ud800"),
        ("name_ja", "x" * 10_000),
        ("capacity", "many"),
        ("latitude", "north"),
        ("address_visibility", "friends"),
        ("url", "javascript:alert(1)"),
        ("email", "nobody"),
        ("facts", ["no such fact"]),
        ("confirmed", "2026-02-30"),
    ],
)
def test_what_cannot_be_stored_is_named(column: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        place(**{column: value})
    assert set(refused.value.error_dict) == {column}


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        place(name_ja="a\x00", email="nobody", capacity="5")
    assert set(refused.value.error_dict) == {"name_ja", "email"}


def test_a_number_that_must_be_there_is_not_left_out() -> None:
    for nothing in ("", None):
        with pytest.raises(ValidationError):
            checked_columns(Ward, {"night_hour": nothing}, frozenset({"night_hour"}))


def test_a_column_that_is_nobodys_business_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="revision, status"):
        place(name_ja="x", status="published", revision=7)


def test_what_is_no_column_cannot_be_written() -> None:
    with pytest.raises(FieldDoesNotExist):
        checked_columns(Organization, {"memberships": 1}, frozenset({"memberships"}))


@given(st.text(max_size=80), st.booleans())
def test_any_text_is_cleaned_or_refused_with_a_sentence(text: str, lines: bool) -> None:
    try:
        kept = clean_value(text, lines=lines)
    except ValidationError as refused:
        assert refused.code == "unusable" and refused.messages[0].endswith(".")
    else:
        assert clean_value(kept, lines=lines) == kept
        assert "\x00" not in kept and len(kept.encode()) >= len(kept)


class Row:
    """Something with columns."""

    name_ja, kana, capacity, facts = "教室", None, 0, ["free"]


@pytest.mark.parametrize(
    ("columns", "changed"),
    [
        ({"name_ja": "教室"}, {}),
        ({"name_ja": "新教室"}, {"name_ja": "新教室"}),
        ({"kana": ""}, {}),
        ({"kana": "キョウシツ"}, {"kana": "キョウシツ"}),
        ({"facts": ["free"]}, {}),
        ({"facts": []}, {"facts": []}),
        ({"name_ja": "教室", "facts": ["step-free"]}, {"facts": ["step-free"]}),
    ],
)
def test_only_what_differs_counts_as_changed(columns: dict[str, Any], changed: dict[str, Any]) -> None:
    assert changed_columns(Row(), columns) == changed  # type: ignore[arg-type]


def test_an_audit_row_can_keep_dates_and_lists() -> None:
    values = {
        "day": date(2026, 11, 18),
        "at": datetime(2026, 11, 18, 1, 2, tzinfo=UTC),
        "rows": [(date(2027, 1, 1), 5)],
    }
    assert as_json(values) == {"day": "2026-11-18", "at": "2026-11-18T01:02:00+00:00", "rows": [["2027-01-01", 5]]}


def test_an_audit_row_can_keep_what_is_nested() -> None:
    assert as_json({"row": {"day": date(2026, 11, 18), "n": None}}) == {"row": {"day": "2026-11-18", "n": None}}
