"""When the numbers last changed, and a mark that changes with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

_CATALOGUE = ("kpis_policyarea", "kpis_indicator", "kpis_definition", "kpis_target", "kpis_entry")


@dataclass(frozen=True)
class Freshness:
    """`mark`: equal as long as catalogue, targets, approvals and values are the same."""

    mark: str
    updated: datetime | None


def freshness() -> Freshness:
    """One query over the catalogue's few hundred rows and the end of the values."""
    marks = ", ".join(f"(SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t)" for table in _CATALOGUE)
    newest = "(SELECT max(id) FROM kpis_measurement), (SELECT computed FROM kpis_measurement ORDER BY id DESC LIMIT 1)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {newest}, {marks}")
        last, updated, *parts = cursor.fetchone()
    return Freshness(repr((last, parts)), updated)


def nights_mark() -> str:
    """Changes with every night that counted, for groups, and the day up to which is counted, may change where no value
    does; and with a closing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT max(counted) FROM kpis_rollup), (SELECT count(*) FROM kpis_closing)")
        return repr(cursor.fetchone())
