"""What is collected from code and templates is what Django looks up."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.shared.catalogues.strings import (
    SourceString,
    UntranslatableError,
    python_strings,
    strings_in,
    template_strings,
)

IMPORTS = """
from django.utils import translation
from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext, pgettext
"""


def from_python(code: str) -> list[SourceString]:
    return list(python_strings(IMPORTS + code, "a.py"))


def from_template(code: str) -> list[SourceString]:
    return list(template_strings("{% load i18n %}" + code, "a.html"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('_("Open")', SourceString("Open", "a.py")),
        ('_("Open"\n  " now")', SourceString("Open now", "a.py")),
        ('gettext_lazy("Open")', SourceString("Open", "a.py")),
        ('translation.gettext("Open")', SourceString("Open", "a.py")),
        ('ngettext("%(n)s place", "%(n)s places", n)', SourceString("%(n)s place", "a.py", "%(n)s places")),
        ('pgettext("day", "Open")', SourceString("Open", "a.py", None, "day")),
        ('npgettext("x", "one", "many", n)', SourceString("one", "a.py", "many", "x")),
        ('# Translators: a door\n_("Open")', SourceString("Open", "a.py", note="Translators: a door")),
    ],
)
def test_calls_in_python(code: str, expected: SourceString) -> None:
    assert from_python(code) == [expected]


@pytest.mark.parametrize("code", ["_(label)", "other('Open')", "self.gettext('Open')", "'_(\"Open\")'"])
def test_other_calls_are_not_collected(code: str) -> None:
    assert from_python(code) == []


@pytest.mark.parametrize("code", ['_(f"{n} places")', '_("a" + name)', '_("%s" % name)'])
def test_a_string_put_together_is_refused_with_its_line(code: str) -> None:
    with pytest.raises(UntranslatableError, match=r"a\.py:4"):
        from_python(code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('{% translate "Open" %}', SourceString("Open", "a.html")),
        ('{% translate "It\'s" %}', SourceString("It's", "a.html")),
        ('{% translate "Open" as label %}', SourceString("Open", "a.html")),
        ('{% translate "Open" context "day" %}', SourceString("Open", "a.html", None, "day")),
        ('{{ _("Open") }}', SourceString("Open", "a.html")),
        ('{% include "x.html" with label=_("Open") %}', SourceString("Open", "a.html")),
        (
            "{% blocktranslate trimmed with name=x %}\n Open\n  {{ name }}\n{% endblocktranslate %}",
            SourceString("Open %(name)s", "a.html"),
        ),
        (
            "{% blocktranslate count n=x %}{{ n }} place{% plural %}{{ n }} places{% endblocktranslate %}",
            SourceString("%(n)s place", "a.html", "%(n)s places"),
        ),
    ],
)
def test_tags_in_templates(code: str, expected: SourceString) -> None:
    assert from_template(code) == [expected]


def test_several_on_a_line_and_text_that_looks_like_a_call() -> None:
    found = from_template('{% translate "One" %} gettext("no") {% translate "Two" %} _("no")')
    assert [one.msgid for one in found] == ["One", "Two"]


def test_files_are_named_relative_to_the_project(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text('{% load i18n %}{% translate "Open" %}', encoding="utf-8")
    (tmp_path / "templates" / "a.css").write_text("{% broken", encoding="utf-8")
    found = strings_in((tmp_path / "templates").iterdir(), tmp_path)
    assert found == [SourceString("Open", "templates/a.html")]
