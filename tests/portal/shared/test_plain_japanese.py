"""Advice on plain Japanese, sentence by sentence."""

from __future__ import annotations

import pytest

from portal.shared.plain_japanese import DISASTER, Limits, check_sentences, kanji_without_furigana


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("{病院|びょういん}に {行|い}きます。", []),
        ("ここに {書|か}いて ください。", []),
        ("{開|あ}いていますか？", []),
        ("Tokyo 2026.", []),
        ("もう いちど", []),
        ("病院に {行|い}きます。", ["furigana"]),
        ("{病院|びょういん}に {行|い}く。", ["polite"]),
        ("あ" * 60 + "です。", ["length"]),
        ("{一二三四五六七八九十一二三四|いちに}です。", ["kanji"]),
        ("あいて いる。しまって いる。", ["polite", "polite"]),
        ("", []),
    ],
)
def test_rules(text: str, rules: list[str]) -> None:
    assert [advice.rule for advice in check_sentences(text)] == rules


def test_limits_are_arguments() -> None:
    text = "{危|あぶ}ないです。{避難所|ひなんじょ}へ {行|い}って ください。"
    assert check_sentences(text, DISASTER) == []
    assert [advice.rule for advice in check_sentences(text, Limits(kanji_per_sentence=3))] == ["kanji"]
    assert {advice.rule for advice in check_sentences(text, Limits(sentence_length=5))} == {"length"}


def test_readings_and_placeholders_do_not_count_as_length() -> None:
    text = "%(organization_name_that_is_long)s の {人|ひと}です。"
    assert check_sentences(text, Limits(sentence_length=8)) == []


def test_bare_kanji_are_named() -> None:
    assert kanji_without_furigana("{漢字|かんじ}と人々と本") == ["人々", "本"]
    assert kanji_without_furigana("ひらがな ABC") == []
