"""Times and days as government files write them, read only where no doubt is left.

Free of Django. Everything returns None for what is not surely understood.
"""

import re
import unicodedata
from dataclasses import dataclass

from organizations.places.hours import DAY, EVERY_WEEK, LAST_WEEK

DayWeeks = tuple[int, frozenset[int]]
Span = tuple[int, int]

_WEEKDAYS = "月火水木金土日"
_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_WHOLE_DAY = (0, DAY)
_LAST_MINUTE = DAY - 1

_DASHES = re.compile("[〜‐‑‒–—―−-]|から(?=[翌月火水木金土日0-9])")
_LONG_MARK_BETWEEN = re.compile("(?<=[0-9日月火水木金土時分曜])ー(?=[翌午月火水木金土日0-9])")
_TIME = re.compile(
    r"(?P<next>翌日?)?(?P<half>午前|午後)?(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::00)?|時(?:(?P<spoken>\d{1,2})分|(?P<thirty>半))?)"
)
_CLOCK = r"(?:翌日?)?(?:午前|午後)?\d{1,2}(?::\d{2}(?::00)?|時(?:\d{1,2}分|半)?)|正午"
SPAN_PATTERN = rf"(?:{_CLOCK})~(?:{_CLOCK})"
TIME_PATTERN = rf"(?:{_CLOCK})"

_SEPARATORS = re.compile(r"[・、,/;\s]|及び|および|と|並びに")
_HOLIDAYS = r"国民の祝日|祝祭日|祝休日|祝日|祝"
_NAME = r"[月火水木金土日](?:曜日|曜)?"
_DAY_TOKEN = re.compile(
    rf"(?P<all>毎日|全日)|(?P<plain>平日)|(?P<holiday>{_HOLIDAYS})"
    rf"|(?:毎月)?(?P<nth>第[1-5](?:[・、,と及び]*第?[1-5])*|最終)(?P<nthday>{_NAME})"
    rf"|(?P<every>毎週)?(?P<first>{_NAME})(?:~(?P<last>{_NAME}))?"
)
_WITHOUT_HOLIDAYS = re.compile(
    rf"\((?:{_HOLIDAYS})(?:[・、,及び]+年末年始)?(?:は|を)?除く\)$|"
    rf"(?:{_HOLIDAYS})(?:[・、,及び]+年末年始)?(?:は|を)除く$"
)
_CODE_TOKEN = re.compile(r"(?P<weeks>0|[1-5]+)(?P<code>Mo|Tu|We|Th|Fr|Sa|Su)[,;、・\s]*")


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the week; holidays: True = named among them, False = left out, None = unsaid."""

    days: frozenset[DayWeeks]
    holidays: bool | None = None

    @property
    def weekdays(self) -> frozenset[int]:
        """The weekdays alone, whatever the weeks."""
        return frozenset(weekday for weekday, _ in self.days)


def normalise(text: str) -> str:
    """One width for digits and signs, one dash "~"; a long mark is a dash only between."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    return _LONG_MARK_BETWEEN.sub("~", _DASHES.sub("~", narrow))


def parse_time(text: str) -> int | None:
    """Minutes after midnight of "9:00", "午後5時", "24:00", "翌1:00" (1500), "25:00" (1500)."""
    clean = normalise(text).replace(" ", "")
    if clean == "正午":
        return DAY // 2
    found = _TIME.fullmatch(clean)
    if not found:
        return None
    hour = int(found["hour"])
    minute = 30 if found["thirty"] else int(found["minute"] or found["spoken"] or 0)
    if minute > 59 or not _hour_can_be_meant(hour, minute, found["half"], bool(found["next"])):
        return None
    shift = (12 * 60 if found["half"] == "午後" else 0) + (DAY if found["next"] else 0)
    return hour * 60 + minute + shift


def _hour_can_be_meant(hour: int, minute: int, half: str | None, next_day: bool) -> bool:
    """12 with 午前 or 午後 is said for noon and for midnight: in doubt, not understood."""
    if half:
        return hour <= 11
    if next_day:
        return hour <= 12
    return hour <= 29 and (hour, minute) <= (29, 0)


def parse_span(opens: str, closes: str) -> Span | None:
    """A day's interval; 0:00 as an end is midnight, and 0:00 to 23:59 the whole day."""
    start, end = parse_time(opens), parse_time(closes)
    if start is None or end is None or start >= DAY:
        return None
    if end == 0 and start > 0:
        end = DAY
    if (start, end) == (0, _LAST_MINUTE):
        return _WHOLE_DAY
    return (start, end) if start < end <= start + DAY else None


def parse_days(text: str) -> Days | None:
    """The days of "月火水木金", "月～金", "平日", "土日祝", "第2・第4水曜日", "0We" or "13Mo"."""
    clean = normalise(text)
    coded = _parse_codes(clean)
    if coded:
        return coded
    named = _parse_names(_WITHOUT_HOLIDAYS.sub("", clean).rstrip("、,・ "))
    if named and _WITHOUT_HOLIDAYS.search(clean):
        return None if named.holidays else Days(named.days, holidays=False)
    return named


def _parse_codes(clean: str) -> Days | None:
    days: set[DayWeeks] = set()
    position = 0
    while position < len(clean):
        found = _CODE_TOKEN.match(clean, position)
        if not found or len(set(found["weeks"])) != len(found["weeks"]):
            return None
        weeks = frozenset(int(digit) for digit in found["weeks"]) - {0}
        days.add((_CODES.index(found["code"]), weeks))
        position = found.end()
    return Days(frozenset(days)) if days else None


def _parse_names(clean: str) -> Days | None:
    days: set[DayWeeks] = set()
    holidays: bool | None = None
    counted = False
    position = 0
    while position < len(clean):
        separator = _SEPARATORS.match(clean, position)
        if separator and position:
            position = separator.end()
            continue
        found = _DAY_TOKEN.match(clean, position)
        if not found or (counted and found["first"] and not found["every"]):
            return None
        if found["all"] or found["holiday"]:
            holidays = True
        elif found["plain"] and holidays is None:
            holidays = False
        days |= _days_of(found)
        counted = counted or bool(found["nth"])
        position = found.end()
    return Days(frozenset(days), holidays) if days or holidays else None


def _days_of(found: re.Match[str]) -> set[DayWeeks]:
    if found["all"]:
        return {(weekday, EVERY_WEEK) for weekday in range(7)}
    if found["plain"]:
        return {(weekday, EVERY_WEEK) for weekday in range(5)}
    if found["nth"]:
        weeks = frozenset(int(digit) for digit in re.findall(r"\d", found["nth"]))
        return {(_WEEKDAYS.index(found["nthday"][0]), weeks or frozenset((LAST_WEEK,)))}
    if found["first"]:
        first = _WEEKDAYS.index(found["first"][0])
        last = _WEEKDAYS.index((found["last"] or found["first"])[0])
        return {((first + step) % 7, EVERY_WEEK) for step in range((last - first) % 7 + 1)}
    return set()
