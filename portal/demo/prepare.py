"""Brings database and demo ward up to date, then prints who can sign in; run by `portal.demo.run`."""

from __future__ import annotations

import io
import json
import os
import sys
import unicodedata

import django
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone


def main() -> None:
    """Everything here is quick when there is nothing to do; a new ward has had its first nights.

    Numbers of people are told month by month, so one of them is this month's first.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    if _wants_demo_ward():
        _say("Building the demo ward …")
        try:
            _call("seed_demo")
            _call("rollup_kpis", "--date", str(timezone.localdate().replace(day=1)))
            _call("nightly")
        except CommandError as error:
            sys.exit(str(error))
    _say(table(json.loads(_call("demo_accounts", "--complete"))))


def _wants_demo_ward() -> bool:
    """Also beside places that were imported first; but nobody's own database is mixed with invented places."""
    if json.loads(_call("demo_accounts")):
        return False
    embedded = not os.environ.get("DATABASE_URL")
    return embedded or not apps.get_model("organizations", "Place")._default_manager.exists()


def table(rows: list[dict[str, str | None]]) -> str:
    """Rows with the same keys as aligned columns under a header."""
    if not rows:
        return ""
    lines = [list(rows[0]), *([str(value or "") for value in row.values()] for row in rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(lines[0]))]
    padded = [[cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)] for line in lines]
    return "\n".join("  ".join(line).rstrip() for line in padded)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _call(name: str, *arguments: str) -> str:
    printed = io.StringIO()
    call_command(name, *arguments, stdout=printed)
    return printed.getvalue()


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
