"""The ledger of erasures outside the database: a restored backup does not know what was erased after it.

One JSON line for each erasure, flushed to the disk before the transaction ends: killed in between, a line may stand
for an erasure that did not happen, which the next night or restore then does; never the other way round.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from portal.shared.durable import sync_folder


@dataclass(frozen=True)
class Line:
    """One erasure: whose (a uid that names nobody), when, by which person id, for which reason."""

    person_uid: UUID
    at: datetime
    by: int | None
    reason: str


def append(path: Path, line: Line) -> None:
    """Add the line and wait until the disk has it; OSError when it cannot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"person": str(line.person_uid), "at": line.at.isoformat(), "by": line.by, "reason": line.reason})
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        torn = size and os.pread(handle, 1, size - 1) != b"\n"
        data = f"{chr(10) if torn else ''}{text}\n".encode()
        if os.write(handle, data) != len(data):
            raise OSError("the ledger of erasures took only a part of the line")
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(path.parent)


def read(path: Path) -> Iterator[Line]:
    """Every whole line, oldest first; what a crash tore in two is passed over."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    for text in lines:
        try:
            found = json.loads(text)
            yield Line(UUID(found["person"]), datetime.fromisoformat(found["at"]), found["by"], str(found["reason"]))
        except (ValueError, KeyError, TypeError):
            continue
