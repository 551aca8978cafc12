"""The counting of the indicators alone."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kpis.rollups.models import Rollup
from kpis.rollups.services import roll_up
from portal.shared.japan import JAPAN
from portal.shared.migrated import refuse_unmigrated
from portal.shared.nights.arguments import read_night
from portal.shared.nights.lock import LockLost, NightIsRunning
from portal.shared.nights.services import run_night
from portal.shared.nights.steps import Step

STEP = Step("rollup_kpis", roll_up, "", "")
"""The line of the night, as the ledger names it."""


class Command(BaseCommand):
    """`rollup_kpis [--date YYYY-MM-DD] [--json]`: how many were counted, new values, sources that failed, seconds."""

    help = "Count all automatic indicators up to the day before the date; what is known already is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", help="the night's date, YYYY-MM-DD; today when absent")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unmigrated()
        now = timezone.now().astimezone(JAPAN)
        night = read_night(options["date"]) or now.date()
        if night > now.date():
            raise CommandError("--date: that night is still to come.")
        try:
            (line,) = run_night([STEP], night=night, now=datetime.combine(night, now.timetz()))
        except NightIsRunning:
            raise CommandError("Another night is running; try again when it has ended.") from None
        except LockLost:
            raise CommandError("The database went away; the next tick goes on.") from None
        if line["error"]:
            raise CommandError(line["error"])
        failed = Rollup.objects.filter(failed__isnull=False).select_related("indicator").order_by("indicator__place")
        report = {**line["counts"], "night": str(night), "errors": {one.indicator.code: one.error for one in failed}}
        self.stdout.write(
            json.dumps(report) if options["json"] else "\n".join(f"{k:12} {v}" for k, v in report.items())
        )
