"""What a migration's SQL does to a portal that runs meanwhile. Pure: judges statements, asks no database.

Every ALTER TABLE takes the whole table for a moment; that is bearable (`migrate` gives up after two seconds and tries
again). Named here is what keeps the table for long, or what the release that still runs cannot live with. Tables that
the same migration makes are nobody's yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One statement that readers and writers would notice, and the way round it."""

    what: str
    instead: str
    statement: str


# (pattern, what it does, what to do instead); the first group names the table.
_RULES: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), what, instead)
    for pattern, what, instead in (
        (
            r"^CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*? ON (?:ONLY )?(\S+)",
            "an index is built while nobody may write",
            "AddIndexConcurrently in a migration with atomic = False",
        ),
        (
            r"^ALTER TABLE (\S+) ADD CONSTRAINT \S+ (?:CHECK|FOREIGN KEY)(?!.*NOT VALID)",
            "all rows are checked while nobody may write",
            "AddConstraintNotValid, and ValidateConstraint in the next migration",
        ),
        (
            r"^ALTER TABLE (\S+) ADD CONSTRAINT \S+ (?:UNIQUE|PRIMARY KEY|EXCLUDE)(?!.*USING INDEX)",
            "an index is built while nobody may read or write",
            "a unique index made concurrently, then the constraint USING INDEX",
        ),
        (
            r"^ALTER TABLE (\S+) (?:.* )?ALTER COLUMN \S+ (?:SET DATA )?TYPE ",
            "the table may be written anew while nobody may read it",
            "a new column, filled in chunks, then used",
        ),
        (
            r"^ALTER TABLE (\S+) (?:.* )?ALTER COLUMN \S+ SET NOT NULL",
            "all rows are looked at while nobody may read or write",
            "a NOT VALID check that it is not null, validated, then SET NOT NULL",
        ),
        (
            r"^ALTER TABLE (\S+) DROP COLUMN",
            "the running release still reads the column",
            "the code first (expand), the column a release later (contract)",
        ),
        (r"^DROP TABLE (\S+)", "the running release still uses the table", "the code first, the table a release later"),
        (
            r"^ALTER TABLE (\S+) RENAME",
            "the running release knows the old name",
            "a new column or table beside the old one",
        ),
        (
            r"^ALTER TABLE (\S+) ALTER COLUMN \S+ DROP DEFAULT",
            "the running release does not fill the new column and has no default to fall back on",
            "db_default, or a column that may be null",
        ),
    )
)


def findings(statements: Sequence[str]) -> Iterator[Finding]:
    """What of one migration's statements would be noticed, in order."""
    made: set[str] = set()
    for statement in map(_plain, statements):
        new = re.match(r"CREATE TABLE (?:IF NOT EXISTS )?(\S+)", statement, re.IGNORECASE)
        if new:
            made.add(_name(new[1]))
        for pattern, what, instead in _RULES:
            found = pattern.match(statement)
            if found and _name(found[1]) not in made:
                yield Finding(what, instead, statement)


def _plain(statement: str) -> str:
    lines = (line for line in statement.splitlines() if not line.lstrip().startswith("--"))
    return " ".join(" ".join(lines).split())


def _name(written: str) -> str:
    return written.strip('";(').lower()
