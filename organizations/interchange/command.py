"""What the import commands share: arguments, report, exit codes (0 all in, 1 some refused, 2 file unusable)."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.interchange.faults import UnusableFile
from organizations.interchange.importing import Report, file_sha256

ALL_IN, SOME_REFUSED, UNUSABLE = 0, 1, 2
SHOWN_ROWS = 20


class ImportCommand(BaseCommand):
    """Base of `import_places` and `import_organizations`."""

    read: Callable[..., Any]
    store: Callable[..., Report]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen and store nothing")
        parser.add_argument("--encoding", help="utf-8, cp932, utf-16; recognised when absent")
        parser.add_argument("--layout", help="name of the layout; recognised when absent")
        parser.add_argument("--report", help="write the report as JSON to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            report = self._run(path, options)
        except UnusableFile as fault:
            self._end(options, {"unusable": fault.text(_), "code": fault.code, "line": fault.line, **_nothing()})
            self.stderr.write(f"{path.name}: {fault.text(_)}")
            sys.exit(UNUSABLE)
        except OSError as error:
            self._end(options, {"unusable": str(error.strerror), "code": "unreadable", **_nothing()})
            self.stderr.write(f"{path.name}: {error.strerror}")
            sys.exit(UNUSABLE)
        self._end(options, report.as_dict())
        self._tell(report)
        sys.exit(SOME_REFUSED if report.refused else ALL_IN)

    def _run(self, path: Path, options: dict[str, Any]) -> Report:
        reading = type(self).read(
            path,
            encoding=options["encoding"],
            layout=options["layout"],
            max_bytes=settings.IMPORT_MAX_BYTES,
        )
        return type(self).store(
            reading,
            file_name=path.name,
            sha256=file_sha256(_pieces(path)),
            dry_run=options["dry_run"],
            by=None,
            now=timezone.localtime(),
        )

    def _end(self, options: dict[str, Any], report: dict[str, Any]) -> None:
        if options["report"]:
            Path(options["report"]).write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")

    def _tell(self, report: Report) -> None:
        found = report.recognised
        self.stdout.write(
            f"{found.title or '-'} ({found.layout or '-'}), {found.encoding}, header line {found.header_row}"
        )
        self.stdout.write(
            f"created {report.created}  updated {report.updated}  unchanged {report.unchanged}  "
            f"refused {len(report.refused)}{'  (dry run: nothing stored)' if report.dry_run else ''}"
        )
        for row in report.refused[:SHOWN_ROWS]:
            self.stdout.write(f"  {row['reason']}")
        if len(report.refused) > SHOWN_ROWS:
            self.stdout.write(f"  … and {len(report.refused) - SHOWN_ROWS} more; --report names them all")


def _nothing() -> dict[str, Any]:
    return {"created": 0, "updated": 0, "unchanged": 0, "refused": 0, "rows": []}


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece
