"""The table for people and the file for machines."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from bench.growth import GrowthTable
from bench.measure import MOST_OTHERS
from bench.wards import WardTable

HEAD = ("row", "CPU ms", "app+db", "ratio", "bar", "queries", "wire KB", "req/s", "p50/p95/p99 ms", "")


def ward_text(table: WardTable) -> str:
    """One ward's table with its verdicts."""
    lines = [f"\n{table.places} places: milliseconds of processor time a request (server + PostgreSQL), medians"]
    cells = [HEAD]
    for name, floor in table.floors.items():
        cells.append((name, f"{floor['cpu_ms']:.2f}", _parts(floor), "1", "", "", "", f"{floor['per_second']:g}",
                      _latency(floor), _noise(floor)))  # fmt: skip
    for line in table.lines:
        one = vars(line.summary)
        verdict = "MISSED: " + ", ".join(line.missed) if line.missed else "ok" if line.row.bar.words() else ""
        cells.append((
            line.row.name, f"{one['cpu_ms']:.2f}", _parts(one), f"{line.ratio:g}×{line.row.bar.floor}",
            line.row.bar.words(), str(line.queries), f"{line.wire_bytes / 1000:.1f}", f"{one['per_second']:g}",
            _latency(one), f"{verdict} {_noise(one)}",
        ))  # fmt: skip
    lines += columns(cells)
    lines += [f"  not there: {name}" for name in table.absent]
    beside = table.beside_worst
    lines.append(
        f"  a place's page beside two readers of the dearest answer: {beside['times']:g} × its time alone"
        f" ({beside['alone_ms']:g} → {beside['beside_ms']:g} ms; bar ≤ 3)"
    )
    lines.append(f"  {honesty(table)}")
    return "\n".join(lines)


def honesty(table: WardTable) -> str:
    """What stood in the way of the measurement."""
    told = [f"{table.discarded} bursts discarded because something else used more than {MOST_OTHERS:.0%} of a core"]
    if table.disturbed:
        told.append(f"{table.disturbed} bursts (marked *) kept although disturbed: the repeats were used up")
    if not table.database_seen:
        told.append("PostgreSQL runs elsewhere: its processor time is NOT in the figures")
    return "; ".join(told) + "."


def growth_text(table: GrowthTable) -> str:
    """Milliseconds at each size and the ratios of the largest to the smallest."""
    sizes = [f"10^{len(str(size)) - 1}" for size in table.sizes]
    cells = [("growth, page in process", *(f"p50 {one}" for one in sizes), "p50 ×", "p99 ×", "db ms", "")]
    for case in table.cases:
        verdict = "MISSED" if case.missed else "ok"
        cells.append((
            case.name, *(f"{one.p50:.2f}" for one in case.points), f"{case.p50_ratio:g}", f"{case.p99_ratio:g}",
            " → ".join(f"{one.database:.1f}" for one in (case.points[0], case.points[-1])),
            verdict if case.gated else f"({verdict})",
        ))  # fmt: skip
    return "\n".join(["", *columns(cells), "  bars: p50 ≤ 2 ×, p99 ≤ 3 ×; in brackets: reported, no bar"])


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Aligned columns; a wide letter counts two."""
    widths = [max(_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    return ["  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows]  # fmt: skip


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _parts(one: dict[str, Any]) -> str:
    return f"{one['server_ms']:.2f}+{one['database_ms']:.2f}"


def _latency(one: dict[str, Any]) -> str:
    return f"{one['p50']:.1f}/{one['p95']:.1f}/{one['p99']:.1f}"


def _noise(one: dict[str, Any]) -> str:
    return "*" if one["disturbed"] else ""
