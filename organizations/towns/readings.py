"""Names of towns for those who do not read kanji: kana from the table, furigana in the portal's markup."""

from __future__ import annotations

import re
from functools import lru_cache

import jaconv

from organizations.towns import table
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


def plain_prefecture(municipality_code: str, written: str) -> str:
    """The prefecture as written, with its reading where the table knows it so: {東京都|とうきょうと}."""
    kana, _municipality = table.municipality_kana(municipality_code)
    return _with_reading(written, kana) if written == table.prefecture_of(municipality_code) else written


def plain_municipality(municipality_code: str, written: str) -> str:
    """The municipality as written, with its reading where the table knows it so: {新宿区|しんじゅくく}."""
    _prefecture, kana = table.municipality_kana(municipality_code)
    return _with_reading(written, kana) if written == table.municipality_name(municipality_code) else written


def plain_written_town(municipality_code: str, town_code: str, written: str) -> str:
    """The town as written, with its reading where the table knows it by this very name."""
    town, whole = named_town(municipality_code, town_code, written)
    if town is None:
        return written
    return plain_town(town) if whole else plain_oaza(town)


@lru_cache(maxsize=4096)
def named_town(municipality_code: str, town_code: str, written: str) -> tuple[Town | None, bool]:
    """The town that is written, and whether with its chōme: files often write the 大字 alone."""
    town = table.town(municipality_code, town_code) if town_code else None
    if town is not None and town.name == written:
        return town, True
    for one in table.towns_of(municipality_code) if written else ():
        if written in (one.name, one.oaza):
            return one, one.name == written
    return None, False


def _with_reading(written: str, kana: str) -> str:
    return f"{{{written}|{jaconv.kata2hira(kana)}}}" if written and kana else written
