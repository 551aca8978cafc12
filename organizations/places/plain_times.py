"""Times of day as plain Japanese says them, with their readings: {午後|ごご}{5時|ごじ}{30分|さんじゅっぷん}.

Twelve is said as night and noon, for 午前12時 and 午後12時 are read both ways.
"""

from __future__ import annotations

PLAIN = "ja-simple"
DAY_MINUTES = 1440
_HOURS = ("れい", "いち", "に", "さん", "よ", "ご", "ろく", "しち", "はち", "く", "じゅう", "じゅういち", "じゅうに")
_ONES = ("", "いっぷん", "にふん", "さんぷん", "よんぷん", "ごふん", "ろっぷん", "ななふん", "はっぷん", "きゅうふん")
_TENS = ("", "じゅう", "にじゅう", "さんじゅう", "よんじゅう", "ごじゅう")


def plain_time(minute: int) -> str:
    """Minutes after midnight, also past the day's end: 540 is {午前|ごぜん}{9時|くじ}."""
    hour, rest = divmod(minute % DAY_MINUTES, 60)
    if (hour, rest) == (0, 0):
        return "{夜|よる}の {12時|じゅうにじ}"
    half = "{昼|ひる}の " if hour == 12 else "{午前|ごぜん}" if hour < 12 else "{午後|ごご}"
    shown = hour if hour <= 12 else hour - 12
    return f"{half}{{{shown}時|{_HOURS[shown]}じ}}{_minutes(rest)}"


def _minutes(rest: int) -> str:
    if not rest:
        return ""
    tens, ones = divmod(rest, 10)
    reading = _TENS[tens] + _ONES[ones] if ones else _TENS[tens].removesuffix("う") + "っぷん"
    return f"{{{rest}分|{reading}}}"
