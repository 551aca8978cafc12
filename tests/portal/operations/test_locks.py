"""Which migrations would hold up a running portal, and how `migrate` gives way."""

from __future__ import annotations

import io
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.operations.locks import findings
from portal.operations.management.commands import check_migrations, migrate

MADE_HERE = 'CREATE TABLE "grants_call" ("id" bigint NOT NULL PRIMARY KEY);'


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ('CREATE INDEX "call_day" ON "grants_call" ("day");', "AddIndexConcurrently"),
        ('CREATE UNIQUE INDEX "call_day" ON "grants_call" ("day") WHERE "x";', "AddIndexConcurrently"),
        ('ALTER TABLE "grants_call" ADD CONSTRAINT "c" CHECK ("n" > 0);', "AddConstraintNotValid"),
        (
            'ALTER TABLE "grants_call" ADD CONSTRAINT "f" FOREIGN KEY ("p") REFERENCES "p" ("id") DEFERRABLE;',
            "AddConstraintNotValid",
        ),
        ('ALTER TABLE "grants_call" ADD CONSTRAINT "u" UNIQUE ("n");', "USING INDEX"),
        ('ALTER TABLE "grants_call" ADD CONSTRAINT "x" EXCLUDE USING gist ("n" WITH =);', "USING INDEX"),
        ('ALTER TABLE "grants_call" ALTER COLUMN "n" TYPE bigint USING "n"::bigint;', "filled in chunks"),
        ('ALTER TABLE "grants_call" ALTER COLUMN "n" SET NOT NULL;', "NOT VALID check"),
        ('ALTER TABLE "grants_call" DROP COLUMN "n" CASCADE;', "a release later"),
        ('DROP TABLE "grants_call" CASCADE;', "a release later"),
        ('ALTER TABLE "grants_call" RENAME COLUMN "n" TO "m";', "beside the old"),
        ('ALTER TABLE "grants_call" RENAME TO "call";', "beside the old"),
        ('ALTER TABLE "grants_call" ALTER COLUMN "n" DROP DEFAULT;', "db_default"),
    ],
)
def test_what_holds_up_is_named_with_the_way_round_it(statement: str, word: str) -> None:
    (found,) = findings(["BEGIN;", statement, "COMMIT;"])
    assert word in found.instead and found.statement == statement
    assert list(findings([MADE_HERE, statement])) == [], "a table of this very migration is nobody's yet"
    assert list(findings([MADE_HERE.replace("grants_call", "grants_other"), statement])) != []
    (again,) = findings([f"--\n-- Some operation\n--\n{statement.lower()}"])
    assert again.instead == found.instead


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE INDEX CONCURRENTLY "call_day" ON "grants_call" ("day");',
        'ALTER TABLE "grants_call" ADD COLUMN "n" integer NULL;',
        'ALTER TABLE "grants_call" ADD COLUMN "n" integer DEFAULT 0 NOT NULL;',
        'ALTER TABLE "grants_call" ADD CONSTRAINT "c" CHECK ("n" > 0) NOT VALID;',
        'ALTER TABLE "grants_call" VALIDATE CONSTRAINT "c";',
        'ALTER TABLE "grants_call" ADD CONSTRAINT "u" UNIQUE USING INDEX "call_n";',
        'ALTER TABLE "grants_call" DROP CONSTRAINT "c";',
        "-- Raw Python operation",
    ],
)
def test_what_is_over_in_a_moment_passes(statement: str) -> None:
    assert list(findings([statement])) == []


@pytest.mark.django_db(transaction=True)
def test_the_command_names_what_came_after_the_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = tmp_path / "baseline.txt"
    lines = check_migrations.BASELINE.read_text(encoding="utf-8").splitlines(keepends=True)
    older.write_text("".join(one for one in lines if "organizations.0007" not in one), encoding="utf-8")
    monkeypatch.setattr(check_migrations, "BASELINE", older)
    told = io.StringIO()
    with pytest.raises(CommandError, match=r"docs/migrations\.md"):
        call_command("check_migrations", stdout=io.StringIO(), stderr=told)
    assert "organizations.0007" in told.getvalue() and "instead:" in told.getvalue()


@pytest.mark.django_db(transaction=True)
def test_migrate_gives_way_to_whoever_holds_a_table_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "PAUSES", (0,))
    monkeypatch.setattr(migrate, "LOCK_SECONDS", 0.1)
    monkeypatch.setattr(migrate.migrate.Command, "handle", _takes_the_table)
    told = io.StringIO()
    parameters = connection.get_connection_params()
    where = {key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if parameters.get(key)}
    with psycopg.connect(**where) as holder:
        holder.execute("LOCK TABLE shared_ward IN ACCESS SHARE MODE")
        with pytest.raises(CommandError, match="run migrate again"):
            call_command("migrate", stderr=told)
    assert told.getvalue().count("trying again") == 1
    call_command("migrate", stderr=told)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone()[0] == "0", "the connection is as it was"


def _takes_the_table(*_: object, **__: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shared_ward RENAME CONSTRAINT ward_is_one_row TO ward_is_one")
        cursor.execute("ALTER TABLE shared_ward RENAME CONSTRAINT ward_is_one TO ward_is_one_row")
