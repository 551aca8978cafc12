"""The measuring of the house: what it counts, what it complains of."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from tools import house
from tools.house import House, Measure, functions


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(house, "ROOT", tmp_path)
    return tmp_path


def counted(root: Path, name: str, text: str, into: House | None = None) -> House:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    into = into or House()
    into.add(PurePosixPath(name))
    return into


def test_functions_are_measured_with_their_last_line_and_inner_ones_too() -> None:
    text = "def one():\n    pass\n\n\nasync def two(\n    a,\n):\n    def inner():\n        pass\n\n    return inner\n"
    assert sorted(functions(text)) == [(1, "one", 2), (5, "two", 7), (8, "inner", 2)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("portal/shared/words.py", "modules"),
        ("manage.py", "modules"),
        ("tests/portal/test_words.py", "tests"),
        ("templates/base.html", "templates"),
        ("organizations/places/__init__.py", "modules"),
    ],
)
def test_each_file_counts_where_it_belongs(root: Path, name: str, kind: str) -> None:
    found = counted(root, name, "x = 1\n" * 30)
    sizes = {measure.label: list(measure.sizes.items()) for measure in (found.modules, found.tests, found.templates)}
    assert sizes.pop(kind) == [(name, 30)]
    assert list(sizes.values()) == [[], []]


@pytest.mark.parametrize(
    "name",
    ["portal/shared/migrations/0001_initial.py", "README.md", "portal/static/js/map.js", "portal/empty/__init__.py"],
)
def test_what_is_not_written_by_hand_or_says_nothing_is_left_out(root: Path, name: str) -> None:
    found = counted(root, name, "x = 1\n" * 10)
    assert not found.modules.sizes and not found.tests.sizes and not found.templates.sizes


def test_only_what_passes_its_hard_limit_is_a_complaint(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = counted(root, "portal/fits.py", "x = 1\n" * 400)
    counted(root, "portal/long.py", "x = 1\n" * 401, found)
    counted(
        root, "portal/deep.py", "def fits():\n" + "    x = 1\n" * 49 + "\ndef long():\n" + "    x = 1\n" * 50, found
    )
    counted(root, "templates/long.html", "<p>\n" * 201, found)
    assert found.report() == [
        "portal/long.py: 401 lines, at most 400 for modules",
        "portal/deep.py:52 long: 51 lines, at most 50 for functions",
        "templates/long.html: 201 lines, at most 200 for templates",
    ]
    assert "modules" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["utils", "helpers", "misc", "common"])
def test_names_that_say_nothing_are_a_complaint(root: Path, name: str) -> None:
    assert counted(root, f"portal/{name}.py", "x = 1\n").report() == [f"portal/{name}.py: a name that says nothing"]


def test_the_share_of_tests_is_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = counted(root, "portal/one.py", "x = 1\n" * 40)
    counted(root, "tests/portal/test_one.py", "x = 1\n" * 60, found)
    assert found.report() == []
    assert "60 % of 100 lines" in capsys.readouterr().out


def test_a_line_of_the_table() -> None:
    measure = Measure("modules", 90, 250, 400, {str(n): n for n in range(1, 12)})
    assert measure.line() == "modules       11  median 6 (≤ 90)  p90 10 (≤ 250)  max 11 (≤ 400)"
    assert Measure("none", None, 1, 1).line() == "none       none"


def test_the_house_itself_is_tracked_and_holds() -> None:
    names = house.tracked()
    assert PurePosixPath("manage.py") in names and not any(".venv" in path.parts for path in names)
    assert house.main() == 0


def test_a_complaint_fails_the_check(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "utils.py").write_text("x = 1\n")
    monkeypatch.setattr(house, "tracked", lambda: [PurePosixPath("utils.py")])
    assert house.main() == 1
    assert "utils.py: a name that says nothing" in capsys.readouterr().err
