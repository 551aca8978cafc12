"""Advice on plain Japanese: short sentences, few kanji, polite endings, furigana everywhere.

The measures follow the guideline of the Immigration Services Agency and the Agency for Cultural
Affairs (2020) and the rules of Hirosaki University; none of them is a law, so limits are
arguments and findings are advice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.shared.ruby import strip_ruby

_KANJI = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆"
_KANJI_RUN = re.compile(rf"[{_KANJI}]+")
_MARKED = re.compile(r"\{[^{}|]+\|[^{}|]+\}")
_SENTENCE_END = re.compile(r"(?<=[。！？!?\n])")
_PLACEHOLDER = re.compile(r"%\(\w+\)\w|%\w|\{\w*\}|<[^<>]*>")
_POLITE = re.compile(r"(?:です|ます|ません|でした|ました|ましょう|ください|でしょう)(?:か|ね|よ)?[。！？!?」）)]*$")
_JAPANESE = re.compile(rf"[ぁ-ゖァ-ヺ{_KANJI}]")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how dense a sentence may be: characters and kanji, without readings."""

    sentence_length: int = 50
    kanji_per_sentence: int = 13


DISASTER = Limits(sentence_length=30, kanji_per_sentence=4)
"""For texts read in a disaster."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One rule a sentence goes against: length, kanji, polite or furigana."""

    rule: str
    sentence: str
    measure: int


def check_sentences(text: str, limits: Limits | None = None) -> list[Advice]:
    """Advice on each sentence of a text that carries furigana markup."""
    limits = limits or Limits()
    found: list[Advice] = []
    for sentence in filter(None, (part.strip() for part in _SENTENCE_END.split(text))):
        found.extend(_advice(sentence, limits))
    return found


def kanji_without_furigana(text: str) -> list[str]:
    """Runs of kanji that no reading explains."""
    return _KANJI_RUN.findall(_MARKED.sub("\u0000", text))


def _advice(sentence: str, limits: Limits) -> list[Advice]:
    bare = _PLACEHOLDER.sub("", strip_ruby(sentence))
    kanji = sum(len(run) for run in _KANJI_RUN.findall(bare))
    without_reading = sum(len(run) for run in kanji_without_furigana(sentence))
    found = []
    if len(bare) > limits.sentence_length:
        found.append(Advice("length", sentence, len(bare)))
    if kanji > limits.kanji_per_sentence:
        found.append(Advice("kanji", sentence, kanji))
    if without_reading:
        found.append(Advice("furigana", sentence, without_reading))
    if sentence.endswith("。") and _JAPANESE.search(bare) and not _POLITE.search(bare):
        found.append(Advice("polite", sentence, 0))
    return found
