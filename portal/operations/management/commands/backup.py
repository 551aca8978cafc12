"""Write the whole portal into one file while it runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.operations.backup.dumping import make_backup


class Command(BaseCommand):
    """`backup FILE`: database and media as of now; an earlier file of that name is replaced once this one is whole."""

    help = "Write a consistent copy of the database and the media into FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the backup to write, such as tsunagu.backup.zip")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"].absolute()
        media = Path(settings.MEDIA_ROOT)
        if media.absolute() in target.parents:
            raise CommandError(
                f"{options['file']} lies among the media, which are part of the backup; choose another folder."
            )
        try:
            found = make_backup(target=target, media=media, now=timezone.localtime())
        except OSError as error:
            raise CommandError(
                f"{options['file']} cannot be written: {error.strerror}. Nothing was left behind."
            ) from None
        rows, files = sum(one.rows for one in found.tables), len(found.media)
        self.stdout.write(f"{options['file']}: {len(found.tables)} tables, {rows} rows, {files} files")
