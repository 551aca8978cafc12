"""Official numbers: codes of municipalities, corporations, towns and post, with their check digits."""

from __future__ import annotations

import re
import unicodedata

from organizations.interchange.faults import Refused

_SHORTENED = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−ー]")
PREFECTURES = range(1, 48)


def plain_digits(text: str) -> str:
    """Half-width, without the ".0" that spreadsheets leave; refused where it cut digits (1.3E+12)."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    if _SHORTENED.fullmatch(plain):
        raise Refused("shortened_number")
    return plain


def _is_digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def municipality_check_digit(five: str) -> str:
    """Check digit of 全国地方公共団体コード: weights 6 to 2, eleven minus the remainder, its last digit."""
    total = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def municipality_code(text: str) -> str:
    """The six-digit code of a municipality or prefecture (全国地方公共団体コード); Refused if it is none.

    Five digits (JIS code without check digit) are completed. Codes 01 to 09 whose leading zero a
    spreadsheet has dropped cannot be told from these and are read as five-digit codes.
    """
    digits = plain_digits(text)
    if _is_digits(digits, 5):
        digits += municipality_check_digit(digits)
    if not _is_digits(digits, 6) or int(digits[:2]) not in PREFECTURES:
        raise Refused("municipality_code")
    if municipality_check_digit(digits[:5]) != digits[5]:
        raise Refused("municipality_code")
    return digits


def is_prefecture(code: str) -> bool:
    """Whether a six-digit code means a whole prefecture."""
    return code[2:5] == "000"


def corporate_number(text: str) -> str:
    """The 13 digits of 法人番号, check digit first: nine minus the weighted sum of the rest modulo nine."""
    digits = _SEPARATORS.sub("", plain_digits(text)).removeprefix("T")
    if not _is_digits(digits, 13):
        raise Refused("corporate_number")
    total = sum(int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits[1:])))
    if 9 - total % 9 != int(digits[0]):
        raise Refused("corporate_number")
    return digits


def town_code(text: str) -> str:
    """The seven digits of 町字ID, written with or without hyphen (0008-001)."""
    digits = _SEPARATORS.sub("", plain_digits(text))
    if not _is_digits(digits, 7):
        raise Refused("town_code")
    return digits


def postal_code(text: str) -> str:
    """Seven digits of a postal code, written with or without 〒 and hyphen."""
    digits = _SEPARATORS.sub("", plain_digits(text).lstrip("〒"))
    if not _is_digits(digits, 7):
        raise Refused("postal_code")
    return digits


def poi_code(text: str) -> str:
    """Four digits of a POI code; a leading zero that a spreadsheet dropped is restored."""
    digits = plain_digits(text)
    if not _is_digits(digits, 4) and not _is_digits(digits, 3):
        raise Refused("poi_code")
    return digits.zfill(4)
