"""The steps that beat runs, in order, synchronously."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from portal.nightly import NIGHTLY
from portal.shared.nights.commands import NightCommand


class Command(NightCommand):
    """`nightly [--date YYYY-MM-DD] [--step NAME] [--json]`: one report line for each step."""

    help = "Run the night's steps now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--step", help="only this step: " + ", ".join(step.name for step in NIGHTLY))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            _night, report = self.run_steps(NIGHTLY, options["date"], only=options["step"])
        except KeyError:
            raise CommandError(f"--step {options['step']!r} is unknown.") from None
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            for line in report:
                self.stdout.write(f"{line['step']:24} {line['seconds']:8.2f} s  {line['counts']}  {line['error']}")
        if any(line["error"] for line in report):
            raise CommandError("At least one step failed; the log says why.")
