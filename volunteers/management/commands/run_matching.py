"""The matching step alone."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.shared.japan import JAPAN
from portal.shared.migrated import refuse_unmigrated
from portal.shared.nights.arguments import read_night
from portal.shared.nights.lock import LockLost, NightIsRunning
from portal.shared.nights.services import run_night
from portal.shared.nights.steps import Step
from volunteers.matching.memory import peak_megabytes
from volunteers.matching.models import MatchingRun
from volunteers.matching.services import match_volunteers, report_of

STEP = Step("run_matching", match_volunteers, "", "")
"""The line of the night, as the ledger names it."""
YEARS = range(2000, 2200)


class Command(BaseCommand):
    """`run_matching [--date YYYY-MM-DD] [--json]`: seconds by phase, peak memory, score, bound, gap, reached."""

    help = "Match volunteers and openings now; a night that has its run is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", help="the night's date, YYYY-MM-DD; today when absent")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unmigrated()
        now = timezone.now().astimezone(JAPAN)
        night = _day(options["date"]) or now.date()
        if night != now.date():
            now = datetime(night.year, night.month, night.day, now.hour, now.minute, tzinfo=JAPAN)
        try:
            (line,) = run_night([STEP], night=night, now=now)
        except NightIsRunning:
            raise CommandError("Another night is running; try again when it has ended.") from None
        except LockLost:
            raise CommandError("The database went away; the next tick goes on.") from None
        if line["error"]:
            raise CommandError(line["error"])
        run = MatchingRun.objects.select_related("weights").get(night=night)
        report = {**report_of(run), "peak_mb": round(peak_megabytes(), 1), "new": line["counts"]["proposals"]}
        self.stdout.write(json.dumps(report) if options["json"] else in_lines(report))


def in_lines(report: dict[str, Any]) -> str:
    """One name and value a line, phases below each other."""
    lines = []
    for name, value in report.items():
        if isinstance(value, dict):
            lines += [f"{name}:", *(f"    {part:20} {number}" for part, number in value.items())]
        else:
            lines.append(f"{name:24} {value}")
    return "\n".join(lines)


def _day(text: str | None) -> date | None:
    found = read_night(text)
    if found is not None and found.year not in YEARS:
        raise CommandError(f"--date {text!r}: a year from {YEARS[0]} to {YEARS[-1]}, please.")
    return found
