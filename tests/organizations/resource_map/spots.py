"""Many published places at given positions, without what the map does not read."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from django.db import connection

from organizations.places.models import Place
from portal.shared.geo import map_cell
from tests import factories

Spot = tuple[float, float]


def scattered(count: int, *, seed: int = 1, spread: float = 0.02) -> list[Spot]:
    """Positions around the middle of the ward, a tenth of them on one and the same spot."""
    dice = random.Random(seed)
    spots = [(35.69 + dice.uniform(-spread, spread), 139.70 + dice.uniform(-spread, spread)) for _ in range(count)]
    return [(35.6912345, 139.7012345) if number % 10 == 0 else spot for number, spot in enumerate(spots)]


def place_spots(spots: Iterable[Spot], **fields: Any) -> None:
    """One place a spot: the first made by the model, the others copied from its row in one statement."""
    (latitude, longitude), *rest = spots
    values = {"public_latitude": latitude, "public_longitude": longitude, "map_cell": map_cell(latitude, longitude)}
    place = Place.objects.create(
        **{"name": "場所", "name_ja": "場所", "type": factories.place_type(), **values, **fields}
    )
    own = {"id", "uid", *values}
    copied = [one.column for one in Place._meta.concrete_fields if one.column not in own]
    columns = ", ".join(copied)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO organizations_place (uid, public_latitude, public_longitude, map_cell, {columns})"
            f" SELECT gen_random_uuid(), s.*, {columns} FROM organizations_place,"
            " unnest(%s::float8[], %s::float8[], %s::bigint[]) AS s(lat, lng, cell) WHERE id = %s",
            [[one[0] for one in rest], [one[1] for one in rest], [map_cell(*one) for one in rest], place.pk],
        )
