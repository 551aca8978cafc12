"""Each fault of a catalogue is found, and only faults are."""

from __future__ import annotations

import polib
import pytest

from portal.shared.catalogues.checks import check_catalogue, plain_advice
from portal.shared.catalogues.sources import Wanted
from portal.shared.plain_japanese import Limits


def make_catalogue(*entries: polib.POEntry) -> polib.POFile:
    catalogue = polib.POFile()
    catalogue.extend(entries)
    return catalogue


def make_entry(msgid: str, msgstr: str, *, file: str = "templates/a.html", fuzzy: bool = False) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, occurrences=[(file, "")], flags=["fuzzy"] if fuzzy else [])


def problems(language: str, *entries: polib.POEntry) -> list[str]:
    return [one.problem for one in check_catalogue(language, make_catalogue(*entries), [])]


@pytest.mark.parametrize(
    ("language", "msgid", "msgstr", "expected"),
    [
        ("ja", "Open", "営業中", []),
        ("ja", "Open", "", ["untranslated"]),
        ("en", "Open", "", []),
        ("ja", "%(n)s of %(m)s", "%(m)sのうち%(n)s", []),
        ("ja", "%(n)s of %(m)s", "%(m)sのうち", ["placeholders"]),
        ("ja", "{n} places", "{m}か所", ["placeholders"]),
        ("ja", "<b>Open</b>", "<b>営業中</b>", []),
        ("ja", "<b>Open</b>", "<b>営業中", ["tags"]),
        ("ja-simple", "Open", "{開|あ}いています", []),
        ("ja-simple", "Open", "開いています", ["furigana"]),
        ("ja-simple", "{n} places", "{n}か{所|しょ}", []),
        ("en", "Open %(n)s", "Open", ["placeholders"]),
    ],
)
def test_a_string(language: str, msgid: str, msgstr: str, expected: list[str]) -> None:
    assert problems(language, make_entry(msgid, msgstr)) == expected


def test_fuzzy_is_found_and_obsolete_is_not() -> None:
    assert problems("ja", make_entry("Open", "営業中", fuzzy=True)) == ["fuzzy"]
    resting = make_entry("Open", "開", fuzzy=True)
    resting.obsolete = True
    assert problems("ja-simple", resting) == []


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ({0: "%(n)s日"}, []),
        ({0: "%(n)s日", 1: "%(n)s日"}, ["plurals"]),
        ({0: ""}, ["untranslated"]),
        ({0: "日"}, []),
        ({0: "%(x)s日"}, ["placeholders"]),
    ],
)
def test_plurals(forms: dict[int, str], expected: list[str]) -> None:
    entry = polib.POEntry(msgid="one day", msgid_plural="%(n)s days", msgstr_plural=forms)
    assert problems("ja", entry) == expected


def test_a_wanted_string_that_is_not_there_is_missing_for_its_audience() -> None:
    wanted = [
        Wanted("Open", None, None, ("templates/a.html",), (), False),
        Wanted("Edit", None, None, ("templates/npo/a.html",), (), False),
    ]
    found = check_catalogue("ja", make_catalogue(), wanted)
    assert [(one.msgid, one.audience, one.problem) for one in found] == [
        ("Open", "residents", "missing"),
        ("Edit", "staff", "missing"),
    ]
    assert "templates/a.html" in str(found[0])


def test_plain_advice_names_rule_and_sentence() -> None:
    catalogue = make_catalogue(make_entry("x", "{開|あ}いています。"), make_entry("y", "あいている。"))
    assert [(one.msgid, one.problem) for one in plain_advice(catalogue, Limits())] == [("y", "plain")]
