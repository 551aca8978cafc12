"""The chōme of the wards: codes, readings and centroids, held in memory because every card names its town.

Sources: centroids Geolonia 住所データ (CC BY 4.0); ids, readings and postal codes アドレス・ベース・レジストリ.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
KANJI_DIGITS = "〇一二三四五六七八九"
_NOWHERE = ("", "", "", "")
_DASHES = re.compile(r"[‐‑‒–—―−]|(?<=[0-9一二三四五六七八九十])[ーのノ]")


@dataclass(frozen=True)
class Town:
    """One chōme, or one town without chōme."""

    municipality_code: str
    town_code: str
    name: str
    oaza: str
    kana: str
    romaji: str
    latitude: float
    longitude: float
    postal_code: str

    @property
    def code13(self) -> str:
        """Municipality and town id together: 13 digits."""
        return self.municipality_code + self.town_code

    @property
    def code10(self) -> str:
        """The code shared by all chōme of the same 大字."""
        return self.code13[:10]


@lru_cache(maxsize=1)
def _towns() -> dict[str, Town]:
    with (DATA / "towns.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["municipality_code"] + row["town_code"]: Town(
                **{**row, "latitude": float(row["latitude"]), "longitude": float(row["longitude"])}  # type: ignore[arg-type]
            )
            for row in csv.DictReader(file)
        }


@lru_cache(maxsize=1)
def _municipalities() -> dict[str, tuple[str, str, str, str]]:
    with (DATA / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["municipality_code"]: (row["prefecture"], row["name"], row["prefecture_kana"], row["kana"])
            for row in csv.DictReader(file)
        }


@lru_cache(maxsize=64)
def towns_of(municipality_code: str) -> tuple[Town, ...]:
    """All chōme of a municipality in order of their reading; empty when the table lacks it."""
    found = (town for town in _towns().values() if town.municipality_code == municipality_code)
    return tuple(sorted(found, key=_reading_order))


def _reading_order(town: Town) -> tuple[list[str | int], str]:
    """Gojūon, and chōme by number: 2 before 10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", town.kana)], town.code13


def town(municipality_code: str, town_code: str) -> Town | None:
    """The town by its codes."""
    return _towns().get(municipality_code + town_code)


def municipality_name(municipality_code: str) -> str:
    """Its name, or an empty string when the table lacks it."""
    return _municipalities().get(municipality_code, _NOWHERE)[1]


def prefecture_of(municipality_code: str) -> str:
    """Its prefecture's name, or an empty string when the table lacks it."""
    return _municipalities().get(municipality_code, _NOWHERE)[0]


def municipality_kana(municipality_code: str) -> tuple[str, str]:
    """Katakana of its prefecture and of itself, or empty strings when the table lacks it."""
    return _municipalities().get(municipality_code, _NOWHERE)[2:]


def municipalities() -> tuple[tuple[str, str], ...]:
    """Code and name of each municipality in the table, in order of code."""
    return tuple((code, names[1]) for code, names in sorted(_municipalities().items()))


def municipality_code_in(address: str) -> str:
    """The code of the municipality an address begins with (prefecture optional), or an empty string."""
    text = _plain(address)
    for code, (prefecture, name, *_kana) in _municipalities().items():
        if text.startswith((prefecture + name, name)):
            return code
    return ""


@lru_cache(maxsize=64)
def _by_oaza(municipality_code: str) -> dict[str, dict[int, Town]]:
    """Plain 大字 name → chōme number (0 where there is none) → town."""
    found: dict[str, dict[int, Town]] = {}
    for one in towns_of(municipality_code):
        number = _chome_number(one.name[len(one.oaza) :])
        found.setdefault(_plain(one.oaza), {})[number] = one
    return found


def find_town(municipality_code: str, address_text: str) -> Town | None:
    """The town that an address names ("東京都新宿区下落合1-6-9" → 下落合一丁目), None when unsure.

    A 大字 whose chōme is not named gives its first chōme only when there is no other.
    """
    rest = _plain(address_text)
    prefecture, name, *_kana = _municipalities().get(municipality_code, _NOWHERE)
    rest = rest.removeprefix(prefecture).removeprefix(name)
    oaza = max((key for key in _by_oaza(municipality_code) if rest.startswith(key)), key=len, default="")
    if not oaza:
        return None
    chome = _by_oaza(municipality_code)[oaza]
    number = _chome_number(rest[len(oaza) :])
    if number in chome:
        return chome[number]
    return chome.get(0) or (next(iter(chome.values())) if len(chome) == 1 else None)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).replace("ヶ", "ケ").replace("が丘", "ケ丘")
    return _DASHES.sub("-", re.sub(r"\s+", "", folded))


def _chome_number(text: str) -> int:
    """ "一丁目", "12丁目", "1-6-9" → 1, 12, 1; nothing understood → 0."""
    match = re.match(r"(\d{1,2}|[一二三四五六七八九十]{1,3})(?:丁目|-|$|番)", text)
    if not match:
        return 0
    digits = match.group(1)
    return int(digits) if digits.isdigit() else _kanji_number(digits)


def _kanji_number(text: str) -> int:
    """二十一 and 二一 → 21; what is no number (十十) → 0."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(str(KANJI_DIGITS.index(digit)) for digit in text))
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (KANJI_DIGITS.index(tens) if tens else 1) * 10 + (KANJI_DIGITS.index(ones) if ones else 0)
