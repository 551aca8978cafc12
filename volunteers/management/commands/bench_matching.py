"""What a night of matching costs, from PostgreSQL to PostgreSQL, and how much faster it is than a plain loop."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from time import perf_counter
from typing import Any, Final

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from portal.shared.japan import JAPAN
from portal.shared.migrated import refuse_unmigrated
from portal.shared.nights.commands import in_lines
from volunteers.matching import compiled
from volunteers.matching.columns import Openings, Volunteers
from volunteers.matching.days import When
from volunteers.matching.memory import forget_peak, peak_megabytes
from volunteers.matching.naive import naive_score
from volunteers.matching.needs import read_openings
from volunteers.matching.night import solve
from volunteers.matching.reading import read_volunteers
from volunteers.matching.scoring import Weights
from volunteers.matching.scratch import scratch_ward
from volunteers.matching.services import report_of, run_matching
from volunteers.matching.synthetic import synthetic_ward

SAMPLE: Final = 40_000
"""Pairs that the plain loop is timed on."""
MOST: Final = 1_000_000


class Command(BaseCommand):
    """`bench_matching --volunteers N --openings M [--scarce] [--json]`: a made-up ward in a schema of its own."""

    help = "Measure a whole night of matching on a made-up ward, in a scratch schema that is dropped afterwards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--volunteers", type=int, default=20_000)
        parser.add_argument("--openings", type=int, default=2_000)
        parser.add_argument("--scarce", action="store_true", help="one volunteer in five is free")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        people, openings = options["volunteers"], options["openings"]
        if not (0 < people <= MOST and 0 < openings <= MOST):
            raise CommandError(f"--volunteers and --openings: a number from 1 to {MOST:,} each.")
        refuse_unmigrated()
        now = timezone.now().astimezone(JAPAN)
        solve(*synthetic_ward(200, 20), Weights(), 1)  # what is compiled is compiled by now
        with scratch_ward(people, openings, night=now.date(), scarce=options["scarce"]):
            forget_peak()
            begun = perf_counter()
            run, _ = run_matching(night=now.date(), now=now)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            seconds, peak = perf_counter() - begun, peak_megabytes()
            when = When(now.date(), now)
            sides = read_volunteers(when)
            wanted = read_openings(when, sides.id)
        report = {
            **report_of(run),
            "seconds": round(seconds, 3),
            "peak_mb": round(peak, 1),
            "compiled": compiled.AVAILABLE,
            **_against_a_loop(sides, wanted, run.phases["index"] + run.phases["candidates"]),
        }
        self.stdout.write(json.dumps(report) if options["json"] else in_lines(report))


def _against_a_loop(volunteers: Volunteers, openings: Openings, candidates: float) -> dict[str, Any]:
    """Pairs at random in plain Python, and how long all of them would have taken."""
    random = np.random.default_rng(1)
    v, o = random.integers(0, [[len(volunteers)], [len(openings)]], size=(2, SAMPLE)).tolist()
    weights = Weights()
    begun = perf_counter()
    for one, other in zip(v, o, strict=True):
        naive_score(volunteers, openings, one, other, weights)
    loop = (perf_counter() - begun) / SAMPLE * len(volunteers) * len(openings)
    return {"loop_seconds": round(loop, 1), "ratio": round(loop / candidates, 1)}
