"""What a night of counting costs a ward of 300,000 with five fiscal years of records, beside plain SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from bench import databases, processes, rows, server, speed
from bench.measure import Repeats, summarise
from bench.report import columns
from bench.rows import Row
from bench.wards import Effort, redis_pids

Tell = Callable[[str], None]
TIMES: Final = 10.0
"""At most so many times the plain SQL of the same numbers."""
LATE_SECONDS: Final = 30.0
QUICK_SHARE: Final = 0.05
FEW_YEARS: Final = 3
"""A year has become final by then, so that every question of a page finds something."""


@dataclass(frozen=True)
class Stage:
    """One stage: seconds of the clock, of the process and of its backend; megabytes at most."""

    name: str
    seconds: float
    own: float
    database: float
    peak_mb: float
    queries: int
    values: int


@dataclass(frozen=True)
class RollupTable:
    """All stages, the ratio to plain SQL in all and for each indicator, and the pages on top of it."""

    amounts: dict[str, int]
    stages: list[Stage]
    ratio: float
    ratios: dict[str, float]
    different: list[str]
    pages: list[speed.Line]
    queries: dict[str, tuple[int, int]]
    disturbed: int

    @property
    def missed(self) -> list[str]:
        """Bars that do not hold."""
        late = next(one for one in self.stages if one.name.startswith("late"))
        found = [f"rollup: {self.ratio:g} × plain SQL"] if self.ratio > TIMES else []
        found += [f"rollup: {late.seconds:g} s for one changed day"] if late.seconds > LATE_SECONDS else []
        found += [f"rollup: {one}" for one in self.different]
        found += [f"rollup: {one.row.name}: {', '.join(one.missed)}" for one in self.pages if one.missed]
        return found + [
            f"rollup: {name}: {one} → {five} queries" for name, (one, five) in self.queries.items() if one != five
        ]

    def as_json(self) -> dict[str, Any]:
        """What the file keeps."""
        return {**vars(self), "stages": [asdict(one) for one in self.stages], "missed": self.missed,
                "pages": [one.as_json() for one in self.pages]}  # fmt: skip


def measure_rollup(effort: Effort, tell: Tell, *, share: float = 1.0) -> RollupTable:
    """Seed, count, compare, count again, look at the pages, clean up."""
    with databases.fresh_database("rollup") as database:
        tell(f"rollup: filling {database}")
        facts = server.run_python("bench.seed_rollup", str(share), database=database)
        night = date.fromisoformat(facts["night"])

        def run(stage: str, days: int = 0, years: int = 5) -> dict[str, Any]:
            tell(f"rollup: {stage}")
            day = night + timedelta(days=days)
            found: dict[str, Any] = server.run_python(
                "bench.rollup_worker", stage, str(day), str(years), database=database
            )
            return found

        few = _probe_after(run("few years", years=FEW_YEARS), database, facts)
        run("forget")
        first, plain = run("first"), run("sql")
        stages = [_stage("first night, five years", first), _stage("plain SQL of the same", plain),
                  _stage("the same night again", run("again"))]  # fmt: skip
        stages.append(_stage("the next night, nothing new", run("next", 1)))
        run("late", 1)
        stages.append(_stage("late: a night after one changed day", run("after", 2)))
        pages, disturbed = _pages(database, facts, effort, tell)
    compared = [code for code in plain["indicators"] if code in first["indicators"]]
    counted, known = first["indicators"], plain["indicators"]
    return RollupTable(
        amounts=facts["rows"],
        stages=stages,
        ratio=round(sum(counted[one] for one in compared) / sum(known[one] for one in compared), 2),
        ratios={one: round(counted[one] / max(known[one], 0.001), 1) for one in compared},
        different=plain["different"],
        pages=pages,
        queries={line.row.name: (few[line.row.name], line.queries) for line in pages if line.row.cold},
        disturbed=disturbed,
    )


def _stage(name: str, found: dict[str, Any]) -> Stage:
    return Stage(name, found["seconds"], found["own"], found["database"], found["peak_mb"], found["queries"],
                 found.get("values", 0))  # fmt: skip


def _probe_after(found: dict[str, Any], database: str, facts: dict[str, Any]) -> dict[str, int]:
    """Queries of each page with what has been counted so far; the first page of somebody's day notes that they came."""
    with server.running(database, cold=True) as cold:
        asked = [row for row in _rows(facts) if row.cold]
        for row in asked:
            speed.probe(row, cold.port)
        return {row.name: speed.probe(row, cold.port)[0] for row in asked}


def _rows(facts: dict[str, Any]) -> list[Row]:
    return [*rows.indicators(facts), *rows.scoreboard()]


def _pages(database: str, facts: dict[str, Any], effort: Effort, tell: Tell) -> tuple[list[speed.Line], int]:
    """Pages of the indicators, as the ward's table has them, on what was counted."""
    table = _rows(facts)
    tell(f"rollup: {len(table)} pages, {effort.rounds} rounds of {effort.seconds:g} s each")
    with (
        server.running(database, cold=True) as cold,
        server.running(database, cold=False) as warm,
        databases.connect(database) as connection,
    ):
        meter = speed.Meter([cold, warm], connection, [processes.own_id(), *redis_pids()])
        servers, floors = {True: cold, False: warm}, rows.floors()[:2]
        bursts = speed.measure([*floors, *table], servers, meter, Repeats(effort.repeats),
                               seconds=effort.seconds, rounds=effort.rounds)  # fmt: skip
        known = {row.name: summarise(bursts[row.name]) for row in floors}
        lines = [speed.judge(row, bursts[row.name], known, servers[row.cold].port) for row in table]
    return lines, sum(one.disturbed for one in [*known.values(), *(line.summary for line in lines)])


def rollup_text(table: RollupTable) -> str:
    """The stages, each indicator's ratio, and the pages."""
    amounts = ", ".join(f"{number:,} {name.split('_', 1)[1]}" for name, number in table.amounts.items())
    stages = [("stage", "seconds", "process", "backend", "peak MB", "queries", "new values")]
    stages += [(one.name, f"{one.seconds:.2f}", f"{one.own:.2f}", f"{one.database:.2f}", f"{one.peak_mb:.0f}",
                f"{one.queries:,}", str(one.values)) for one in table.stages]  # fmt: skip
    pages = [("page", "CPU ms", "ratio", "bar", f"queries after {FEW_YEARS} and 5 years", "wire KB", "")]
    pages += [(line.row.name, f"{line.summary.cpu_ms:.2f}", f"{line.ratio:g}×{line.row.bar.floor}", line.row.bar.words(),
               " and ".join(map(str, table.queries.get(line.row.name, (line.queries,)))), f"{line.wire_bytes / 1000:.1f}",
               "MISSED: " + ", ".join(line.missed) if line.missed else "ok") for line in table.pages]  # fmt: skip
    each = ", ".join(f"{code} {ratio:g}" for code, ratio in table.ratios.items())
    return "\n".join([
        f"\nrollup of {amounts}", *columns(stages),
        f"  {table.ratio:g} × the plain SQL of the same numbers (bar {TIMES:g}); by indicator: {each}",
        f"  {len(table.different)} numbers differ from plain SQL; {table.disturbed} disturbed bursts kept",
        *columns(pages),
    ])  # fmt: skip
