"""Numbers by which the world knows an organisation: corporate number and telephone, checked and in one form."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

_SHORT = re.compile(r"#?\d{3,6}")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−ー~〜()]+")


def corporate_check_digit(base: str) -> int:
    """The first digit of a 法人番号 from its other twelve (法人番号の指定等に関する省令 第2条)."""
    weighted = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(base)))
    return 9 - weighted % 9


def parse_corporate_number(text: str) -> str:
    """Thirteen digits; ValueError when there are not thirteen or the check digit is wrong."""
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise ValueError("thirteen digits are needed")
    if int(digits[0]) != corporate_check_digit(digits[1:]):
        raise ValueError("the check digit does not fit")
    return digits


def format_phone(text: str) -> str:
    """A telephone number as Japan writes it ("03-1234-5678"); ValueError when nobody could dial it.

    Short numbers ("119", "#7119") stay as they are; numbers abroad are written with their country code. Without
    its area code a number is dialled from the next house only.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    bare = _SEPARATORS.sub("", plain)
    if _SHORT.fullmatch(plain):
        return plain
    try:
        number = phonenumbers.parse(bare, "JP")
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a telephone number") from error
    if number.extension or not phonenumbers.is_possible_number(number) or len(bare) > 20:
        raise ValueError("not a telephone number")
    style = phonenumbers.PhoneNumberFormat
    at_home = number.country_code == 81
    written = str(phonenumbers.format_number(number, style.NATIONAL if at_home else style.INTERNATIONAL))
    if at_home and (not written.startswith("0") or _too_short_for_mobile(written)):
        raise ValueError("not a telephone number")
    return written


def _too_short_for_mobile(written: str) -> bool:
    """Mobile and IP telephones (050 to 090) have eleven digits."""
    digits = _SEPARATORS.sub("", written)
    return re.match(r"0[5-9]0", digits) is not None and len(digits) != 11


def dial_address(phone: str) -> str:
    """What stands behind `tel:` for a formatted number; a bare "#" would begin a fragment, and nothing be dialled."""
    return re.sub(r"[^0-9+#*]", "", phone).replace("#", "%23")
