"""A weekday among the words of a search, in each language of the portal, so that a search without result can offer the filter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from organizations.places.choices import OpenDay

NAMES: Mapping[str, str] = {
    OpenDay.MONDAY: "月曜日?の?|げつようびの?|monday|(?:星期|周|週|禮拜|礼拜)一|월요일|thứ hai|thu hai|सोमबार|सोमवार|lunes|တနင်္လာ",
    OpenDay.TUESDAY: "火曜日?の?|かようびの?|tuesday|(?:星期|周|週|禮拜|礼拜)二|화요일|thứ ba|thu ba|मङ्गलबार|मंगलबार|मंगलवार|martes|အင်္ဂါ",
    OpenDay.WEDNESDAY: "水曜日?の?|すいようびの?|wednesday|(?:星期|周|週|禮拜|礼拜)三|수요일|thứ tư|thu tu|बुधबार|बुधवार|miyerkules|ဗုဒ္ဓဟူး",
    OpenDay.THURSDAY: "木曜日?の?|もくようびの?|thursday|(?:星期|周|週|禮拜|礼拜)四|목요일|thứ năm|thu nam|बिहिबार|बिहीबार|huwebes|ကြာသပတေး",
    OpenDay.FRIDAY: "金曜日?の?|きんようびの?|friday|(?:星期|周|週|禮拜|礼拜)五|금요일|thứ sáu|thu sau|शुक्रबार|शुक्रवार|biyernes|သောကြာ",
    OpenDay.SATURDAY: "土曜日?の?|どようびの?|saturday|(?:星期|周|週|禮拜|礼拜)六|토요일|thứ bảy|thu bay|शनिबार|शनिवार|sabado|စနေ",
    OpenDay.SUNDAY: "日曜日?の?|にちようびの?|sunday|(?:星期|周|週|禮拜|礼拜)[日天]|일요일|chủ nhật|chu nhat|आइतबार|आइतवार|linggo|တနင်္ဂနွေ",
}
"""Patterns of each day's name; words in Latin letters stand alone or with a plural s."""


def _pattern(names: str) -> re.Pattern[str]:
    """The longest name first: かようび must not be found where another letter belongs to it."""
    forms = [rf"\b{name}s?\b" if name[0].isascii() and name[0].isalpha() else name for name in names.split("|")]
    return re.compile("|".join(forms), re.IGNORECASE)


_PATTERNS = {OpenDay(day).value: _pattern(unicodedata.normalize("NFKC", names)) for day, names in NAMES.items()}


def split_weekdays(q: str) -> tuple[tuple[str, ...], str]:
    """The weekdays that are named, Monday first, and the words without them."""
    rest, found = unicodedata.normalize("NFKC", q), []
    for day, pattern in _PATTERNS.items():
        rest, count = pattern.subn(" ", rest)
        found += [day] if count else []
    return tuple(found), " ".join(rest.split())
