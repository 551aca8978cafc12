"""The catalogue's data file: complete, in closed words, readable in three languages."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from kpis.sources.catalogue import SOURCES
from portal.shared.plain_japanese import kanji_without_furigana
from portal.shared.ruby import strip_ruby

DATA: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(settings.BASE_DIR) / "kpis/catalogue/data/indicators.json").read_text(encoding="utf-8")
)
INDICATORS = DATA["indicators"]
BY_CODE = {row["code"]: row for row in INDICATORS}
CLOSED = {
    "level": {"kgi", "ksi", "kpi-outcome", "kpi-output", "outcome", "output"},
    "role": {"tile", "rule", "statement", "repeat", "benchmark"},
    "computable": {"yes", "partly", "no"},
    "direction": {"up", "down", "within"},
    "adds_up": {"sum", "latest", "distinct", "mean", "ratio"},
    "period": {"month", "year", "programme", "total", "survey"},
    "area": {area["code"] for area in DATA["areas"]},
    "unit": {unit["code"] for unit in DATA["units"]} | {""},
}
KINDS = {"at-least", "at-most", "equal", "within", "plus-points", "plus-percent", "plus-count", "double"}
KINDS |= {"own-target", "level"}
NEVER_EMPTY = ["name_ja", "name_ja_simple", "name_en", "source_ja", "source_en", "method_ja", "method_en"]
NEVER_EMPTY += ["limits_ja", "limits_en"]
PAIRS = ["numerator", "denominator"]

_LINE = re.compile(r"^\| `([a-z0-9-]+)` \| (.*) \|$", re.MULTILINE)
SPARE = {"active-volunteers", "hours-confirmed"}
"""Counted for no line of the papers, for indicators that officials add."""

every_indicator = pytest.mark.parametrize("row", INDICATORS, ids=lambda row: row["code"])


def test_103_indicators_of_which_87_are_tiles() -> None:
    assert len(BY_CODE) == len(INDICATORS) == 103
    assert Counter(row["role"] for row in INDICATORS) == {
        "tile": 87,
        "rule": 5,
        "statement": 5,
        "repeat": 4,
        "benchmark": 2,
    }


def test_every_area_and_every_unit_is_used_and_named() -> None:
    assert {row["area"] for row in INDICATORS} == CLOSED["area"]
    assert {row["unit"] for row in INDICATORS} == CLOSED["unit"]
    for named in [*DATA["areas"], *DATA["units"]]:
        assert named["name_ja"] and named["name_en"] and strip_ruby(named["name_ja_simple"])
        assert kanji_without_furigana(named["name_ja_simple"]) == []


@every_indicator
def test_words_are_from_the_closed_lists(row: dict[str, Any]) -> None:
    for field, allowed in CLOSED.items():
        assert row[field] in allowed, field
    assert row["code"].startswith(row["area"])
    assert (row["unit"] == "") == (row["role"] == "statement")


@every_indicator
def test_texts_are_there(row: dict[str, Any]) -> None:
    for field in NEVER_EMPTY:
        assert row[field].strip(), field
    assert len(row["name_ja"]) <= 40
    assert "{" not in row["name_ja"]


@every_indicator
def test_residents_read_every_tile_in_plain_japanese(row: dict[str, Any]) -> None:
    for one in (row, *row["targets"]):
        for field in [field for field in one if field.endswith("_ja_simple")]:
            assert kanji_without_furigana(one[field]) == [], field
    if row["role"] == "tile":
        told = [(row, field) for field in ("source", "method", "numerator", "denominator", "limits")]
        for one, field in [*told, *((target, "text") for target in row["targets"])]:
            assert bool(one[f"{field}_ja"]) == bool(one.get(f"{field}_ja_simple")), field


@every_indicator
def test_a_ratio_has_both_parts_in_both_languages(row: dict[str, Any]) -> None:
    parts = [bool(row[f"{part}_{language}"]) for part in PAIRS for language in ("ja", "en")]
    assert all(parts) or not any(parts)
    if row["adds_up"] == "ratio" or row["unit"] in {"percent", "times"}:
        assert all(parts)


@every_indicator
def test_targets_are_data(row: dict[str, Any]) -> None:
    stages = [target["stage"] for target in row["targets"]]
    assert len(set(stages)) == len(stages)
    assert set(stages) <= {"midterm", "final"}
    for target in row["targets"]:
        assert target["kind"] in KINDS
        assert bool(target["text_ja"]) == bool(target["text_en"])
        assert bool(target["baseline_note_ja"]) == bool(target["baseline_note_en"])
        assert target["value"] is not None or target["text_ja"], "neither number nor words"
        if target["kind"] in {"plus-points", "plus-percent", "plus-count", "double"}:
            assert target["baseline_note_ja"], "a change needs to say what it starts from"
        first, last = (target[day] and date.fromisoformat(target[day]) for day in ("first", "last"))
        assert first is None or last is None or first <= last
        if row["area"].startswith("003"):
            assert first is not None and last is not None


@every_indicator
def test_a_repeat_points_to_the_original_and_holds_nothing_itself(row: dict[str, Any]) -> None:
    if row["role"] == "repeat":
        original = BY_CODE[row["repeats"]]
        assert original["role"] == "tile"
        assert (row["area"], row["unit"], row["adds_up"]) == (original["area"], original["unit"], original["adds_up"])
    else:
        assert row["repeats"] == ""
    if row["role"] in {"repeat", "statement"}:
        assert row["targets"] == []


@every_indicator
def test_what_records_could_tell_names_its_source(row: dict[str, Any]) -> None:
    told = row["role"] == "tile" and row["computable"] != "no"
    assert bool(re.fullmatch("[a-z][0-9a-z-]{2,59}", row["source"])) == told
    assert told or row["source"] == ""


def test_the_list_of_sources_is_the_one_of_the_data() -> None:
    listed = (Path(settings.BASE_DIR) / "docs/sources.md").read_text(encoding="utf-8")
    found = {key: set(re.findall(r"\d{3}-\d-[0-9a-z-]+", codes)) for key, codes in _LINE.findall(listed)}
    wanted: dict[str, set[str]] = {}
    for row in INDICATORS:
        if row["source"]:
            wanted.setdefault(row["source"], set()).add(row["code"])
    assert found == wanted


def test_a_source_is_named_by_an_indicator_or_said_to_be_spare() -> None:
    assert set(SOURCES) - {row["source"] for row in INDICATORS} == SPARE
