"""The matching step alone."""

from __future__ import annotations

import json
from typing import Any

from portal.shared.nights.commands import NightCommand, in_lines
from portal.shared.nights.steps import Step
from volunteers.matching.memory import peak_megabytes
from volunteers.matching.models import MatchingRun
from volunteers.matching.services import match_volunteers, report_of

STEP = Step("run_matching", match_volunteers, "", "")
"""The line of the night, as the ledger names it."""


class Command(NightCommand):
    """`run_matching [--date YYYY-MM-DD] [--json]`: seconds by phase, peak memory, score, bound, gap, reached."""

    help = "Match volunteers and openings now; a night that has its run is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        night, line = self.run_step(STEP, options["date"])
        run = MatchingRun.objects.select_related("weights").get(night=night)
        report = {**report_of(run), "peak_mb": round(peak_megabytes(), 1), "new": line["counts"]["proposals"]}
        self.stdout.write(json.dumps(report) if options["json"] else in_lines(report))
