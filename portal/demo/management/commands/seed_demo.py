"""Fill an empty database with a demo ward."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.demo.past import seed_past
from portal.demo.seeding import seed_ward
from portal.demo.volunteering import seed_volunteering
from portal.shared.history.acting import acting


class Command(BaseCommand):
    """`seed_demo [--scale N] [--seed N]`: through the services, the same for the same seed."""

    help = (
        "Build the demo ward (about 60 organisations, 200 places, 80 openings, 400 volunteers for each unit of scale)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, default=1, help="multiplies the numbers; 1 to 100")
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENV.production:
            raise CommandError("seed_demo makes accounts with a known password and does not run in production.")
        if not 1 <= options["scale"] <= 100:
            raise CommandError("--scale must be between 1 and 100.")
        with acting(through="seed_demo"):
            how: dict[str, Any] = {
                "scale": options["scale"],
                "seed": options["seed"],
                "now": timezone.localtime(),
                "tell": lambda line: self.stdout.write(line),
            }
            counts = {**seed_ward(**how), **seed_volunteering(**how)}
            tell = how.pop("tell")
            tell("  three years of records")
            counts |= seed_past(**how)
        self.stdout.write("  ".join(f"{name}: {number}" for name, number in counts.items()))
