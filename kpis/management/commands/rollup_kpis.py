"""The counting of the indicators alone."""

from __future__ import annotations

import json
from typing import Any

from kpis.rollups.models import Rollup
from kpis.rollups.services import roll_up
from portal.shared.nights.commands import NightCommand, in_lines
from portal.shared.nights.steps import Step

STEP = Step("rollup_kpis", roll_up, "", "")
"""The line of the night, as the ledger names it."""


class Command(NightCommand):
    """`rollup_kpis [--date YYYY-MM-DD] [--json]`: how many were counted, new values, sources that failed, seconds."""

    help = "Count all automatic indicators up to the day before the date; what is known already is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        night, line = self.run_step(STEP, options["date"], ahead=False)
        failed = Rollup.objects.filter(failed__isnull=False).select_related("indicator").order_by("indicator__place")
        report = {**line["counts"], "night": str(night), "errors": {one.indicator.code: one.error for one in failed}}
        self.stdout.write(json.dumps(report) if options["json"] else in_lines(report))
