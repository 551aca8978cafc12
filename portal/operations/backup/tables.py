"""What the portal's schema holds, read from PostgreSQL's own catalogue, and COPY in both directions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from portal.operations.backup.archive import gathered

# Whoever was signed in signs in again: a session ended after the backup must not come back to life, and counters
# of failed sign-ins belong to their hour.
LEFT_OUT = frozenset({"cache_entries", "django_session", "usersessions_usersession"})

# One way to write a value, whatever the server's settings say, so that checksums can be compared.
ONE_WAY = (
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)

_OWN = """
    n.nspname = current_schema() AND NOT EXISTS (
        SELECT FROM pg_depend e WHERE e.objid = c.oid AND e.classid = 'pg_class'::regclass AND e.deptype = 'e')
"""
_TABLES = f"""
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relkind = 'r' AND {_OWN}
    GROUP BY c.relname ORDER BY c.relname
"""
_KEYS = """
    SELECT a.attname, a.attcollation <> 0
    FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    WHERE i.indisprimary AND i.indrelid = %s::regclass ORDER BY k.place
"""
_SEQUENCES = f"""
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND {_OWN} ORDER BY c.relname
"""
_TRIGGERS = f"""
    SELECT c.relname, t.tgname
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND {_OWN} ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Found:
    """One table of the schema with its stored columns (generated ones make themselves)."""

    name: str
    columns: list[str]


def one_way(cursor: CursorWrapper) -> None:
    """Fix how values are written until the transaction ends."""
    for statement in ONE_WAY:
        cursor.execute(statement)


def tables(cursor: CursorWrapper) -> list[Found]:
    """Every table of the current schema that belongs to no extension."""
    cursor.execute(_TABLES)
    return [Found(name, list(columns)) for name, columns in cursor.fetchall()]


def sequences(cursor: CursorWrapper) -> dict[str, int]:
    """The next number each sequence will hand out."""
    cursor.execute(_SEQUENCES)
    names = [name for (name,) in cursor.fetchall()]
    found = {}
    for name in names:
        cursor.execute(sql.SQL("SELECT last_value + is_called::int FROM {}").format(sql.Identifier(name)))
        found[name] = int(cursor.fetchone()[0])
    return found


def triggers(cursor: CursorWrapper) -> list[tuple[str, str]]:
    """(table, trigger) of every switched-on trigger that is not a foreign key's."""
    cursor.execute(_TRIGGERS)
    return [(table, name) for table, name in cursor.fetchall()]


def copy_out(cursor: CursorWrapper, table: str, columns: list[str]) -> Iterator[bytes]:
    """The table's rows as COPY writes them, ordered by its key, in pieces."""
    statement = sql.SQL("COPY (SELECT {} FROM {} {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table), _order(cursor, table)
    )
    with _copy(cursor, statement) as copy:
        yield from gathered(copy)


def _order(cursor: CursorWrapper, table: str) -> sql.Composable:
    cursor.execute(_KEYS, [sql.Identifier(table).as_string(None)])
    keys = [
        sql.SQL("{} COLLATE {}").format(sql.Identifier(name), sql.Identifier("C")) if text else sql.Identifier(name)
        for name, text in cursor.fetchall()
    ]
    return sql.SQL("ORDER BY {}").format(sql.SQL(", ").join(keys)) if keys else sql.SQL("")


def copy_in(cursor: CursorWrapper, table: str, columns: list[str], chunks: Iterable[bytes]) -> None:
    """Add rows that `copy_out` wrote."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with _copy(cursor, statement) as copy:
        for chunk in chunks:
            copy.write(chunk)


def _copy(cursor: CursorWrapper, statement: sql.Composable) -> Any:
    return cursor.cursor.copy(statement)


def measure(cursor: CursorWrapper, table: str, columns: list[str]) -> tuple[int, str]:
    """Rows and SHA-256 of a table, as a backup of it would say."""
    rows, digest = 0, hashlib.sha256()
    for chunk in copy_out(cursor, table, columns):
        rows += chunk.count(b"\n")
        digest.update(chunk)
    return rows, digest.hexdigest()
