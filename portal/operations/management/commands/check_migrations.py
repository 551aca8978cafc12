"""Refuse migrations that would hold up a running portal."""

from __future__ import annotations

import importlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from portal.operations.locks import findings

BASELINE = Path(__file__).resolve().parents[2] / "migration_baseline.txt"
OURS = ("portal", "organizations", "volunteers", "grants", "kpis")
WAIVER = "HOLDS_UP_BECAUSE"


class Command(BaseCommand):
    """`check_migrations [--baseline]`: looks at what came after the baseline, the last released state."""

    help = "Look for locks in the SQL of migrations newer than the baseline."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--baseline", action="store_true", help="write down today's migrations as released")

    def handle(self, *args: Any, **options: Any) -> None:
        loader = MigrationLoader(connection)
        ours = {key: one for key, one in loader.graph.nodes.items() if one.__module__.split(".")[0] in OURS}
        if options["baseline"]:
            BASELINE.write_text("".join(f"{app}.{name}\n" for app, name in sorted(ours)), encoding="utf-8")
            return
        released = set(BASELINE.read_text(encoding="utf-8").split())
        new = {key: one for key, one in ours.items() if ".".join(key) not in released}
        complaints = [line for key in sorted(new) for line in self._complaints(loader, new[key])]
        for line in complaints:
            self.stderr.write(line)
        if complaints:
            raise CommandError(f"See docs/migrations.md, or say in the migration why it may: {WAIVER} = '…'.")
        self.stdout.write(f"{len(new)} new migrations, none holds up a running portal")

    def _complaints(self, loader: MigrationLoader, migration: Migration) -> list[str]:
        if getattr(importlib.import_module(migration.__module__), WAIVER, ""):
            return []
        statements = loader.collect_sql([(migration, False)])
        return [
            f"{migration.app_label}.{migration.name}: {one.what}: {one.statement[:120]}\n    instead: {one.instead}"
            for one in findings(statements)
        ]
