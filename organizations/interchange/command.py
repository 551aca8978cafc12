"""What the import commands share: arguments, report, exit codes (0 all in, 1 some refused, 2 file unusable)."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.interchange.faults import UnusableFile, shown
from organizations.interchange.reports import Report
from organizations.interchange.selectors import elsewhere_words
from portal.shared.history.acting import acting

ALL_IN, SOME_REFUSED, UNUSABLE = 0, 1, 2
SHOWN_ROWS = 20
SHOWN_GROUPS = 8


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
        self._refuse_bad_target(options["report"])
        try:
            report = self._run(path, options)
        except UnusableFile as fault:
            self._end(options, {"unusable": fault.text(_), "code": fault.code, "line": fault.line, **_nothing()})
            self.stderr.write(f"{shown_name(path)}: {fault.text(_)}")
            sys.exit(UNUSABLE)
        self._end(options, report.as_dict())
        self._tell(report)
        sys.exit(SOME_REFUSED if report.refused else ALL_IN)

    def _refuse_bad_target(self, target: str | None) -> None:
        """A report that cannot be written is found before the first row is stored, not after the last."""
        try:
            if target:
                Path(target).open("a").close()
        except OSError as error:
            self.stderr.write(f"The report cannot be written to {target}: {error.strerror}. Nothing was stored.")
            sys.exit(UNUSABLE)

    def _run(self, path: Path, options: dict[str, Any]) -> Report:
        with (
            acting(through=type(self).store.__name__),
            type(self).read(
                path,
                encoding=options["encoding"],
                layout=options["layout"],
                max_bytes=settings.IMPORT_MAX_BYTES,
            ) as reading,
        ):
            return type(self).store(
                reading,
                file_name=shown_name(path),
                sha256=reading.sha256(),
                dry_run=options["dry_run"],
                by=None,
                now=timezone.localtime(),
            )

    def _end(self, options: dict[str, Any], report: dict[str, Any]) -> None:
        if options["report"]:
            Path(options["report"]).write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")

    def _tell(self, report: Report) -> None:
        found = report.recognised
        header = f", header line {found.header_row}" if found.header_row else ""
        self.stdout.write(f"{found.title or '-'} ({found.layout or '-'}), {found.encoding}{header}")
        for words, columns in (("not read", found.unknown_columns), ("missing", found.missing_columns)):
            if columns:
                self.stdout.write(f"columns {words}: {', '.join(columns)}")
        self.stdout.write(
            f"created {report.created}  updated {report.updated}  unchanged {report.unchanged}  "
            f"refused {len(report.refused)}  remarks {report.noted}"
            f"{'  (dry run: nothing stored)' if report.dry_run else ''}"
        )
        for group in report.grouped()[:SHOWN_GROUPS]:
            column = f", {group['column']}" if group["column"] else ""
            self.stdout.write(
                f"  remark on {group['count']} rows, first line {group['line']}{column}: {group['reason']}"
            )
        if report.elsewhere:
            self.stdout.write(elsewhere_words(report.elsewhere))
        for row in report.refused[:SHOWN_ROWS]:
            column = f", {row['column']}" if row["column"] else ""
            self.stdout.write(f"  line {row['line']}{column}: {row['reason']}")
        if len(report.refused) > SHOWN_ROWS:
            self.stdout.write(f"  … and {len(report.refused) - SHOWN_ROWS} more; --report names them all")


def _nothing() -> dict[str, Any]:
    return {"created": 0, "updated": 0, "unchanged": 0, "refused": 0, "rows": []}


def shown_name(path: Path) -> str:
    """The file's name as text: a name in another encoding than the system's can be neither stored nor printed."""
    return shown(os.fsencode(path.name).decode("utf-8", "replace"))
