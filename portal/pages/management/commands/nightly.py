"""The steps that beat runs, in order, synchronously."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.nightly import NIGHTLY
from portal.shared.nights.arguments import read_night
from portal.shared.nights.lock import LockLost, NightIsRunning
from portal.shared.nights.services import run_night


class Command(BaseCommand):
    """`nightly [--date YYYY-MM-DD] [--step NAME] [--json]`: one report line for each step."""

    help = "Run the night's steps now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", help="the night's date, YYYY-MM-DD; today when absent")
        parser.add_argument("--step", help="only this step: " + ", ".join(step.name for step in NIGHTLY))
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localtime()
        night = read_night(options["date"]) or now.date()
        if night != now.date():
            now = timezone.make_aware(datetime(night.year, night.month, night.day, now.hour, now.minute))
        try:
            report = run_night(NIGHTLY, night=night, now=now, only=options["step"])
        except NightIsRunning:
            raise CommandError("Another night is running; try again when it has ended.") from None
        except LockLost:
            raise CommandError("The database went away; the next tick goes on.") from None
        except KeyError:
            raise CommandError(f"--step {options['step']!r} is unknown.") from None
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            for line in report:
                self.stdout.write(f"{line['step']:24} {line['seconds']:8.2f} s  {line['counts']}  {line['error']}")
        if any(line["error"] for line in report):
            raise CommandError("At least one step failed; the log says why.")
