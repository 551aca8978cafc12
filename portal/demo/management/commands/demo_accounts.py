"""The demo cast, for trying every role."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from portal.demo.cast import accounts


class Command(BaseCommand):
    """`demo_accounts`: e-mail, password, TOTP secret, role and organisation as JSON."""

    help = "Print the accounts of the demo ward as JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(accounts(), ensure_ascii=False, indent=1))
