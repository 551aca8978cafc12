"""Shifts as iCalendar (RFC 5545): pure, times in UTC, so that every calendar shows its own clock.

`SEQUENCE` only ever grows: with each revision of the opening, and once more when it is cancelled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from icalendar import Calendar, Event

MADE_BY = "-//Tsunagu//Volunteers//EN"


@dataclass(frozen=True)
class Entry:
    """One shift of a person. `status`: CONFIRMED, TENTATIVE or CANCELLED."""

    uid: UUID
    status: str
    sequence: int
    changed: datetime
    starts: datetime
    ends: datetime
    title: str
    place: str
    words: str
    url: str


def calendar(entries: Iterable[Entry], *, name: str, host: str) -> bytes:
    """The file, lines folded at 75 octets, in UTF-8; the same entries give the same bytes."""
    found = Calendar()
    found.add("PRODID", MADE_BY)
    found.add("VERSION", "2.0")
    found.add("METHOD", "PUBLISH")
    found.add("X-WR-CALNAME", name)
    for entry in entries:
        found.add_component(_event(entry, host))
    content: bytes = found.to_ical()
    return content


def _event(entry: Entry, host: str) -> Event:
    event = Event()
    event.add("UID", f"{entry.uid}@{host}")
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.changed.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.changed.astimezone(UTC))
    event.add("DTSTART", entry.starts.astimezone(UTC))
    event.add("DTEND", entry.ends.astimezone(UTC))
    event.add("STATUS", entry.status)
    event.add("SUMMARY", entry.title)
    if entry.place:
        event.add("LOCATION", entry.place)
    if entry.words:
        event.add("DESCRIPTION", entry.words)
    event.add("URL", entry.url)
    if entry.status == "CANCELLED":
        event.add("TRANSP", "TRANSPARENT")
    return event
