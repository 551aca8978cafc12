"""``compile_catalogues``: every ``.po`` newer than its ``.mo`` is compiled, without msgfmt."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.shared.catalogues.files import compile_all


class Command(BaseCommand):
    help = "Compiles the catalogues of interface strings that changed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="compile those that did not change, too")

    def handle(self, *args: Any, **options: Any) -> None:
        for directory in settings.LOCALE_PATHS:
            for path in compile_all(Path(directory), force=options["force"]):
                self.stdout.write(f"compiled {path.parent.parent.name}")
