"""Put a backup in place."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.operations.backup.archive import BackupError
from portal.operations.backup.restoring import restore_backup
from portal.shared.privacy.services import ledger_path, replay_erasures


def _need_ledger(path: Path) -> None:
    """On a new machine the ledger is easily forgotten, and with it everybody who was erased after the backup."""
    if not path.is_file():
        raise CommandError(
            f"{path} is missing: the ledger of erasures. Without it, people who were erased after the backup come "
            "back. Put its newest copy there (ERASURE_LEDGER says where), or say --no-ledger if nobody was erased "
            "since. Nothing was changed."
        )


class Command(BaseCommand):
    """`restore FILE [--replace] [--no-ledger]`: stop web, worker and beat first."""

    help = "Restore database and media from a backup, after all of it was checked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that `backup` wrote")
        parser.add_argument("--replace", action="store_true", help="put it in the place of what is there")
        parser.add_argument("--no-ledger", action="store_true", help="nobody was erased since the backup was made")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["no_ledger"]:
            _need_ledger(ledger_path())
        try:
            found = restore_backup(source=options["file"], media=Path(settings.MEDIA_ROOT), replace=options["replace"])
        except BackupError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}. Nothing was changed.") from None
        erased = replay_erasures(now=timezone.now())
        for table in found.tables:
            self.stdout.write(f"{table.name:44} {table.rows:>10}  {table.sha256[:16]}")
        self.stdout.write(f"media: {len(found.media)} files, {sum(one.size for one in found.media)} bytes")
        self.stdout.write(f"Restored as of {found.created}; every sum is the backup's; {erased} erasures done again.")
