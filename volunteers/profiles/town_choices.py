"""The towns of the ward for a list of choices, in the reader's script."""

from __future__ import annotations

from functools import lru_cache

from organizations.towns import table
from organizations.towns.readings import plain_town
from portal.shared.ruby import readings_only

JAPANESE_READERS = frozenset({"ja", "zh-hans", "zh-hant"})


@lru_cache(maxsize=64)
def town_choices(municipality_code: str, language: str) -> tuple[tuple[str, str], ...]:
    """Code of 13 digits and words, in the order of the reading."""
    return tuple((one.code13, town_words(one, language)) for one in table.towns_of(municipality_code))


def town_words(town: table.Town, language: str) -> str:
    """若葉一丁目; with its reading for those who do not read kanji: Wakaba 1-chome 若葉一丁目."""
    if language in JAPANESE_READERS:
        return town.name
    if language == "ja-simple":
        return f"{town.name}（{readings_only(plain_town(town))}）"
    return f"{town.romaji} {town.name}" if town.romaji[:1].isalpha() else town.name
