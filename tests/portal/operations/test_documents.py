"""What operators read is true: every variable, file and command that a page names exists, and none is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from portal.settings import environment, secret_files

ROOT = Path(__file__).resolve().parents[3]
PAGES = ("docs/security.md", "docs/operating.md", "docs/migrations.md", "README.md")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_readme_names_every_variable_that_the_portal_reads() -> None:
    source = Path(environment.__file__).read_text(encoding="utf-8")
    asked = set(re.findall(r'"([A-Z][A-Z_]{4,})"', source))
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", read("README.md"), re.MULTILINE))
    assert asked - rows == set(), "missing in the README's table"
    others = {"PROMETHEUS_MULTIPROC_DIR"}
    assert rows - asked == others, "in the table, but nobody reads them"
    for name in secret_files.NAMES:
        assert f"`{name}`" in read("README.md").partition("…_FILE")[2].partition("\n")[0], name


@pytest.mark.parametrize("page", PAGES)
def test_files_and_commands_named_there_exist(page: str) -> None:
    text = read(page)
    named = set(re.findall(r"`((?:portal|organizations|tests|docs|deploy|requirements|tools)/[\w./-]+)`", text))
    assert [one for one in sorted(named) if not (ROOT / one).exists()] == []
    commands = set(re.findall(r"manage\.py ([a-z_]+)", text))
    assert sorted(commands - set(get_commands())) == []
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [one for one in links if not ((ROOT / page).parent / one).exists()] == []


def test_security_goes_through_every_chapter() -> None:
    found = re.findall(r"^\*\*V(\d+) ", read("docs/security.md"), re.MULTILINE)
    assert found == [str(number) for number in range(1, 18)]
