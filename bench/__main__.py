"""`python -m bench [--quick] [--places N …] [--growth N] [--rollup]`: prints the table, writes var/bench.json."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import time
from typing import Any

from bench import databases, growth, report, rollup, server, wards
from bench.server import BenchError
from portal import embedded

FILE = embedded.PROJECT / "var" / "bench.json"
ROLLUP_FILE = FILE.with_name("bench-rollup.json")
FULL = wards.Effort(seconds=3.0, rounds=3, repeats=60)
QUICK = wards.Effort(seconds=0.6, rounds=2, repeats=10)


def main() -> int:
    """0 when every bar holds, 1 when one is missed, 2 when the bench could not run."""
    options = _options()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(2))
    if sys.platform != "linux":
        print("bench: reads processor time from /proc, so it needs Linux", file=sys.stderr)
        return 2
    try:
        embedded.ensure_running()
        databases.drop_leftovers()
        server.collect_static()
        return _run_rollup(options) if options.rollup else _run(options)
    except (BenchError, embedded.EmbeddedError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two minutes: one ward, short bursts, growth to 10^4")
    parser.add_argument("--places", type=int, nargs="*", help="sizes of wards (2000 10000)")
    parser.add_argument("--growth", type=int, help="largest power of ten (6); 0: none")
    parser.add_argument("--rollup", action="store_true", help="the night's counting alone, of a ward of 300,000")
    return parser.parse_args()


def _run(options: argparse.Namespace) -> int:
    started = time.monotonic()
    places = options.places if options.places is not None else [2000] if options.quick else [2000, 10_000]
    power = options.growth if options.growth is not None else 4 if options.quick else 6
    found: dict[str, Any] = {"machine": _machine(), "quick": options.quick, "wards": [], "growth": None}
    missed: list[str] = []
    for size in places:
        table = wards.measure_ward(size, QUICK if options.quick else FULL, _tell)
        print(report.ward_text(table), flush=True)
        found["wards"].append(table.as_json())
        missed += [f"{size}: {line.row.name}: {', '.join(line.missed)}" for line in table.lines if line.missed]
    if power >= 4:
        grown = growth.measure_growth([10**one for one in range(3, power + 1)], growth.effort(options.quick), _tell)
        print(report.growth_text(grown), flush=True)
        found["growth"] = grown.as_json()
        missed += [f"growth: {case.name}" for case in grown.cases if case.gated and case.missed]
    found["missed"], found["seconds"] = missed, round(time.monotonic() - started)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\n{len(missed)} bars missed; {found['seconds']} s; all figures are in {FILE.relative_to(embedded.PROJECT)}")
    return 1 if missed else 0


def _run_rollup(options: argparse.Namespace) -> int:
    started, share = time.monotonic(), rollup.QUICK_SHARE if options.quick else 1.0
    table = rollup.measure_rollup(QUICK if options.quick else FULL, _tell, share=share)
    print(rollup.rollup_text(table), flush=True)
    seconds = round(time.monotonic() - started)
    found = {"machine": _machine(), "share": share, "rollup": table.as_json(), "seconds": seconds}
    ROLLUP_FILE.parent.mkdir(parents=True, exist_ok=True)
    ROLLUP_FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(
        f"\n{len(table.missed)} bars missed; {seconds} s; all figures are in {ROLLUP_FILE.relative_to(embedded.PROJECT)}"
    )
    return 1 if table.missed else 0


def _machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "python": platform.python_version(), "load_before": os.getloadavg()[0]}


def _tell(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
