"""Until when an answer is due, and when somebody is reminded: pure, in Japan's days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import NamedTuple

from organizations.places.closures import is_holiday, is_year_end
from portal.shared.japan import JAPAN

REPLY = timedelta(hours=48)
TALK = timedelta(days=7)
LONGEST_TALK = timedelta(days=28)
WORKING_DAYS: Mapping[str, int] = MappingProxyType({"telephone": 2, "desk": 2, "letter": 5})
"""Who is reached another way than by mail has whole working days, for the ward's people are reached on those alone."""
REMINDED_AT = time(18)


def reply_due(now: datetime, *, channel: str = "mail", begins: datetime | None = None) -> datetime:
    """When whoever is reached this way must have answered; never after the thing begins."""
    due = now + REPLY
    if channel in WORKING_DAYS:
        day = _working_day_after(now.astimezone(JAPAN).date(), WORKING_DAYS[channel])
        due = max(due, datetime.combine(day, time(17), JAPAN))
    return due if begins is None else min(due, begins)


def talk_due(now: datetime, *, applied: datetime) -> datetime:
    """Both talk: a week more, and four weeks in all."""
    return min(now + TALK, applied + LONGEST_TALK)


def _working_day_after(day: date, number: int) -> date:
    while number:
        day += timedelta(days=1)
        number -= _is_working_day(day)
    return day


def _is_working_day(day: date) -> bool:
    return not (day.weekday() >= 5 or is_holiday(day) or is_year_end(day))


class DeskReminds(NamedTuple):
    """Until when shifts begin that the desk reminds of today; since when who has heard of theirs knows it well enough."""

    tomorrow: datetime
    until: datetime
    since_for_today: datetime
    since: datetime


def desk_reminds(now: datetime) -> DeskReminds:
    """The last working day before a shift is the day on which the desk calls: on Friday for Monday, too."""
    today = now.astimezone(JAPAN).date()
    before = today - timedelta(days=1)
    while not _is_working_day(before):
        before -= timedelta(days=1)
    since = today if _is_working_day(today) else before
    days = (today + timedelta(days=1), _working_day_after(today, 1) + timedelta(days=1), before, since)
    return DeskReminds(*(datetime.combine(day, time(0), JAPAN) for day in days))


def to_be_reminded(now: datetime) -> tuple[datetime, datetime]:
    """Shifts that begin within these moments are reminded of now: tomorrow's from six in the evening on.

    Before six only what is left of today: whom an hour that never ran did not remind.
    """
    here = now.astimezone(JAPAN)
    days = 2 if here.time() >= REMINDED_AT else 1
    return now, datetime.combine(here.date() + timedelta(days=days), time(0), JAPAN)


def reminder_moment(begins: datetime) -> datetime:
    """The evening before: who has got a place later than this was told so a moment ago."""
    return datetime.combine(begins.astimezone(JAPAN).date() - timedelta(days=1), REMINDED_AT, JAPAN)
