"""Tags for content: the language attribute, the honest sentence, escaping."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils.translation import override


def render(source: str, language: str, **values: object) -> str:
    row = SimpleNamespace(**({"name_ja": "教室<b>", "translation_state": {}} | values))
    with override(language):
        return Template("{% load texts %}" + source).render(Context({"row": row}))


NAME = '{% text row "name" as name %}'


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ja", "教室&lt;b&gt;"),
        ("en", '<span lang="ja">教室&lt;b&gt;</span>'),
        ("ja-simple", '<span lang="ja">教室&lt;b&gt;</span>'),
        ("xx", "教室&lt;b&gt;"),
    ],
)
def test_a_text_in_another_language_says_so(language: str, expected: str) -> None:
    assert render(NAME + "{{ name|in_its_language }}", language) == expected


def test_the_tag_gives_value_language_and_state() -> None:
    source = NAME + "{{ name }}|{{ name.language }}|{{ name.state }}|{{ name|is_fallback }}"
    assert render(source, "en", name_en="Class") == "Class|en|human|False"
    assert render(source, "en") == "教室&lt;b&gt;|ja|human|True"


def test_an_empty_text_prints_nothing() -> None:
    assert render('{% text row "summary" as t %}{{ t|in_its_language }}{{ t|honesty }}', "en") == ""


def test_only_translations_carry_a_sentence() -> None:
    machine = {"name": {"en": {"state": "machine", "source": "0"}}}
    assert "machine" in render(NAME + "{{ name|honesty }}", "en", name_en="x", translation_state=machine)
    assert render(NAME + "{{ name|honesty }}", "en") == ""


def test_ruby_is_taken_away_for_mail() -> None:
    assert render(NAME + "{{ name|without_ruby }}", "ja", name_ja="{教室|きょうしつ}") == "教室"
