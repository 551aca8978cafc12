"""Names of towns for those who do not read kanji: kana from the table, furigana in the portal's markup."""

from __future__ import annotations

import re
from functools import lru_cache

import jaconv

from organizations.towns.table import Town

_CHOME = re.compile(r"(\D*)(?:(\d+)(\D*).*)?")
_LATIN_CHOME = re.compile(r" \d+-chome$")


def _parts(town: Town) -> tuple[str, str, str]:
    """Reading of the 大字, number of the chōme, reading of 丁目; the last two are empty without chōme."""
    kana, number, chome = _CHOME.fullmatch(jaconv.kata2hira(town.kana)).groups("")  # type: ignore[union-attr]
    return kana, number, chome


def oaza_kana(town: Town) -> str:
    """Reading of the 大字 in hiragana: わかば for 若葉一丁目."""
    return _parts(town)[0]


def oaza_romaji(town: Town) -> str:
    """The 大字 in Latin letters, empty where the table has none: Wakaba for Wakaba 1-chome."""
    if not town.romaji[:1].isalpha():
        return ""
    return town.romaji if town.name == town.oaza else _LATIN_CHOME.sub("", town.romaji)


@lru_cache(maxsize=4096)
def plain_town(town: Town) -> str:
    """The town with its reading as furigana: {若葉|わかば}1{丁目|ちょうめ}."""
    kana, number, chome = _parts(town)
    if not number:
        return f"{{{town.name}|{kana}}}"
    return f"{plain_oaza(town)}{number}{{丁目|{chome}}}"


def plain_oaza(town: Town) -> str:
    """The 大字 with its reading as furigana: {若葉|わかば}."""
    return f"{{{town.oaza}|{oaza_kana(town)}}}"
