"""The other side of the night's columns out of PostgreSQL: what organisations need people for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from volunteers.matching.bulk import Reader, Records, column, reader_of
from volunteers.matching.columns import (
    DATED_SLOTS,
    DATED_WORDS,
    Bits,
    Flags,
    Ints,
    Metres,
    Mode,
    Openings,
    Small,
    Timing,
    bitmaps,
    grouped,
)
from volunteers.matching.days import Spans, When, spans, touched
from volunteers.matching.plane import NOWHERE, plane
from volunteers.matching.reading import rows_of
from volunteers.vocabulary import FIELDS

PER_PLACE: Final = 3
"""So many proposals go out for each free place: not everybody says yes."""
_MOST: Final = np.iinfo(np.int16).max
_COLUMNS: Final = (
    "id", "skills_required", "skills_welcome", "basic", "conversational", "fluent", "languages_welcome", "field",
    "on_site", "online", "latitude", "longitude", "placed", "timing", "slots", "hours", "minimum_age", "identity",
    "waiting",
)  # fmt: skip
_OPEN: Final = """
    o.status = 'published' AND g.status = 'published' AND (o.deadline IS NULL OR o.deadline >= %(first)s)
        AND o.ends >= %(first)s {some}
"""
_OPENINGS: Final = f"""
    SELECT o.id, o.skills_required, o.skills_welcome, o.languages_basic, o.languages_conversational,
        o.languages_fluent, o.languages_welcome, 1::bigint << (array_position(%(fields)s, o.field::text) - 1),
        o.on_site::int::bigint, o.online::int::bigint, coalesce(o.latitude, 0), coalesce(o.longitude, 0),
        (o.latitude IS NOT NULL)::int::bigint,
        (CASE o.kind WHEN 'ongoing' THEN 0 WHEN 'project' THEN 2 ELSE 1 END)::bigint,
        o.slots, o.project_hours::bigint, o.minimum_age::bigint, o.identity_required::int::bigint,
        (SELECT count(*) FROM volunteers_proposal w WHERE w.opening_id = o.id AND w.status = 'proposed')
    FROM volunteers_opening o JOIN organizations_organization g ON g.id = o.organization_id
    WHERE {_OPEN}
    ORDER BY o.id
"""
_SHIFTS: Final = f"""
    SELECT s.id, s.opening_id, coalesce(extract(epoch FROM s.starts), -1)::bigint,
        coalesce(extract(epoch FROM s.ends), -1)::bigint, (s.places - s.taken - s.pending)::bigint
    FROM volunteers_shift s JOIN volunteers_opening o ON o.id = s.opening_id
    JOIN organizations_organization g ON g.id = o.organization_id
    WHERE s.places > s.taken + s.pending AND s.cancelled IS NULL AND (s.starts IS NULL OR s.starts >= %(begins)s) AND {_OPEN}
"""
_EXCLUDED: Final = """
    SELECT opening_id, profile_id FROM volunteers_proposal WHERE opening_id = ANY(%(openings)s)
    UNION SELECT opening_id, profile_id FROM volunteers_application WHERE opening_id = ANY(%(openings)s)
    UNION SELECT o.id, p.id FROM volunteers_opening o
        JOIN organizations_membership m ON m.organization_id = o.organization_id
        JOIN volunteers_volunteerprofile p ON p.person_id = m.person_id
        WHERE o.id = ANY(%(openings)s)
"""
"""Nobody is asked who was asked, or has asked, before; and nobody who belongs to the organisation."""
_SHIFT_COLUMNS: Final = ("id", "opening", "begins", "ends", "free")
_DETAILS: Final = f"""
    SELECT 0::bigint, shifts.* FROM ({_SHIFTS}) shifts
    UNION ALL SELECT 1::bigint, profile_id, opening_id, 0::bigint, 0::bigint, 0::bigint FROM ({_EXCLUDED}) pairs
