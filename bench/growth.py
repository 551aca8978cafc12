"""Growth from a thousand places to a million: the same pages at every size, in turn."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

import psycopg

from bench import databases, processes, server
from bench.measure import Burst, Repeats, percentile, quiet_burst
from portal import embedded

P50_BAR, P99_BAR = 2.0, 3.0
UNGATED = frozenset({"whole ward, zoom 13", "list, near", "list, filtered by town", "list, filtered, first page"})


@dataclass(frozen=True)
class GrowthEffort:
    """Requests in a turn, turns, and how many disturbed turns may be repeated."""

    times: int
    turns: int
    repeats: int


@dataclass(frozen=True)
class Point:
    """One case at one size: milliseconds; database is the middle of its share."""

    size: int
    p50: float
    p99: float
    database: float


@dataclass(frozen=True)
class Case:
    """One page at all sizes."""

    name: str
    points: tuple[Point, ...]
    p50_ratio: float
    p99_ratio: float

    @property
    def gated(self) -> bool:
        return self.name not in UNGATED

    @property
    def missed(self) -> bool:
        return self.p50_ratio > P50_BAR or self.p99_ratio > P99_BAR


@dataclass(frozen=True)
class GrowthTable:
    """All cases; turns that were discarded or kept although disturbed."""

    sizes: tuple[int, ...]
    cases: tuple[Case, ...]
    discarded: int
    disturbed: int

    def as_json(self) -> dict[str, Any]:
        """What the file keeps."""
        cases = [{**asdict(one), "gated": one.gated, "missed": one.missed} for one in self.cases]
        return {"sizes": self.sizes, "cases": cases, "discarded": self.discarded, "disturbed": self.disturbed}


def effort(quick: bool) -> GrowthEffort:
    """Enough for a 99th percentile, or two minutes."""
    return GrowthEffort(15, 2, 20) if quick else GrowthEffort(100, 3, 150)


class Worker:
    """A process that serves pages of one database to itself."""

    def __init__(self, database: str, size: int) -> None:
        self.size = size
        self.connection: psycopg.Connection[Any] = databases.connect(database)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.growth_worker"],
            cwd=embedded.PROJECT,
            env=server.environment(database, cold=True),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.cases: list[str] = self._read()["cases"]

    def turn(self, case: str, times: int) -> tuple[Burst, list[float]]:
        """The case that often; latencies in the burst, the database's shares beside."""
        before, machine = self._seconds(), processes.machine_seconds()
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"case": case, "times": times}) + "\n")
        self.process.stdin.flush()
        found = self._read()
        after, total = self._seconds(), processes.machine_seconds() - machine
        known = sum(after.values()) - sum(before.get(pid, 0.0) for pid in after)
        burst = Burst(times, sum(found["pages"]), known, 0.0, total - known, tuple(found["pages"]))
        return burst, found["database"]

    def stop(self) -> None:
        """End the worker; it ends by itself when its input does."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(15)
        self.connection.close()

    def _seconds(self) -> dict[int, float]:
        sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() OR datname IS NULL"
        backends = [row[0] for row in self.connection.execute(sql).fetchall()]
        return processes.seconds_of([self.process.pid, processes.own_id(), *backends])

    def _read(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise server.BenchError(f"the worker at {self.size} places ended with code {self.process.wait()}")
        return json.loads(line)


def measure_growth(sizes: Sequence[int], effort: GrowthEffort, tell: Callable[[str], None]) -> GrowthTable:
    """Fill a database for each size, then measure all cases in turn."""
    with ExitStack() as stack:
        workers = []
        for size in sizes:
            database = stack.enter_context(databases.fresh_database(f"growth_{size}"))
            tell(f"growth: filling {database}")
            server.run_python("bench.seed_growth", str(size), database=database)
            workers.append(Worker(database, size))
            stack.callback(workers[-1].stop)
        tell(f"growth: {len(workers[0].cases)} cases, {effort.turns} turns of {effort.times}")
        return measure_workers(workers, effort)


def measure_workers(workers: Sequence[Worker], effort: GrowthEffort) -> GrowthTable:
    """Sizes alternate within each case, so that drift falls on all alike."""
    repeats, disturbed, cases = Repeats(effort.repeats), 0, []
    for name in workers[0].cases:
        found: dict[int, tuple[list[float], list[float]]] = {one.size: ([], []) for one in workers}
        for worker in workers:
            worker.turn(name, max(5, effort.times // 4))
        for number in range(effort.turns):
            for worker in workers if number % 2 == 0 else reversed(workers):
                shares: dict[int, list[float]] = {}

                def run(worker: Worker = worker, shares: dict[int, list[float]] = shares) -> Burst:
                    burst, shares[id(burst)] = worker.turn(name, effort.times)  # noqa: B023
                    return burst

                burst = quiet_burst(run, repeats)
                disturbed += not burst.quiet
                found[worker.size][0].extend(burst.latencies)
                found[worker.size][1].extend(shares[id(burst)])
        cases.append(_case(name, found))
    return GrowthTable(tuple(one.size for one in workers), tuple(cases), repeats.discarded, disturbed)


def _case(name: str, found: dict[int, tuple[list[float], list[float]]]) -> Case:
    points = tuple(
        Point(
            size,
            round(1000 * percentile(pages, 0.5), 3),
            round(1000 * percentile(pages, 0.99), 3),
            round(1000 * percentile(database, 0.5), 3),
        )
        for size, (pages, database) in found.items()
    )
    first, last = points[0], points[-1]
    return Case(name, points, round(last.p50 / first.p50, 2), round(last.p99 / first.p99, 2))
