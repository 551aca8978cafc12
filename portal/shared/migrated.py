"""Whether the database has all that this version of the portal needs, said in a sentence instead of a traceback."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def behind(using: str = "default") -> bool:
    """Whether this version of the portal has migrations that the database has not."""
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_unmigrated() -> None:
    """For commands: CommandError with the next step."""
    if behind():
        raise CommandError("The database is not migrated. Run `manage.py migrate` first, then this command again.")
