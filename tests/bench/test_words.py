"""The made-up readings of growth: never the same one twice."""

from __future__ import annotations

from math import gcd

from bench.words import KANA, MIXER, WORDS, word_of
from portal.shared.words import normalise


def test_all_readings_differ() -> None:
    assert gcd(MIXER, WORDS) == 1
    assert len(set(KANA)) == len(KANA) == 46


def test_a_reading_is_its_own_normal_form() -> None:
    assert all(normalise(word_of(number)) == word_of(number) for number in range(1, 2000))
    assert normalise(KANA) == KANA
