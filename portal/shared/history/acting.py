"""Who writes: handed to the database with each write, where the history's triggers pick it up.

The settings are those of django-pghistory; its own context manager puts them in front of `executemany`'s rows too,
which breaks the statement, and upserts a row for each event, so the few lines are ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

WRITES = ("insert", "update", "delete", "with", "merge")
_acting: ContextVar[dict[str, Any] | None] = ContextVar("acting", default=None)


@contextmanager
def acting(*, by: int | None = None, through: str) -> Iterator[dict[str, Any]]:
    """Every write inside is kept as done by this person (None for the system) through this view, task or command.

    The innermost counts; what it yields may still be filled in.
    """
    told: dict[str, Any] = {"by": by, "through": through}
    outer = _acting.get()
    token = _acting.set(told)
    try:
        if outer is None:
            with connection.execute_wrapper(_with_actor):
                yield told
        else:
            yield told
    finally:
        _acting.reset(token)


def _with_actor(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    cursor = context["cursor"].cursor
    if not isinstance(sql, str) or not sql.lstrip().lower().startswith(WRITES) or getattr(cursor, "name", None):
        return execute(sql, params, many, context)
    if many:  # would take the setting for a statement of each row
        cursor.execute(_setting())
        return execute(sql, params, many, context)
    # One message, so that the setting and the write share a transaction outside of atomic blocks too.
    result = execute(f"{_setting(doubled=params is not None)}; {sql}", params, many, context)
    cursor.nextset()
    return result


def _setting(*, doubled: bool = False) -> str:
    """The statement that tells the database; `doubled` where percent signs would be read as places for values."""
    told = json.dumps(_acting.get()).replace("'", "''")
    return f"SELECT set_config('pghistory.context_metadata', '{told.replace('%', '%%') if doubled else told}', true)"
