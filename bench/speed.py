"""The table of one ward: floors and pages in interleaved rounds on the same server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from time import sleep
from typing import Any

import psycopg

from bench import client, counting, processes, rows
from bench.measure import Burst, Repeats, Summary, quiet_burst, spent, summarise
from bench.rows import Row
from bench.server import Server
from portal.shared.versions import LOOK_AGAIN_SECONDS

PROBES = 6


@dataclass(frozen=True)
class Line:
    """A row with what was measured and what the bar says; ratio is to the floor that the bar names."""

    row: Row
    summary: Summary
    ratio: float
    to_f1: float
    queries: int
    wire_bytes: int
    plain_bytes: int
    missed: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """What the file keeps."""
        return {
            "name": self.row.name,
            "bar": self.row.bar.words(),
            "missed": list(self.missed),
            "ratio": self.ratio,
            "to_F1": self.to_f1,
            "queries": self.queries,
            "wire_bytes": self.wire_bytes,
            "plain_bytes": self.plain_bytes,
            **asdict(self.summary),
        }


class Meter:
    """Knows which processes are the servers', the database's, and our own."""

    def __init__(self, servers: Sequence[Server], connection: psycopg.Connection[Any], known: Sequence[int]) -> None:
        self.servers, self.connection, self.known = servers, connection, list(known)
        self.seen: dict[int, float] = {}

    def _backends(self) -> tuple[list[int], list[int], int]:
        sql = "SELECT pid, datname = current_database(), pid = pg_backend_pid() FROM pg_stat_activity"
        found = self.connection.execute(sql).fetchall()
        ours = [pid for pid, here, itself in found if here and not itself]
        others_of_cluster = [pid for pid, here, itself in found if here is None or itself]
        launched = self.connection.execute(
            "SELECT (to_jsonb(s) ->> 'parallel_workers_launched')::bigint FROM pg_stat_database s "
            "WHERE datname = current_database()"
        ).fetchone()
        return ours, others_of_cluster, (launched or (0,))[0] or 0

    def look(self) -> dict[str, Any]:
        """Seconds of everything, now."""
        backends, background, launched = self._backends()
        postmaster = _parent(backends or background)
        ended = processes.times_of(postmaster) if postmaster else None
        return {
            "server": processes.seconds_of([pid for one in self.servers for pid in one.pids()]),
            "database": processes.seconds_of(backends),
            "known": processes.seconds_of([*self.known, *background]),
            "ended": ended.ended_children if ended else 0.0,
            "launched": launched,
            "machine": processes.machine_seconds(),
        }

    def burst(self, port: int, targets: Sequence[client.Target], seconds: float, connections: int) -> Burst:
        """One burst, with what it cost."""
        before = self.look()
        load = client.load(port, targets, seconds=seconds, connections=connections)
        after = self.look()
        server = spent(before["server"], after["server"])
        database = spent(before["database"], after["database"])
        if after["launched"] > before["launched"]:
            database += max(0.0, after["ended"] - before["ended"])
        known = spent(before["known"], after["known"])
        others = after["machine"] - before["machine"] - server - database - known
        return Burst(
            requests=len(load.latencies),
            wall=load.wall,
            server=server,
            database=database,
            others=others,
            latencies=tuple(seconds for _, seconds in load.latencies),
            errors=load.errors,
        )


def _parent(pids: Sequence[int]) -> int | None:
    for pid in pids:
        times = processes.times_of(pid)
        if times is not None:
            return times.parent
    return None


def measure(
    table: Sequence[Row], servers: dict[bool, Server], meter: Meter, repeats: Repeats, *, seconds: float, rounds: int
) -> dict[str, list[Burst]]:
    """All rows once in each round; every other round backwards, so that drift falls on all alike."""
    found: dict[str, list[Burst]] = {row.name: [] for row in table}
    for row in table:
        client.load(servers[row.cold].port, row.targets, seconds=0, connections=4, least=2 * len(row.targets))
    for number in range(rounds):
        for row in table if number % 2 == 0 else reversed(table):
            port = servers[row.cold].port

            def run(row: Row = row, port: int = port) -> Burst:
                return meter.burst(port, row.targets, seconds, 8)

            found[row.name].append(quiet_burst(run, repeats))
    return found


def worst_target(port: int, targets: Sequence[client.Target], times: int = 5) -> client.Target:
    """The target with the highest middle latency on one connection."""
    load = client.load(port, targets, seconds=0, connections=1, least=times * len(targets))
    latencies: dict[int, list[float]] = {}
    for number, seconds in load.latencies:
        latencies.setdefault(number, []).append(seconds)
    return targets[max(latencies, key=lambda number: median(latencies[number]))]


def judge(row: Row, bursts: Sequence[Burst], floors: dict[str, Summary], port: int) -> Line:
    """The row's line: ratio, queries and bytes against its bar."""
    summary = summarise(bursts)
    queries, wire, plain = probe(row, port)
    floor, bar = floors[row.bar.floor], row.bar
    ratio = round(summary.cpu_ms / floor.cpu_ms, 2)
    to_f1 = round(summary.cpu_ms / floors[rows.F1].cpu_ms, 2)
    checks = {
        f"{ratio:g}×{bar.floor}": bar.times is not None and ratio > bar.times,
        f"{queries} queries": bar.queries is not None and queries > bar.queries,
        f"{wire} bytes": bar.bytes is not None and wire > bar.bytes,
        f"{summary.errors} errors": summary.errors > 0,
        f"{to_f1:g}×F1, any page {rows.MOST_OF_ANY:g}": row.any_page and to_f1 > rows.MOST_OF_ANY,
    }
    return Line(row, summary, ratio, to_f1, queries, wire, plain, tuple(text for text, bad in checks.items() if bad))


def probe(row: Row, port: int) -> tuple[int, int, int]:
    """Most queries, and most bytes on the wire and unpacked, over some of the row's targets.

    It waits until the content's version must be asked for again, or one query more or less would be chance.
    """
    step = max(1, len(row.targets) // PROBES) if row.name != rows.LIST else 1
    answers = []
    for target in row.targets[::step]:
        asked = client.Target(target.path, (*target.headers, (counting.ASK, "1")), target.status)
        sleep(LOOK_AGAIN_SECONDS)
        answers.append(client.fetch(port, asked))
    queries = max(int(one.headers.get(counting.ANSWER.lower(), "0")) for one in answers)
    return queries, max(len(one.body) for one in answers), max(len(one.plain) for one in answers)
