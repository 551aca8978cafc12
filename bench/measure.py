"""The arithmetic of a measurement: processor time, percentiles, which bursts count. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

TICKS_PER_SECOND = 100
MOST_OTHERS = 0.15


@dataclass(frozen=True)
class ProcessTimes:
    """Seconds of processor time (user + system) of one process, and of its children that have ended."""

    own: float
    ended_children: float
    parent: int


def parse_process_stat(text: str, ticks: int = TICKS_PER_SECOND) -> ProcessTimes:
    """One line of /proc/<pid>/stat (proc(5)); the command name may hold blanks and brackets."""
    fields = text[text.rindex(")") + 2 :].split()
    user, system, children_user, children_system = (int(one) for one in fields[11:15])
    return ProcessTimes((user + system) / ticks, (children_user + children_system) / ticks, int(fields[1]))


def parse_machine_stat(text: str, ticks: int = TICKS_PER_SECOND) -> float:
    """Seconds of processor time that processes had, from the first line of /proc/stat: user + nice + system.

    Time stolen by a hypervisor and interrupts belong to no process.
    """
    name, *values = text.splitlines()[0].split()
    if name != "cpu":
        raise ValueError(f"not the first line of /proc/stat: {name}")
    return sum(int(one) for one in values[:3]) / ticks


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """Seconds between two looks at a set of processes; one that came in between began at nothing."""
    return sum(max(0.0, seconds - before.get(pid, 0.0)) for pid, seconds in after.items())


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of values do not pass (nearest rank)."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    rank = -(-len(ordered) * round(share * 1000) // 1000)
    return ordered[min(max(rank, 1), len(ordered)) - 1]


@dataclass(frozen=True)
class Burst:
    """One row in one round: seconds of processor time, wall time and latencies."""

    requests: int
    wall: float
    server: float
    database: float
    others: float
    latencies: tuple[float, ...] = ()
    errors: int = 0

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of the server and its database for one request."""
        return 1000 * (self.server + self.database) / max(1, self.requests)

    @property
    def others_share(self) -> float:
        """What other processes had, in parts of one core."""
        return max(0.0, self.others) / self.wall if self.wall > 0 else 0.0

    @property
    def quiet(self) -> bool:
        return self.others_share <= MOST_OTHERS


@dataclass
class Repeats:
    """How often a disturbed burst may still be repeated in the whole run, so that it always ends."""

    left: int
    discarded: int = 0


def quiet_burst(run: Callable[[], Burst], repeats: Repeats, most: int = 3) -> Burst:
    """The first burst that nothing disturbed; when the repeats are used up, the least disturbed one."""
    tried = [run()]
    while not tried[-1].quiet and len(tried) <= most and repeats.left > 0:
        repeats.left -= 1
        tried.append(run())
    best = tried[-1] if tried[-1].quiet else min(tried, key=lambda one: one.others_share)
    repeats.discarded += len(tried) - 1
    return best


@dataclass(frozen=True)
class Summary:
    """A row over all rounds: medians of the rounds, percentiles of all requests in milliseconds."""

    cpu_ms: float
    server_ms: float
    database_ms: float
    per_second: float
    p50: float
    p95: float
    p99: float
    requests: int
    errors: int
    disturbed: int
    rounds: tuple[float, ...] = field(default=())


def summarise(bursts: Sequence[Burst]) -> Summary:
    """Raises ValueError without bursts."""
    latencies = [1000 * one for burst in bursts for one in burst.latencies]

    def middle(values: Iterable[float]) -> float:
        return round(median(values), 3)

    return Summary(
        cpu_ms=middle(one.cpu_ms for one in bursts),
        server_ms=middle(1000 * one.server / max(1, one.requests) for one in bursts),
        database_ms=middle(1000 * one.database / max(1, one.requests) for one in bursts),
        per_second=round(median(one.requests / one.wall for one in bursts), 1),
        p50=round(percentile(latencies, 0.5), 2),
        p95=round(percentile(latencies, 0.95), 2),
        p99=round(percentile(latencies, 0.99), 2),
        requests=sum(one.requests for one in bursts),
        errors=sum(one.errors for one in bursts),
        disturbed=sum(not one.quiet for one in bursts),
        rounds=tuple(round(one.cpu_ms, 3) for one in bursts),
    )
