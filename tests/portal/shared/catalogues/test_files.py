"""Merging loses no translation and guesses none; compiling needs no program."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import polib

from portal.shared.catalogues.files import (
    catalogue_path,
    compile_all,
    merge,
    plural_count,
    read_catalogue,
    save,
)
from portal.shared.catalogues.sources import Wanted


def make_wanted(msgid: str, plural: str | None = None, *, notes: tuple[str, ...] = ()) -> Wanted:
    return Wanted(msgid, None, plural, ("templates/a.html",), notes, False)


def make_catalogue(**translations: str) -> polib.POFile:
    catalogue = polib.POFile()
    for msgid, msgstr in translations.items():
        catalogue.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    return catalogue


def test_a_merge_keeps_translations_and_adds_what_is_new() -> None:
    catalogue = make_catalogue(Open="営業中")
    result = merge(catalogue, [make_wanted("Open"), make_wanted("Open now", notes=("Translators: x",))], 1)
    assert [(entry.msgid, entry.msgstr, entry.comment) for entry in catalogue] == [
        ("Open", "営業中", ""),
        ("Open now", "", "Translators: x"),
    ]
    assert (result.total, result.added, result.retired) == (2, 1, 0)
    assert not any(entry.fuzzy for entry in catalogue)


def test_a_translation_nobody_asks_for_rests_and_comes_back() -> None:
    catalogue = make_catalogue(Open="営業中", Never="")
    assert merge(catalogue, [], 1).retired == 1
    assert [(entry.msgid, bool(entry.obsolete)) for entry in catalogue] == [("Open", True)]
    assert merge(catalogue, [make_wanted("Open")], 1).revived == 1
    assert [(entry.msgstr, bool(entry.obsolete)) for entry in catalogue] == [("営業中", False)]


def test_plurals_get_as_many_forms_as_the_language_has() -> None:
    assert (plural_count("ja-simple"), plural_count("en"), plural_count("my")) == (1, 2, 1)
    catalogue = make_catalogue()
    merge(catalogue, [make_wanted("%(n)s day", "%(n)s days")], 2)
    assert catalogue[0].msgstr_plural == {0: "", 1: ""}
    assert "python-format" in catalogue[0].flags


def test_a_string_that_becomes_plural_keeps_its_only_form() -> None:
    catalogue = make_catalogue(day="日")
    merge(catalogue, [make_wanted("day", "days")], 1)
    assert catalogue[0].msgstr_plural == {0: "日"}
    merge(catalogue, [make_wanted("day")], 1)
    assert catalogue[0].msgstr == "日"


def test_a_saved_catalogue_reads_back_and_is_not_written_twice(tmp_path: Path) -> None:
    path = catalogue_path(tmp_path, "ja-simple")
    assert path.relative_to(tmp_path).as_posix() == "ja_Simple/LC_MESSAGES/django.po"
    catalogue = read_catalogue(path, "ja-simple")
    merge(catalogue, [make_wanted("Open"), make_wanted("%(n)s day", "%(n)s days")], 1)
    assert save(catalogue, path)
    again = read_catalogue(path, "ja-simple")
    merge(again, [make_wanted("Open"), make_wanted("%(n)s day", "%(n)s days")], 1)
    assert not save(again, path)


def test_only_what_is_newer_is_compiled(tmp_path: Path) -> None:
    path = catalogue_path(tmp_path, "ja")
    catalogue = read_catalogue(path, "ja")
    merge(catalogue, [make_wanted("Open"), make_wanted("Closed")], 1)
    catalogue[0].msgstr = "営業中"
    save(catalogue, path)
    assert compile_all(tmp_path) == [path]
    assert compile_all(tmp_path) == []
    assert compile_all(tmp_path, force=True) == [path]
    later = path.with_suffix(".mo").stat().st_mtime + 10
    os.utime(path, (later, later))
    assert compile_all(tmp_path) == [path]
    found = gettext.translation("django", tmp_path, ["ja"])
    assert (found.gettext("Open"), found.gettext("Closed")) == ("営業中", "Closed")
