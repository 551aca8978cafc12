"""Collect, translate, check, compile: a small project from nothing to complete."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.management import CommandError, call_command

from portal.shared.catalogues.files import catalogue_path


@pytest.fixture
def project(tmp_path: Path, settings: Any) -> Path:
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    for folder, text in (("templates/npo", "Edit"), ("templates", "Welcome")):
        (tmp_path / folder).mkdir(exist_ok=True, parents=True)
        source = f'{{% load i18n %}}{{% translate "{text}" %}}'
        (tmp_path / folder / "page.html").write_text(source, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def translate_everything(project: Path) -> None:
    for language, translation in (("ja", "訳"), ("ja-simple", "{訳|やく}")):
        path = catalogue_path(project / "locale", language)
        catalogue = polib.pofile(str(path))
        for entry in catalogue:
            extra = "".join(part for part in entry.msgid.split() if part.startswith("%("))
            if entry.msgid_plural:
                entry.msgstr_plural = {0: entry.msgid_plural}
            else:
                entry.msgstr = entry.msgid if extra or "%" in entry.msgid or "{" in entry.msgid else translation
        catalogue.save()


def test_a_complete_project_passes_and_compiles(project: Path) -> None:
    run("collect_strings")
    translate_everything(project)
    assert run("check_translations") == ""
    assert json.loads(run("check_translations", "--json")) == []
    assert "compiled ja_Simple" in run("compile_catalogues")
    assert run("compile_catalogues") == ""


def test_a_new_string_fails_the_check_for_those_who_read_it(project: Path) -> None:
    run("collect_strings")
    translate_everything(project)
    for folder, text in (("templates/npo", "Save"), ("templates", "Hello")):
        source = f'{{% load i18n %}}{{% translate "{text}" %}}'
        (project / folder / "new.html").write_text(source, encoding="utf-8")
    out = StringIO()
    with pytest.raises(CommandError, match="3 strings"):
        call_command("check_translations", "--json", stdout=out)
    found = {(one["language"], one["audience"], one["msgid"]) for one in json.loads(out.getvalue())}
    assert found == {
        ("ja", "residents", "Hello"),
        ("ja", "staff", "Save"),
        ("ja-simple", "residents", "Hello"),
    }


def test_advice_never_fails(project: Path) -> None:
    run("collect_strings")
    path = catalogue_path(project / "locale", "ja-simple")
    catalogue = polib.pofile(str(path))
    catalogue.find("Welcome").msgstr = "{来|く}る。"
    catalogue.save()
    assert "polite" in run("check_translations", "--plain")


def test_a_string_put_together_is_named(project: Path) -> None:
    (project / "portal").mkdir()
    code = 'from django.utils.translation import gettext as _\n_(f"{x}")\n'
    (project / "portal" / "a.py").write_text(code, encoding="utf-8")
    with pytest.raises(CommandError, match=r"portal/a\.py:2"):
        run("check_translations")
