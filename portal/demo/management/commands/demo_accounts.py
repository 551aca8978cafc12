"""The demo cast, for trying every role."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.demo.cast import accounts, give_factors


class Command(BaseCommand):
    """`demo_accounts`: e-mail, password, TOTP secret, role and organisation as JSON."""

    help = "Print the accounts of the demo ward as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--complete", action="store_true", help="first give authenticator apps to whoever has none")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["complete"]:
            give_factors()
        self.stdout.write(json.dumps(accounts(), ensure_ascii=False, indent=1))
