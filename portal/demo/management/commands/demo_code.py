"""The number that an authenticator app of the demo cast shows now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.demo.cast import CAST, present_code


class Command(BaseCommand):
    """`demo_code EMAIL`: six digits, good until the next half minute."""

    help = "Print the present second-step number of one of the demo cast."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        secret = {role.email: role.totp_secret for role in CAST}.get(options["email"])
        if not secret:
            needing = ", ".join(role.email for role in CAST if role.totp_secret)
            raise CommandError(f"{options['email']} needs no number. Those who do: {needing}")
        self.stdout.write(present_code(secret, timezone.now()))
