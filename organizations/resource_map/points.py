"""What the map draws in a box: clusters, and by name every place that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection

from organizations.resource_map.clusters import CAP, Cluster, count_clusters
from organizations.resource_map.grid import SINGLE_ZOOM, Cover
from organizations.resource_map.query import MapQuery
from organizations.resource_map.ranked import Where
from organizations.resource_map.search import conditions
from portal.shared.languages import BY_CODE, SOURCE_CODE
from portal.shared.ruby import has_ruby, strip_ruby

LONGEST_NAME = 80
LONGEST_MARKED = 200


def map_points(cover: Cover, zoom: int, query: MapQuery, *, language: str, now: datetime) -> dict[str, Any]:
    """Columns ready for JSON; at most CAP features; `truncated` when cells are coarser than the zoom asks for.

    clusters: [latitude, longitude, count]; places: [id, latitude, longitude, index into types, name, its language];
    types: [slug, name, icon, its language]. The language is a `lang`, empty where it is the one asked for; behind it
    follows the name with furigana if it has some. Two queries.
    """
    where = conditions(replace(query, after=None), now=now)
    found = count_clusters(cover, zoom, where)
    alone, together = _separate(found.clusters, CAP if zoom >= SINGLE_ZOOM else 0)
    places, types = _named(alone, where, language)
    return {
        "clusters": [[round(one.latitude, 5), round(one.longitude, 5), one.count] for one in together],
        "places": places,
        "types": types,
        "truncated": found.coarser,
    }


def _separate(clusters: Sequence[Cluster], cap: int) -> tuple[list[Cluster], list[Cluster]]:
    """Clusters shown as places: of one place, and at the deepest zooms those on one spot while all fit under the cap."""
    room = cap - len(clusters)
    alone, together = [], []
    for one in clusters:
        if one.count == 1 or (one.code == one.last_code and one.count - 1 <= room):
            room -= one.count - 1
            alone.append(one)
        else:
            together.append(one)
    return alone, together


def _name_sql(table: str, language: str) -> str:
    """The name, and its turn in the chain of languages."""
    columns = [f"{table}.name_{code.replace('-', '_')}" for code in _chain(language)]
    name = "COALESCE(" + ", ".join(f"NULLIF({column}, '')" for column in columns) + ", '')"
    turns = " ".join(f"WHEN {column} <> '' THEN {turn}" for turn, column in enumerate(columns))
    return f"{name}, CASE {turns} ELSE 0 END"


def _chain(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*BY_CODE[language].chain, SOURCE_CODE)))


def _shown(name: str, turn: int, language: str) -> list[str]:
    """The plain name, its language if not the one asked for, the name with furigana if it has some."""
    code = _chain(language)[turn]
    row = [strip_ruby(name)[:LONGEST_NAME], "" if code == language else BY_CODE[code].html_lang]
    return [*row, name] if has_ruby(name) and len(name) <= LONGEST_MARKED else row


def _named(alone: Sequence[Cluster], where: Where, language: str) -> tuple[list[list[Any]], list[list[str]]]:
    if not alone:
        return [], []
    sql = (
        "SELECT p.id, p.public_latitude, p.public_longitude, t.id, t.slug, t.icon,"
        f" {_name_sql('t', language)}, {_name_sql('p', language)}"
        " FROM organizations_place p JOIN organizations_placetype t ON t.id = p.type_id"
        f" WHERE p.map_cell = ANY(%s::bigint[]) AND {where.sql} ORDER BY p.map_cell, p.id LIMIT {CAP}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, ([one.code for one in alone], *where.params))
        rows = cursor.fetchall()
    types: dict[int, int] = {}
    names: list[list[str]] = []
    places = []
    for place_id, latitude, longitude, type_id, slug, icon, type_name, type_turn, name, turn in rows:
        if type_id not in types:
            types[type_id] = len(names)
            plain, *marked = _shown(type_name, type_turn, language)
            names.append([slug, plain, icon, *marked])
        spot = (round(latitude, 6), round(longitude, 6))
        places.append([place_id, *spot, types[type_id], *_shown(name, turn, language)])
    return places, names
