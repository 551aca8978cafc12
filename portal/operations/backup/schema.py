"""Whether a dump fits this version of the portal and this database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from portal.operations.backup.archive import BackupError

State = dict[str, list[str]]


def applied(using: str) -> State:
    """The migrations that the database has, by app."""
    found: State = {}
    for app, name in sorted(MigrationRecorder(connections[using]).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def known() -> set[tuple[str, str]]:
    """The migrations that this version of the portal has."""
    loader = MigrationLoader(None)
    replaced = {one for migration in loader.disk_migrations.values() for one in migration.replaces}
    return set(loader.disk_migrations) | replaced


def refuse_newer(state: Mapping[str, Sequence[str]], version: set[tuple[str, str]]) -> None:
    """Raise BackupError when the dump was made by a newer portal than this one."""
    newer = [f"{app}.{name}" for app, names in state.items() for name in names if (app, name) not in version]
    if newer:
        raise BackupError(
            f"The backup is of a newer version of the portal (it has {', '.join(newer[:3])}, unknown here). "
            "Install that version or a later one, then restore. Nothing was changed."
        )


def migrate_to(state: Mapping[str, Sequence[str]], using: str) -> None:
    """Bring an empty database to the state in which the dump was made."""
    executor = MigrationExecutor(connections[using])
    nodes = executor.loader.graph.node_map
    wanted = {(app, name) for app, names in state.items() for name in names} & nodes.keys()
    last = [
        one
        for one in wanted
        if not any(child.key in wanted and child.key[0] == one[0] for child in nodes[one].children)
    ]
    executor.migrate(sorted(last))
