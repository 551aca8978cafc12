"""What to try when nothing was found: each filter or word taken away, with how many places that would show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from organizations.places.choices import OpenDay
from organizations.places.wording import comma
from organizations.resource_map import filters
from organizations.resource_map.place_types import TypeName
from organizations.resource_map.query import MapQuery
from organizations.resource_map.ranked import rows
from organizations.resource_map.search import conditions
from organizations.resource_map.weekday_words import split_weekdays
from portal.shared.language_names import LANGUAGE_NAMES

MOST = 6
COUNT_CAP = 100
FARTHEST_KM = 20.0
ANY_OF = ("type", "field", "audience")
ALL_OF = ("facts", "hazard")


class Way(NamedTuple):
    """One step that finds something; capped: there are more than the total."""

    label: str
    url: str
    total: int
    capped: bool


def ways_on(query: MapQuery, types: Sequence[TypeName], language: str, *, now: datetime) -> list[Way]:
    """At most six steps that find something: one thing taken away, or where that is not enough, one thing kept.

    One query; none when there is nothing to take away.
    """
    wider = list(_wider(query, types, language))[:MOST]
    alone = list(_alone(query))[:MOST] if len(wider) > 1 else []
    if not wider:
        return []
    counts = _counts([one for _label, one in (*wider, *alone)], now)
    steps = [
        Way(label, one.url(), min(count, COUNT_CAP), count > COUNT_CAP)
        for (label, one), count in zip((*wider, *alone), counts, strict=True)
    ]
    found = [step for step in steps[: len(wider)] if step.total]
    return found or [step for step in steps[len(wider) :] if step.total]


def _counts(queries: Sequence[MapQuery], now: datetime) -> tuple[int, ...]:
    wheres = [conditions(one, now=now) for one in queries]
    sql = ", ".join(
        f"(SELECT count(*) FROM (SELECT 1 FROM organizations_place p WHERE {where.sql} LIMIT {COUNT_CAP + 1}) c)"
        for where in wheres
    )
    return tuple(rows(f"SELECT {sql}", tuple(value for where in wheres for value in where.params))[0])


def _wider(query: MapQuery, types: Sequence[TypeName], language: str) -> Iterator[tuple[str, MapQuery]]:
    """Nearest step first."""
    parts = query.q.split()
    if query.q and query.with_changes(q="").filtered:
        yield _("Search without the words"), query.with_changes(q="")
    days, rest = split_weekdays(query.q)
    if days:
        label = comma().join(str(OpenDay(day).label) for day in days)
        yield _("Search for what is open on: %(days)s") % {"days": label}, query.with_changes(q=rest, day=days)
    if query.open:
        yield _("Also show places that are closed now"), query.with_changes(open=False)
    if query.today:
        yield _("Also show other days, and places where you call first"), query.with_changes(today=False)
    if query.near and query.radius < FARTHEST_KM:
        yield _("Look within 20 km"), query.with_changes(radius=FARTHEST_KM)
    if query.time:
        yield _("Also show other times of the day"), query.with_changes(time=())
    if query.day:
        yield _("Also show other days of the week"), query.with_changes(day=(), time=())
    if query.area:
        yield _("Look in all towns"), query.with_changes(area="")
    for name, values in _chosen(query):
        label = comma().join(filters.value_label(name, value, types) for value in values)
        yield _without(label), _take_away(query, name, values)
    if query.lang:
        yield _without(str(LANGUAGE_NAMES[query.lang])), query.with_changes(lang="", today=False)
    if len(parts) > 1:
        for number, part in enumerate(parts):
            yield _without(part), query.with_changes(q=" ".join([*parts[:number], *parts[number + 1 :]]))


def _chosen(query: MapQuery) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of "any of these" all go together, for one less would find even less."""
    for name in ANY_OF:
        if getattr(query, name):
            yield name, getattr(query, name)
    for name in ALL_OF:
        for value in getattr(query, name):
            yield name, (value,)


def _take_away(query: MapQuery, name: str, values: tuple[str, ...]) -> MapQuery:
    for value in values:
        query = query.without(name, value)
    return query


def _without(label: str) -> str:
    return _("Without “%(filter)s”") % {"filter": label}


def _alone(query: MapQuery) -> Iterator[tuple[str, MapQuery]]:
    if query.q:
        yield _("Only the words “%(words)s”") % {"words": query.q}, MapQuery(q=query.q, view=query.view)
    if query.lang:
        name = str(LANGUAGE_NAMES[query.lang])
        yield (
            _("All places where %(language)s is spoken") % {"language": name},
            MapQuery(lang=query.lang, view=query.view),
        )
    if query.area:
        yield _("All places in this town"), MapQuery(area=query.area, view=query.view)
    if query.type:
        yield _("All places of this kind"), MapQuery(type=query.type, view=query.view)
