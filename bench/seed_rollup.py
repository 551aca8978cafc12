"""Fills a bench database with five fiscal years of a ward of 300,000: `python -m bench.seed_rollup <share>`.

By SQL alone and without chance, so that two runs are the same; what is assumed stands in docs/bench.md. A share of 1 is
the whole ward, smaller ones have so much less of everything. Columns that no source reads are empty.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any, Final

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

django.setup()

from bench.models import CREATE  # noqa: E402
from bench.seed_indicators import YEARS, facts_of_indicators, fill_official  # noqa: E402
from portal.shared.fiscal import DAY, FIRST_MONTH, fiscal_year  # noqa: E402
from portal.shared.japan import JAPAN  # noqa: E402
from portal.shared.languages import LANGUAGES  # noqa: E402
from portal.shared.reach.models import PageKind  # noqa: E402
from volunteers.vocabulary import FIELDS  # noqa: E402

AMOUNTS: Final = {
    "people": 30_000, "profiles": 20_000, "at_once": 3_000, "organizations": 2_000, "places": 10_000,
    "openings": 20_000, "applications": 400_000, "hours": 500_000, "on_a_day": 2_400,
}  # fmt: skip
"""`at_once`: volunteers of one month; `on_a_day`: people who use the portal signed in."""
TABLES: Final = (
    "accounts_person", "accounts_activityday", "volunteers_volunteerprofile", "organizations_organization",
    "organizations_place", "volunteers_opening", "volunteers_shift", "volunteers_application", "volunteers_hours",
    "reach_pageviews",
)  # fmt: skip
_EMPTY: Final = {
    "character varying": "''", "text": "''", "boolean": "false", "ARRAY": "'{}'", "jsonb": "'{}'", "bigint": "0",
    "integer": "0", "smallint": "0", "uuid": "gen_random_uuid()", "date": "date '2000-01-01'",
    "timestamp with time zone": "now()",
}  # fmt: skip
_DAYS = "generate_series(%(first)s::date, %(last)s::date, interval '1 day') WITH ORDINALITY AS d (day, n)"
_NOON = "(%(first)s::date + interval '12 hours') AT TIME ZONE 'Asia/Tokyo'"
_SPAN = "(%(last)s::date - %(first)s::date)"
_STEPS: Final = (
    """
    INSERT INTO accounts_person (id, name) SELECT n, 'x' FROM generate_series(100, %(people)s + 99) n;
    INSERT INTO volunteers_volunteerprofile (id, person_id, nickname, in_person, radius, proposals_per_week,
        town_code)
    SELECT n, n, 'x', true, 2000, 3, lpad((n %% 40)::text, 4, '0') FROM generate_series(100, %(profiles)s + 99) n
    """,
    """
    INSERT INTO organizations_organization (id, kind, status, name_ja, phone)
    SELECT n, 'npo', 'published', 'x', 'x' FROM generate_series(1, %(organizations)s) n;
    INSERT INTO organizations_place (id, organization_id, type_id, status, name_ja, public_latitude, public_longitude)
    SELECT n, 1 + n %% %(organizations)s, (SELECT min(id) FROM organizations_placetype), 'published', 'x', 35.69, 139.7
    FROM generate_series(1, %(places)s) n
    """,
    f"""
    INSERT INTO volunteers_opening (id, organization_id, kind, status, title_ja, field, on_site, starts, ends,
        published, languages_basic, languages_welcome, town_code)
    SELECT n, 1 + n %% %(organizations)s, 'short-term', 'published', 'x', (%(fields)s::text[])[1 + n %% %(kinds)s],
        true, %(first)s, %(last)s, {_NOON} + interval '1 day' * ({_SPAN} * (n - 1.0) / %(openings)s),
        CASE WHEN n %% 9 = 0 THEN 33 ELSE 1 END, CASE WHEN n %% 7 = 0 THEN 2 ELSE 0 END,
        lpad((n %% 40)::text, 4, '0')
    FROM generate_series(1, %(openings)s) n;
    INSERT INTO volunteers_shift (id, opening_id, starts, ends, places)
    SELECT 2 * o.id - n, o.id, o.published + interval '9 days' * (n + 1), o.published + interval '9 days' * (n + 1)
        + interval '2 hours', 20 FROM volunteers_opening o, generate_series(0, 1) n
    """,
    """
    INSERT INTO volunteers_application (id, opening_id, organization_id, shift_id, profile_id, status, channel,
        applied, decided)
    SELECT n, s.opening_id, 1 + s.opening_id %% %(organizations)s, s.id, 100 + (s.month * %(at_once)s / 12
        + (hashint4(n) + 2147483648::bigint) %% %(at_once)s) %% %(profiles)s,
        (ARRAY['took-part','took-part','took-part','took-part','took-part','accepted','no-show','declined','withdrawn',
            'expired'])[1 + n %% 10],
        (ARRAY['search','search','night','search','candidate','coordinator','search','contractor'])[1 + n / 10 %% 8],
        s.starts - interval '5 days', s.starts - interval '3 days'
    FROM (SELECT generate_series(1, %(applications)s) n) a JOIN (SELECT *, (extract(epoch FROM starts -
        %(first)s::date) / 86400 / 30)::int AS month FROM volunteers_shift) s
        ON s.id = 1 + n %% (2 * %(openings)s) WHERE s.starts < %(last)s::date
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO volunteers_hours (person_id, organization_id, application_id, day, minutes, status, confirmed)
    SELECT a.profile_id, a.organization_id, a.id, (s.starts AT TIME ZONE 'Asia/Tokyo')::date, 60 + a.id %% 180,
        'confirmed', s.ends FROM volunteers_application a JOIN volunteers_shift s ON s.id = a.shift_id
    WHERE a.status = 'took-part';
    INSERT INTO volunteers_hours (person_id, organization_id, day, minutes, status, confirmed)
    SELECT 100 + (day / 30 * %(at_once)s / 12 + (hashint4(n::int) + 2147483648::bigint) %% %(at_once)s) %% %(profiles)s,
        1 + n %% %(organizations)s, %(first)s::date + day, 30 + n %% 240,
        CASE WHEN n %% 20 = 0 THEN 'reported' ELSE 'confirmed' END, now()
    FROM (SELECT n, (n * 7919::bigint %% ((%(last)s::date - %(first)s::date) + 1))::int AS day
        FROM generate_series(1, %(hours)s - (SELECT count(*) FROM volunteers_hours)) n) h
    """,
    f"""
    INSERT INTO accounts_activityday (day, person_id)
    SELECT d.day, 100 + (k * 3 + d.n * 7 %% 300 + d.n / 30 * 300) %% %(people)s
    FROM {_DAYS}, generate_series(1, %(on_a_day)s) k ON CONFLICT DO NOTHING
    """,
    f"""
    INSERT INTO reach_pageviews (day, kind, language, views)
    SELECT d.day, k, l, 1 + (d.n * 7 + length(k) * 31 + length(l)) %% 400
    FROM {_DAYS}, unnest(%(pages)s::text[]) k, unnest(%(languages)s::text[]) l
    """,
)


def main() -> None:
    """One argument: the share of the whole ward."""
    facts = seed(float(sys.argv[1]))
    print(json.dumps(facts))


def seed(share: float) -> dict[str, Any]:
    """Migrate, fill up to the last day that is over, vacuum; how many rows there are, and who may read."""
    call_command("migrate", interactive=False, verbosity=0)
    now = timezone.now()
    today = now.astimezone(JAPAN).date()
    first = date(fiscal_year(today) - YEARS, FIRST_MONTH, 1)
    given: dict[str, Any] = {name: max(1, round(number * share)) for name, number in AMOUNTS.items()}
    given |= {"first": first, "last": today - DAY, "fields": list(FIELDS), "kinds": len(FIELDS)}
    given |= {"pages": PageKind.values, "languages": [one.code for one in LANGUAGES]}
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        for table in TABLES:
            _let_be_empty(cursor, table)
        for step in _STEPS:
            cursor.execute(step, given)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        fill_official(now=now)
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
        rows = {table: _count(cursor, table) for table in TABLES}
    return {"rows": rows, "first": str(first), "night": str(today), **facts_of_indicators()}


def _let_be_empty(cursor: Any, table: str) -> None:
    """In this database alone: what must have a value has an empty one, and no trigger tells of rows one by one."""
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'"
        " AND is_identity = 'NO' AND column_default IS NULL AND column_name NOT LIKE '%%\\_id' AND column_name <> 'id'",
        [table],
    )
    for name, kind in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {_EMPTY[kind]}")


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
