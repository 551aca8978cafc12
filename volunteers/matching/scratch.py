"""A made-up ward in a schema of its own, of the same tables as the real one, gone afterwards: for the benchmark."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from django.db import connection

from organizations.directory.models import Organization
from volunteers.matching.days import midnight
from volunteers.matching.made_ward import BEFORE_DAYS, fill_openings, fill_people
from volunteers.matching.synthetic import synthetic_ward

PREFIX: Final = "bench_matching_"
_TABLES: Final = (
    "accounts_person", "organizations_organization", "organizations_membership", "volunteers_volunteerprofile",
    "volunteers_consenttext", "volunteers_consent", "volunteers_identitycheck", "volunteers_availabilityexception",
    "volunteers_opening", "volunteers_shift", "volunteers_application", "volunteers_weighttable",
    "volunteers_matchingrun", "volunteers_notreached", "volunteers_proposal",
)  # fmt: skip
_KEYS: Final = {
    "run_id": "volunteers_matchingrun",
    "opening_id": "volunteers_opening",
    "profile_id": "volunteers_volunteerprofile",
    "weights_id": "volunteers_weighttable",
}
_TEXTS: Final = """
    INSERT INTO volunteers_consenttext (id, purpose, version, body, starts)
    VALUES (1, 'matching', 1, '', %(before)s), (2, 'guardian', 1, '', %(before)s)
"""


@contextmanager
def scratch_ward(people: int, openings: int, *, night: date, seed: int = 1, scarce: bool = False) -> Iterator[None]:
    """Within, this connection sees the made-up ward instead of the real one; what a killed run left goes as well."""
    schema = f"{PREFIX}{os.getpid()}"
    with connection.cursor() as cursor:
        _drop_leftovers(cursor)
        _make_tables(cursor, schema)
    try:
        volunteers, needs = synthetic_ward(people, openings, seed, scarce=scarce)
        with connection.cursor() as cursor:
            cursor.execute(_TEXTS, {"before": midnight(night - timedelta(days=BEFORE_DAYS))})
        fill_people(volunteers, night=night, post_id=1)
        owner = Organization.objects.create(name_ja="x", status=Organization.Status.PUBLISHED, phone="x")
        fill_openings(needs, owner, night=night, random=np.random.default_rng(seed))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE " + ", ".join(f"{schema}.{table}" for table in _TABLES))
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET search_path")
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")


def _drop_leftovers(cursor: Any) -> None:
    """Schemas of processes that live no more."""
    cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", [f"{PREFIX}%"])
    for (name,) in cursor.fetchall():
        number = name.removeprefix(PREFIX)
        if number.isdigit() and not os.path.exists(f"/proc/{number}"):
            cursor.execute(f"DROP SCHEMA {name} CASCADE")


def _make_tables(cursor: Any, schema: str) -> None:
    cursor.execute(f"CREATE SCHEMA {schema}")
    for table in _TABLES:
        cursor.execute(f"CREATE TABLE {schema}.{table} (LIKE public.{table} INCLUDING ALL)")
        _let_be_empty(cursor, schema, table)
    for column, table in _KEYS.items():
        cursor.execute(
            f"ALTER TABLE {schema}.volunteers_proposal ADD FOREIGN KEY ({column}) REFERENCES {schema}.{table}"
            " DEFERRABLE INITIALLY DEFERRED"
        )
    cursor.execute(f"SET search_path TO {schema}, public")


def _let_be_empty(cursor: Any, schema: str, table: str) -> None:
    """Columns that matching does not read need no values here."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
        " AND is_nullable = 'NO' AND is_identity = 'NO' AND column_name <> 'id'",
        [schema, table],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {schema}.{table} ALTER COLUMN {name} DROP NOT NULL")
