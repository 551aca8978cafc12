"""Databases of the bench: made beside the portal's own on the same server, dropped afterwards."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from bench import processes
from portal import embedded

PREFIX = "tsunagu_bench_"


def url_of(name: str) -> str:
    """The portal's database address with another database in it."""
    parts = urlsplit(embedded.addresses().database_url)
    return parts._replace(path=f"/{name}").geturl()


def connect(name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    """A connection of the bench itself; it commits at once."""
    return psycopg.connect(url_of(name), autocommit=True, connect_timeout=10)


@contextmanager
def fresh_database(label: str) -> Iterator[str]:
    """An empty database of our own, gone when the block ends."""
    name = f"{PREFIX}{os.getpid()}_{label}"
    with connect() as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield name
    finally:
        drop(name)


def drop(name: str) -> None:
    """Forget a database and whoever is connected to it."""
    if not name.startswith(PREFIX):
        raise ValueError(f"{name} is not a database of the bench")
    with connect() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def drop_leftovers() -> list[str]:
    """Databases of runs that were killed: ours by name, their process gone. Only on the embedded server."""
    if os.environ.get("DATABASE_URL"):
        return []
    with connect() as admin:
        names = [str(row[0]) for row in admin.execute("SELECT datname FROM pg_database").fetchall()]
    found = [name for name in names if (owner := _owner(name)) and processes.times_of(owner) is None]
    for name in found:
        drop(name)
    return found


def _owner(name: str) -> int | None:
    match = re.fullmatch(PREFIX + r"(\d+)_\w+", name)
    return int(match[1]) if match else None