"""
"""Shifts and excluded pairs in one question, for which a few openings are few enough."""


def read_openings(when: When, people: Ints, some: Sequence[int] | None = None) -> Openings:
    """Openings with free places that can still be answered on the first day, by rising id; `some`: of these ids.

    `people`: the rising profile ids whose rows the excluded pairs name.
    """
    narrowed = "" if some is None else "AND o.id = ANY(%(some)s)"
    params: dict[str, Any] = {
        "first": when.first,
        "begins": when.begins,
        "fields": list(FIELDS),
        "some": list(some or ()),
    }
    read = reader_of(some)
    found = read(_OPENINGS.format(some=narrowed), _COLUMNS, params, floats=("latitude", "longitude"))
    shifts, pairs = _details(read, narrowed, params, some)
    ids = column(found, "id")
    rows, there = rows_of(ids, column(shifts, "opening"))
    timing = column(found, "timing")
    stretch = spans(column(shifts, "begins"), column(shifts, "ends"), when.first)
    usable = there & ((timing[rows] != Timing.SHIFTS if len(ids) else there) | _near(shifts, stretch))
    free = np.bincount(rows[usable], column(shifts, "free")[usable], len(ids)).astype(np.int64)
    wanted = np.flatnonzero(free)
    dated = usable & (timing[rows] == Timing.SHIFTS) if len(ids) else usable
    lists = _shift_lists(ids[wanted], shifts, stretch, dated)
    return _packed(found[wanted], free[wanted], lists, _excluded(ids[wanted], people, pairs(ids[wanted])))


def _details(
    read: Reader, narrowed: str, params: Mapping[str, Any], some: Sequence[int] | None
) -> tuple[Records, Callable[[Ints], Records]]:
    """The shifts, and how to come by the pairs that are excluded from openings: of all, once it is known which are wanted."""
    if some is None:
        shifts = read(_SHIFTS.format(some=narrowed), _SHIFT_COLUMNS, params)
        return shifts, lambda ids: read(_EXCLUDED, ("opening", "id"), {"openings": ids.tolist()})
    found = read(_DETAILS.format(some=narrowed), ("detail", *_SHIFT_COLUMNS), {**params, "openings": list(some)})
    is_pair = column(found, "detail") == 1
    return found[~is_pair], lambda _ids: found[is_pair]


def _near(shifts: Records, stretch: Spans) -> Flags:
    """Within the horizon as a whole."""
    there: Flags = (column(shifts, "begins") >= 0) & (stretch.first >= 0) & (stretch.last < DATED_SLOTS)
    return there


def _shift_lists(ids: Ints, shifts: Records, stretch: Spans, dated: Flags) -> tuple[Ints, Bits]:
    """Slots of the dated shifts by opening, the first to come first."""
    owners, there = rows_of(ids, column(shifts, "opening"))
    kept = np.flatnonzero(dated & there)
    lists = grouped(len(ids), owners[kept], np.argsort(np.lexsort((column(shifts, "id")[kept], stretch.first[kept]))))
    ordered = kept[lists.order]
    rows, slots = touched(Spans(stretch.first[ordered], stretch.last[ordered]))
    return lists.start, bitmaps(len(ordered), rows, slots, DATED_WORDS)


def _packed(rows: Records, free: Ints, shifts: tuple[Ints, Bits], excluded: tuple[Ints, Ints]) -> Openings:
    x, y = _places(rows)
    return Openings(
        id=column(rows, "id"),
        skills_required=_two_words(_bits(rows["skills_required"])),
        skills_welcome=_two_words(_bits(rows["skills_welcome"])),
        languages_required=_asked(rows),
        languages_welcome=_welcome(rows),
        field=_bits(rows["field"]),
        mode=_mode(rows),
        x=x,
        y=y,
        timing=_small(rows["timing"]),
        weekly=_bits(rows["slots"]),
        shift_start=shifts[0],
        shifts=shifts[1],
        hours=_small(rows["hours"]),
        min_age=_small(rows["minimum_age"]),
        identity=rows["identity"] == 1,
        quota=_small(PER_PLACE * free - column(rows, "waiting")),
        excluded_start=excluded[0],
        excluded=excluded[1],
    )


def _excluded(ids: Ints, people: Ints, pairs: Records) -> tuple[Ints, Ints]:
    owners, known = rows_of(ids, column(pairs, "opening"))
    rows, there = rows_of(people, column(pairs, "id"))
    owners, rows = owners[known & there], rows[known & there]
    lists = grouped(len(ids), owners, rows)
    return lists.start, rows[lists.order]


def _asked(rows: Records) -> Bits:
    """Each language in the word of the level asked alone; the columns hold it at every level up to that."""
    basic, conversational, fluent = (_bits(rows[level]) for level in ("basic", "conversational", "fluent"))
    return np.stack([basic & ~conversational, conversational & ~fluent, fluent], axis=1)


def _welcome(rows: Records) -> Bits:
    """Any level will do; what is required is not counted twice."""
    welcome = _bits(rows["languages_welcome"]) & ~_bits(rows["basic"])
    return np.stack([welcome, np.zeros_like(welcome), np.zeros_like(welcome)], axis=1)


def _mode(rows: Records) -> Small:
    on_site, online = rows["on_site"] == 1, rows["online"] == 1
    return np.where(on_site, np.where(online, Mode.EITHER, Mode.IN_PERSON), Mode.ONLINE).astype(np.int16)


def _places(rows: Records) -> tuple[Metres, Metres]:
    """Where nobody knows the place, it is out of everybody's reach."""
    x, y = plane(rows["latitude"], rows["longitude"])
    known = rows["placed"] == 1
    return np.where(known, x, NOWHERE).astype(np.int32), np.where(known, y, NOWHERE).astype(np.int32)


def _two_words(words: Bits) -> Bits:
    return np.stack([words, np.zeros_like(words)], axis=1)


def _bits(values: NDArray[Any]) -> Bits:
    return values.astype(np.int64).astype(np.uint64)


def _small(values: NDArray[Any]) -> Small:
    return np.clip(values.astype(np.int64), 0, _MOST).astype(np.int16)
