"""What the commands of the night have in common: `--date`, `--json`, and what they say where they could not run."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.shared.japan import JAPAN
from portal.shared.migrated import refuse_unmigrated
from portal.shared.nights.lock import LockLost, NightIsRunning
from portal.shared.nights.services import run_night
from portal.shared.nights.steps import Step

YEARS = range(2000, 2200)


class NightCommand(BaseCommand):
    """Runs steps as the night of a date would, now."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", help="the night's date, YYYY-MM-DD; today when absent")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def run_steps(
        self, steps: Sequence[Step], given: str | None, *, only: str | None = None, ahead: bool = True
    ) -> tuple[date, list[dict[str, Any]]]:
        """The night and the lines of its report. `given`: as `--date` was typed; `ahead`: nights to come may be run.

        CommandError says why nothing was done.
        """
        refuse_unmigrated()
        now = timezone.now().astimezone(JAPAN)
        night = read_night(given) or now.date()
        if night > now.date() and not ahead:
            raise CommandError("--date: that night is still to come.")
        try:
            return night, run_night(steps, night=night, now=datetime.combine(night, now.timetz()), only=only)
        except NightIsRunning:
            raise CommandError("Another night is running; try again when it has ended.") from None
        except LockLost:
            raise CommandError("The database went away; the next tick goes on.") from None

    def run_step(self, step: Step, given: str | None, *, ahead: bool = True) -> tuple[date, dict[str, Any]]:
        """The same of one step: its line; CommandError where it failed."""
        night, (line,) = self.run_steps([step], given, ahead=ahead)
        if line["error"]:
            raise CommandError(line["error"])
        return night, line


def read_night(text: str | None) -> date | None:
    """The date of `--date`, None where it is absent; CommandError says how to write it."""
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--date {text!r}: write it as YYYY-MM-DD.") from None
    if found.year not in YEARS:
        raise CommandError(f"--date {text!r}: a year from {YEARS[0]} to {YEARS[-1]}, please.")
    return found


def in_lines(report: dict[str, Any]) -> str:
    """One name and value a line, phases below each other."""
    lines = []
    for name, value in report.items():
        if isinstance(value, dict):
            lines += [f"{name}:", *(f"    {part:20} {number}" for part, number in value.items())]
        else:
            lines.append(f"{name:24} {value}")
    return "\n".join(lines)
