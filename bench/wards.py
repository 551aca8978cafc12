"""One ward from empty database to finished table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import redis

from bench import client, databases, processes, rows, server, speed
from bench.measure import Repeats, percentile, summarise
from bench.rows import Row
from bench.server import Server
from bench.speed import Line, Meter
from portal import embedded

Tell = Callable[[str], None]
VOLUNTEERS = 100_000
"""As many as all of Tokyo might have, in every ward that is measured."""


@dataclass(frozen=True)
class Effort:
    """How long to measure; repeats bounds the whole ward."""

    seconds: float
    rounds: int
    repeats: int


@dataclass(frozen=True)
class WardTable:
    """The finished table of one ward."""

    places: int
    floors: dict[str, Any]
    lines: list[Line]
    absent: list[str]
    beside_worst: dict[str, float]
    discarded: int
    disturbed: int
    database_seen: bool

    def as_json(self) -> dict[str, Any]:
        """What the file keeps."""
        return {**{name: value for name, value in vars(self).items() if name != "lines"},
                "lines": [line.as_json() for line in self.lines]}  # fmt: skip


def measure_ward(places: int, effort: Effort, tell: Tell) -> WardTable:
    """Seed, start both servers, measure, clean up."""
    with databases.fresh_database(str(places)) as database:
        tell(f"{places} places: filling {database}")
        facts = server.run_python("bench.seed", str(places), str(VOLUNTEERS), database=database)
        with (
            server.running(database, cold=True) as cold,
            server.running(database, cold=False) as warm,
            databases.connect(database) as connection,
        ):
            meter = Meter([cold, warm], connection, [processes.own_id(), *redis_pids()])
            return _measure({True: cold, False: warm}, meter, facts, effort, tell)


def _measure(servers: dict[bool, Server], meter: Meter, facts: dict[str, Any], effort: Effort, tell: Tell) -> WardTable:
    tell(f"{facts['places']} places: looking for the dearest search")
    worst = speed.worst_target(servers[True].port, rows.list_targets())
    table, absent = _present(rows.pages(facts, worst), servers)
    for path in ("/open-data/places.csv", "/map/points"):
        row = rows.not_modified(lambda target: client.fetch(servers[False].port, target), path)
        table += [row] if row else []
    tell(f"{facts['places']} places: {len(table)} rows, {effort.rounds} rounds of {effort.seconds:g} s each")
    repeats = Repeats(effort.repeats)
    whole = [*rows.floors(), *table]
    bursts = speed.measure(whole, servers, meter, repeats, seconds=effort.seconds, rounds=effort.rounds)
    floors = {row.name: summarise(bursts[row.name]) for row in rows.floors()}
    lines = [speed.judge(row, bursts[row.name], floors, servers[row.cold].port) for row in table]
    dearest = max((line for line in lines if line.row.cold), key=lambda line: line.summary.cpu_ms)
    return WardTable(
        places=facts["places"],
        floors={name: asdict(one) for name, one in floors.items()},
        lines=lines,
        absent=absent,
        beside_worst=_beside(servers[True].port, facts, dearest, effort.seconds),
        discarded=repeats.discarded,
        disturbed=sum(one.disturbed for one in [*floors.values(), *(line.summary for line in lines)]),
        database_seen=any(processes.is_named(pid, "postgres") for pid in meter.look()["database"]),
    )


def _present(table: Sequence[Row], servers: dict[bool, Server]) -> tuple[list[Row], list[str]]:
    """Rows whose page exists."""
    found: list[Row] = []
    absent: list[Row] = []
    for row in table:
        there = bool(row.targets) and client.fetch(servers[row.cold].port, row.targets[0]).status != 404
        (found if there else absent).append(row)
    return found, [row.name for row in absent]


def _beside(port: int, facts: dict[str, Any], dearest: Line, seconds: float) -> dict[str, float]:
    """Middle latency of a place's page alone, and while two readers ask for the dearest answer all the time."""
    place = [client.Target(f"/en/places/{one}/") for one in facts["place_ids"]]
    alone = client.load(port, place, seconds=seconds, connections=1)
    with client.hammering(port, dearest.row.targets, connections=2):
        beside = client.load(port, place, seconds=seconds, connections=1)
    middles = [percentile([1000 * one for _, one in load.latencies], 0.5) for load in (alone, beside)]
    return {"alone_ms": round(middles[0], 2), "beside_ms": round(middles[1], 2),
            "times": round(middles[1] / middles[0], 2)}  # fmt: skip


def redis_pids() -> list[int]:
    """The process of Redis, when it runs on this machine."""
    url = embedded.addresses().redis_url
    if urlsplit(url).scheme not in ("unix", "redis+socket") and urlsplit(url).hostname not in (
        "localhost",
        "127.0.0.1",
    ):
        return []
    found = redis.Redis.from_url(url.replace("redis+socket://", "unix://")).info("server")
    pid = int(found["process_id"])
    return [pid] if processes.is_named(pid, "redis") else []
