"""Government files in: recognise encoding, layout and header row, then hand out plain records lazily.

    reading = read_places(path)            # UnusableFile: the whole file is refused
    reading.recognised                     # Recognised(layout, encoding, header_row, ...)
    for item in reading:                   # PlaceRecord or RowError, both with .line
        ...
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from organizations.interchange.faults import RowError
from organizations.interchange.records import OrganizationRecord, PlaceRecord

Record = TypeVar("Record", PlaceRecord, OrganizationRecord)
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Recognised:
    """What kind of file this is, to be shown before anything is stored."""

    layout: str
    title: str
    encoding: str
    header_row: int
    unknown_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()


class Reading(Generic[Record]):
    """A recognised file; iterating yields a record or a RowError for each row, in constant memory."""

    recognised: Recognised

    def __iter__(self) -> Iterator[Record | RowError]:
        raise NotImplementedError


def read_places(file, *, encoding=None, layout=None, max_bytes=MAX_BYTES) -> Reading[PlaceRecord]:
    raise NotImplementedError


def read_organizations(file, *, encoding=None, layout=None, max_bytes=MAX_BYTES) -> Reading[OrganizationRecord]:
    raise NotImplementedError
