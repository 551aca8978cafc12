"""What a step of the night declares: the machinery does the rest.

A step is a line in `portal/nightly.py` and a function beside the tables it works on:

    def purge_messages(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
        rows = Message.objects.filter(id__gt=cursor or 0, …).order_by("id")[:500]
        …
        return Chunk(rows[-1].id if len(rows) == 500 else None, {"purged": purged}, done=len(rows), total=…)

It is called again and again with the cursor it answered (None at the beginning), until it answers None. Each call is
one transaction, and the machinery saves the cursor and the sums in that same transaction: after a SIGKILL the chunk
has happened with its cursor, or neither has. So a function

- opens no transaction of its own and loads no more than a chunk;
- orders by something that does not change under it (the id), never by an offset;
- leaves what the database cannot take back (files, the network) to `transaction.on_commit`, and finds it again
  another night if it was killed in between; mail goes through the outbox;
- does not rely on finding each row as it left it: people edit by day and by night.

A step that is one statement is one chunk: `one_chunk(lambda night, now: {"sessions": …})`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeAlias

from django.utils.functional import Promise

from portal.shared.nights.periods import CatchUp

Cursor: TypeAlias = int | str | list[int | str] | None
"""Where a step stands: anything that JSON keeps; None is the beginning."""


@dataclass(frozen=True)
class Chunk:
    """What one chunk did: where the next begins (None: the step is finished), and numbers that are summed up.

    `done` rows of `total` (None: unknown) move the progress bar on.
    """

    cursor: Cursor
    counts: Mapping[str, int] = field(default_factory=dict)
    done: int = 0
    total: int | None = None


class RunChunk(Protocol):
    """Do the next part of a step's work within the transaction that is open."""

    def __call__(self, *, night: date, now: datetime, cursor: Cursor) -> Chunk: ...


@dataclass(frozen=True)
class Step:
    """A line of the night: what to call, what to make up for, and what officials read about it.

    `words` is a sentence with the step's counts in it: `%(places)s places brought up to date`.
    """

    name: str
    run_chunk: RunChunk
    title: str | Promise
    words: str | Promise
    catch_up: CatchUp = CatchUp.LATEST_ONLY


def one_chunk(work: Callable[[date, datetime], Mapping[str, int]]) -> RunChunk:
    """A step that is done in one statement, or in a few that take no time."""

    def run(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
        return Chunk(None, work(night, now), done=1, total=1)

    return run
