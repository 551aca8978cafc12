"""The SQL of a search: which places fit, in which order, where the next page begins.

Written by hand because the shape decides the plan: `status = 'published'` stands literally, so that
the partial indexes serve; all filters are one containment on `tags`; words are bigrams in the same index,
with a recheck on the normalised text where a word is more than one pair; every order is keyset-paged. `strpos` instead of LIKE: nothing to
escape, and the planner does not take a long word for a rare one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from organizations.places.choices import OpenDay
from organizations.places.opening_state import epoch_minute
from organizations.places.stored_hours import BLOCK_MINUTES
from organizations.resource_map.commonness import common_rows, common_share, places_known
from organizations.resource_map.cursors import Cursor
from organizations.resource_map.orders import by_confirmation, by_distance, by_name, distances, inner_ring, within
from organizations.resource_map.query import MapQuery
from organizations.resource_map.ranked import PATIENCE, PUBLISHED, Where, by_rank, met_on_walk, rows, words_sql
from portal.shared.japan import JAPAN
from portal.shared.words import bigrams, words

COUNT_CAP = 10_000
NARROW_CAP = 1000
SAMPLED_ABOVE = 20_000
SAMPLE = 2000
NAME_CAP = 200
MAX_BIGRAMS = 24
OPEN_SHARE = 0.2
NAME_START = "\n"


@dataclass(frozen=True)
class Entry:
    """One place of a page: its id, the cursor that ends with it, its distance in metres if asked for."""

    id: int
    cursor: Cursor
    metres: int | None = None


@dataclass(frozen=True)
class Found:
    """The entries of one page in order, and whether more follow."""

    entries: list[Entry]
    more: bool


def conditions(query: MapQuery, *, now: datetime) -> Where:
    """All filters and words; map and files use it too, so that every form shows the same places."""
    where = filters(query, now=now)
    return _with_words(where, search_words(query.q))


def filters(query: MapQuery, *, now: datetime) -> Where:
    """Everything but the words."""
    where = PUBLISHED
    all_of, any_of = tags_of(query, now=now)
    if all_of:
        where = where.and_("p.tags @> %s::varchar[]", all_of)
    for group in any_of:
        where = where.and_("p.tags && %s::varchar[]", group)
    if query.open:
        minute = epoch_minute(now)
        where = where.and_("p.open_blocks @> ARRAY[%s::int]", minute // BLOCK_MINUTES)
        where = where.and_("p.open_ranges @> %s::int", minute)
    if query.near:
        where = within(where, query.near, query.radius * 1000)
    return where


def tags_of(query: MapQuery, *, now: datetime) -> tuple[list[str], list[list[str]]]:
    """The tags a place must all have, and groups of which it must have one."""
    all_of = [f"x:{one}" for one in query.facts] + [f"h:{one}" for one in query.hazard]
    if query.lang:
        day = f"@{now.astimezone(JAPAN).date().isoformat()}" if query.today else ""
        all_of.append(f"l:{query.lang}{day}")
    if query.area:
        all_of.append(f"a:{query.area}")
    any_of: list[list[str]] = []
    for prefix, values in (("t", query.type), ("f", query.field), ("w", query.audience)):
        any_of.append([f"{prefix}:{one}" for one in values])
    any_of.append(_day_tags(query))
    all_of += [group[0] for group in any_of if len(group) == 1]
    return all_of, [group for group in any_of if len(group) > 1]


def _day_tags(query: MapQuery) -> list[str]:
    """Each chosen day with each chosen time of it; a time alone means any day."""
    if not query.time:
        return [f"d:{day}" for day in query.day]
    return [f"d:{day}@{time}" for day in query.day or OpenDay.values for time in query.time]


def search_words(q: str) -> list[str]:
    """The words to look for; single letters with nothing else beside them are one word."""
    found = words(q)
    return ["".join(found)] if found and all(len(one) == 1 for one in found) else found


def _is_initial(wanted: list[str]) -> bool:
    return len(wanted) == 1 and len(wanted[0]) == 1


def _with_words(where: Where, wanted: list[str], column: str = "bigrams") -> Where:
    if _is_initial(wanted):
        return where.and_("p.name_bigrams @> %s::varchar[]", [NAME_START + wanted[0]])
    pairs = _pairs(wanted)
    if pairs:
        where = where.and_(f"p.{column} @> %s::varchar[]", _thinned(pairs))
    return _rechecked(where, [word for word in wanted if len(word) != 2 or len(pairs) > MAX_BIGRAMS], column)


def _rechecked(where: Where, wanted: list[str], column: str = "bigrams") -> Where:
    text = "name_key" if column == "name_bigrams" else "search_text"
    for word in wanted:
        where = where.and_(f"strpos(p.{text}, %s) > 0", word)
    return where


def _pairs(wanted: list[str]) -> list[str]:
    return sorted({pair for word in wanted for pair in bigrams(word)})


def _thinned(pairs: list[str]) -> list[str]:
    """A long word needs not all its pairs: the recheck is exact."""
    return pairs[:: -(-len(pairs) // MAX_BIGRAMS)]


def count(query: MapQuery, *, now: datetime) -> tuple[int, bool]:
    """How many places fit, and whether there are more than that.

    Counting stops at a cap, which is lower for searches, where each row costs more; words of tens of
    thousands of places are only counted among the best-ranked, in whole hundreds.
    """
    where, wanted = conditions(query, now=now), search_words(query.q)
    if common_rows("bigrams", _pairs(wanted)) > SAMPLED_ABOVE:
        met = met_on_walk(_rechecked(filters(query, now=now), wanted), SAMPLE) // 100 * 100
        if met:
            return met, True
    cap = COUNT_CAP if where == PUBLISHED else NARROW_CAP
    found = f"SELECT 1 FROM organizations_place p WHERE {where.sql} LIMIT {cap + 1}"
    total = rows(f"SELECT count(*) FROM ({found}) c", where.params)[0][0]
    return min(total, cap), total > cap


def find(query: MapQuery, *, now: datetime, size: int) -> Found:
    """The entries of the page that the search asks for."""
    wanted = search_words(query.q)
    if query.order:
        entries = _ordered(query, now=now, limit=size + 1)
    elif wanted and not _is_initial(wanted):
        entries = _names_then_texts(query, wanted, now=now, limit=size + 1)
    else:
        entries = _by_rank(query, wanted, now=now, limit=size + 1)
    return Found(entries[:size], len(entries) > size)


def _by_rank(query: MapQuery, wanted: list[str], *, now: datetime, limit: int) -> list[Entry]:
    """Filters that many places pass are walked down the ranks; for others the index sorts the few."""
    where, after = conditions(query, now=now), query.after.key if query.after else None
    if wanted or where == PUBLISHED:
        return _entries(by_rank(where, after, limit))
    share = _passing_share(query, now=now)
    found = rows(*words_sql(where, where, after, limit, _worth_a_walk(query, share, limit)))
    return _entries(sorted(found, key=lambda row: (-row[0], row[1])))


def _worth_a_walk(query: MapQuery, indexed: float, limit: int) -> float:
    """The share of places that fit, where a walk is shorter than what the index would bring; else 0.0."""
    fitting = indexed * (OPEN_SHARE if query.open else 1.0)
    return 0.0 if PATIENCE * limit > fitting * indexed * places_known() else fitting


def _passing_share(query: MapQuery, *, now: datetime) -> float:
    """About the share of places that the tags let pass; 0.0 when few do."""
    all_of, any_of = tags_of(query, now=now)
    share = 1.0
    for one in all_of:
        share *= common_share("tags", [one])
    for group in any_of:
        share *= max(common_share("tags", [one]) for one in group)
    return share


def _ordered(query: MapQuery, *, now: datetime, limit: int) -> list[Entry]:
    order = query.order
    after = query.after.key if query.after else None
    if order == "near" and query.near:
        ring = inner_ring(query.radius, after)
        inner = conditions(query.with_changes(radius=ring), now=now) if ring else None
        found = by_distance(conditions(query, now=now), inner, query.near, after, limit)
        return [Entry(row[1], Cursor(order, (row[0], row[1])), row[0]) for row in found]
    where = conditions(query, now=now)
    found = by_name(where, after, limit) if order == "kana" else by_confirmation(where, after, limit)
    metres = distances([row[1] for row in found], query.near) if query.near else {}
    return [Entry(row[1], Cursor(order, (row[0], row[1])), metres.get(row[1])) for row in found]


def _entries(found: list[tuple[int, int]]) -> list[Entry]:
    return [Entry(place_id, Cursor("rank", (rank, place_id))) for rank, place_id in found]


def _names_then_texts(query: MapQuery, wanted: list[str], *, now: datetime, limit: int) -> list[Entry]:
    """Places with the words in their name come first, an exact name before others; then mentions."""
    where, after = filters(query, now=now), query.after
    names = _name_matches(query, where, wanted, now)
    if after and after.phase == "names":
        entries = [one for one in names if _name_order(one.cursor) > _name_order(after)]
    else:
        entries = [] if after else list(names)
    others = where.and_("p.id <> ALL(%s::bigint[])", [one.id for one in names])
    behind = after.key if after and after.phase == "rank" else None
    share = _word_share(query, wanted, "bigrams", limit, now)
    texts = rows(*_word_matches(others, wanted, "bigrams", behind, max(limit - len(entries), 0), share))
    return entries[:limit] + _entries(sorted(texts, key=lambda row: (-row[0], row[1])))


def _word_matches(
    where: Where, wanted: list[str], column: str, after: tuple[int | str, ...] | None, limit: int, share: float
) -> tuple[str, tuple[Any, ...]]:
    recheck = _rechecked(where, wanted, column)
    return words_sql(recheck, _with_words(where, wanted, column), after, limit, share)


def _name_order(cursor: Cursor) -> tuple[int, int, int]:
    exact, rank, place_id = cursor.key
    return -int(exact), -int(rank), int(place_id)


def _word_share(query: MapQuery, wanted: list[str], column: str, limit: int, now: datetime) -> float:
    share = common_share(column, _pairs(wanted)) * _passing_share(query, now=now)
    return _worth_a_walk(query, share, limit)


def _name_matches(query: MapQuery, where: Where, wanted: list[str], now: datetime) -> list[Entry]:
    """At most NAME_CAP places with the words in their name, those named just so before the others."""
    whole = "".join(wanted)
    edges = [NAME_START + whole[0], whole[-1] + NAME_START]
    exact = where.and_("p.name_bigrams @> %s::varchar[]", _thinned([*bigrams(whole), *edges]))
    exact = exact.and_("strpos(p.name_key, %s) > 0", NAME_START + whole + NAME_START)
    exact_sql, exact_params = words_sql(exact, exact, None, NAME_CAP, 0.0)
    share = _word_share(query, wanted, "name_bigrams", NAME_CAP, now)
    sql, params = _word_matches(where, wanted, "name_bigrams", None, NAME_CAP, share)
    both = f"SELECT max(exact), rank, id FROM ((SELECT 1 AS exact, rank, id FROM ({exact_sql}) e) UNION ALL "
    both += f"(SELECT 0, rank, id FROM ({sql}) n)) b GROUP BY rank, id"
    found = [Entry(row[2], Cursor("names", row)) for row in rows(both, (*exact_params, *params))]
    return sorted(found, key=lambda one: _name_order(one.cursor))[:NAME_CAP]
