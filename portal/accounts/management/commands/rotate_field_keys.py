"""After a new key stands first in FIELD_KEYS: everything sealed moves to it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.factors.services import reseal_factors


class Command(BaseCommand):
    """`rotate_field_keys [--chunk N]`: while the portal runs; once it says 0, the old key may go."""

    help = "Reseal what is sealed in the database with the first of FIELD_KEYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--chunk", type=int, default=500, help="rows in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["chunk"] < 1:
            raise CommandError("--chunk must be 1 or more.")
        done = reseal_factors(chunk=options["chunk"])
        self.stdout.write(f"{done.moved} resealed")
        if done.unreadable:
            numbers = ", ".join(str(one) for one in done.unreadable)
            raise CommandError(f"{len(done.unreadable)} opened with none of the keys and left as they are: {numbers}")
