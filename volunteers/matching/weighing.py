"""The table of weights in force; a change is a new row, so that every old score can be explained by its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

from volunteers.matching.models import WeightTable
from volunteers.matching.scoring import Weights

FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)


def weights_of(values: Mapping[str, int]) -> Weights:
    """A stored row as the scoring wants it; ValueError for weights that cannot be."""
    return Weights(**values)


def table_in_force(now: datetime) -> WeightTable | None:
    """The newest row that has begun; None where nobody has ever changed anything."""
    return WeightTable.objects.filter(starts__lte=now).order_by("-starts", "-id").first()


def weights_in_force(now: datetime) -> Weights:
    """What counts at the moment: the newest row, else what the portal comes with."""
    table = table_in_force(now)
    return weights_of(table.values) if table else Weights()


def stored_table(now: datetime) -> WeightTable:
    """The row that counts at the moment, written down where there is none yet."""
    return table_in_force(now) or WeightTable.objects.create(values=asdict(Weights()), starts=FIRST)
