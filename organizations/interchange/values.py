"""Single values as they stand in government files, read into the form in which they are stored."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import NamedTuple

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from organizations.interchange.faults import Refused

LATITUDES = (20.0, 46.0)
LONGITUDES = (122.0, 154.0)
LONGEST_PHONE = 30
LONGEST_URL = 500
MOST_PEOPLE = 1_000_000
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}

_YES = frozenset(("1", *"○◯〇●◎✓✔レ有可", "有り", "あり", "対象", "はい", "true", "yes", "y"))
_NO = frozenset(("0", *"×✕✖x無否", "無し", "なし", "不可", "対象外", "いいえ", "false", "no", "n"))
_DEGREES = re.compile(r"[+-]?\d{1,3}([.,]\d{1,20})?")
_TIME = re.compile(r"(?P<half>午前|午後)?(?P<hour>\d{1,2})(?:[:時](?P<minute>\d{1,2})?分?(?::\d{2})?)")
_DATE = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_ERA_DATE = re.compile(rf"({'|'.join(ERAS)})(\d{{1,2}}|元)(?:年|\.)(\d{{1,2}})(?:月|\.)(\d{{1,2}})日?")
_PEOPLE = re.compile(r"約?(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.0)?(?P<unit>人|名)?(?P<rest>.*)", re.DOTALL)
_EXTENSION = re.compile(r"(?P<number>.*?)[\s(]*(?:内線|ext\.?)[\s:]*(?P<extension>\d{1,10})\)?", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s().\-]{8,30}")
_DASHES = re.compile("[‐‑‒–—―−ー]")
_URL_SAFE = re.compile(r"https?://[^\s<>\"'\\^`{|}]+")
_valid_url = URLValidator(schemes=["http", "https"])
_valid_email = EmailValidator()


def compatible(text: str) -> str:
    """Half-width digits and letters, full-width kana (NFKC), without spaces around."""
    return unicodedata.normalize("NFKC", text).strip()


def flag(text: str) -> bool:
    """Yes or no as government lists write it (1, ○, 有 …); Refused for anything else."""
    plain = compatible(text).casefold()
    if plain in _YES:
        return True
    if not plain or plain in _NO:
        return False
    raise Refused("flag")


def katakana(text: str) -> str:
    """A reading in full-width katakana; Refused where a character has no place in a reading."""
    letters = [chr(ord(one) + 96) if "ぁ" <= one <= "ゖ" else one for one in compatible(text)]
    if any(unicodedata.name(one, "").startswith("CJK") for one in letters):
        raise Refused("kana")
    return " ".join("".join(letters).split())


def degrees(text: str) -> float:
    """Decimal degrees, full-width digits and a decimal comma allowed."""
    plain = _DASHES.sub("-", compatible(text))
    if not _DEGREES.fullmatch(plain):
        raise Refused("coordinates_not_numbers")
    return float(plain.replace(",", "."))


def position(latitude: str, longitude: str) -> tuple[float, float]:
    """A point within Japan's box; the refusals tell swapped, zero and foreign positions apart."""
    lat, lng = degrees(latitude), degrees(longitude)
    if lat == 0 and lng == 0:
        raise Refused("coordinates_zero")
    if _inside(lat, LATITUDES) and _inside(lng, LONGITUDES):
        return lat, lng
    if _inside(lng, LATITUDES) and _inside(lat, LONGITUDES):
        raise Refused("coordinates_swapped")
    raise Refused("coordinates_outside")


def _inside(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


class Telephone(NamedTuple):
    """A number in national form (abroad: international) and the extension written beside it."""

    number: str
    extension: str


def telephone(text: str) -> Telephone:
    """One valid number; Refused where there are several, none, or words around it."""
    plain = _DASHES.sub("-", compatible(text))
    beside = _EXTENSION.fullmatch(plain)
    written, extension = (beside["number"].strip(), beside["extension"]) if beside else (plain, "")
    if not _PHONE.fullmatch(written):
        raise Refused("phone")
    try:
        number = phonenumbers.parse(written, "JP")
    except phonenumbers.NumberParseException as error:
        raise Refused("phone") from error
    if not phonenumbers.is_valid_number(number):
        raise Refused("phone")
    style = phonenumbers.PhoneNumberFormat
    domestic = number.country_code == 81
    return Telephone(phonenumbers.format_number(number, style.NATIONAL if domestic else style.INTERNATIONAL), extension)


def extension(text: str) -> str:
    """An extension of up to ten digits."""
    plain = _DASHES.sub("-", compatible(text))
    if not re.fullmatch(r"[0-9](?:[0-9\-]{0,8}[0-9])?", plain):
        raise Refused("extension")
    return plain


def email(text: str) -> str:
    plain = compatible(text)
    try:
        _valid_email(plain)
    except ValidationError as error:
        raise Refused("email") from error
    if len(plain) > 254:
        raise Refused("email")
    return plain


def url(text: str) -> str:
    """An http or https address without user name, at most 500 characters."""
    scheme, _, rest = text.strip().partition(":")
    plain = f"{scheme.lower()}:{rest}"
    host = plain.split("/")[2] if plain.count("/") >= 2 else ""
    if len(plain) > LONGEST_URL or not _URL_SAFE.fullmatch(plain) or "@" in host:
        raise Refused("url")
    try:
        _valid_url(plain)
    except (ValidationError, ValueError) as error:
        raise Refused("url") from error
    return plain


def people(text: str) -> tuple[int | None, str]:
    """How many people a place takes, and the text as written where it says more than the number."""
    plain = compatible(text)
    found = _PEOPLE.fullmatch(plain)
    if not found or re.match(r"[~〜\-]" if found["unit"] else r"[\d.,~〜\-]", found["rest"]):
        raise Refused("capacity")
    count = int(found[1].replace(",", ""))
    if count > MOST_PEOPLE:
        raise Refused("capacity")
    return count, "" if plain == str(count) else plain


def time_of_day(text: str) -> str:
    """HH:MM (up to 47:59 for hours past midnight) where the text is a time, else the text as written.

    12 with 午前 or 午後 is said for noon and for midnight, so it stays as written.
    """
    found = _TIME.fullmatch("".join(compatible(text).split()))
    if not found or (found["half"] and int(found["hour"]) > 11):
        return text
    hour, minute = int(found["hour"]) + (12 if found["half"] == "午後" else 0), int(found["minute"] or 0)
    return f"{hour:02}:{minute:02}" if hour < 48 and minute < 60 else text


def iso_date(text: str) -> str:
    """YYYY-MM-DD from western or Japanese dates; Refused for anything else."""
    plain = "".join(compatible(text).split())
    try:
        if western := _DATE.match(plain):
            year, month, day = (int(part) for part in western.groups() if part)
            return date(year, month, day).isoformat()
        if era := _ERA_DATE.match(plain):
            year = ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))
            return date(year, int(era[3]), int(era[4])).isoformat()
    except ValueError as error:
        raise Refused("date") from error
    raise Refused("date")
