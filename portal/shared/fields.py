"""Column types that PostgreSQL has and Django lacks."""

from __future__ import annotations

from typing import Any

from django.db import models
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

Ranges = list[tuple[int, int]]


class MinuteRangesField(models.Field):
    """Half-open [start, end) ranges of epoch minutes, sorted and disjoint (`int4multirange`).

    One column answers both "open now?" in SQL (`open_ranges @> minute`) and "until when?" on a card.
    """

    description = "ranges of minutes"

    def db_type(self, connection: Any) -> str:
        return "int4multirange"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ranges | None:
        return None if value is None else [(one.lower, one.upper) for one in value]

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Multirange):
            return value
        return Multirange([Range(start, end) for start, end in value])

    def to_python(self, value: Any) -> Any:
        return value


@MinuteRangesField.register_lookup
class ContainsMinute(models.Lookup):
    """`open_ranges__minute=29_000_000`: open in that minute."""

    lookup_name = "minute"

    def get_prep_lookup(self) -> int:
        return int(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} @> %s::int", (*left_params, self.rhs)
