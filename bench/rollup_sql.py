"""The same numbers in plain SQL, one statement for each source: what the rollup is compared with.

Written by hand from the definitions, not from the sources' querysets, and as quick as PostgreSQL allows; every statement
answers (first day of the period, is a year, number) for all months and fiscal years at once. The bench refuses to report
a ratio when a number differs from the rollup's.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from organizations.vocabulary import Field
from portal.shared.fiscal import Kind, period_of
from portal.shared.japan import JAPAN
from volunteers.bits import pack
from volunteers.vocabulary import LANGUAGES

_MONTH = "date_trunc('month', {day})::date"
_YEAR = "(date_trunc('year', {day} - interval '3 months') + interval '3 months')::date"
_DECIDED = "(a.decided AT TIME ZONE 'Asia/Tokyo')"
_PUBLISHED = "(published AT TIME ZONE 'Asia/Tokyo')"
_MATCHED = f"""
    WITH m AS MATERIALIZED (
        SELECT a.id, a.profile_id, a.opening_id, a.channel, a.decided, {_MONTH.format(day=_DECIDED)} AS month,
            {_YEAR.format(day=_DECIDED)} AS year
        FROM volunteers_application a
        WHERE a.status IN ('accepted', 'took-part', 'no-show') AND a.decided >= %(year_begins)s AND a.decided < %(ends)s
    ), once AS (
        SELECT DISTINCT ON (year, profile_id, opening_id) month, year, channel, opening_id, decided
        FROM m ORDER BY year, profile_id, opening_id, decided, id
    ), every AS (
        SELECT month AS first, false AS whole, channel, opening_id FROM once WHERE decided >= %(begins)s
        UNION ALL SELECT year, true, channel, opening_id FROM once WHERE decided >= %(begins)s
    )
"""
_TOOK_PART = """
    SELECT p.person_id, (s.starts AT TIME ZONE 'Asia/Tokyo')::date AS day,
        a.channel IN ('search', 'night', 'candidate') AS led
    FROM volunteers_application a JOIN volunteers_shift s ON s.id = a.shift_id
        JOIN volunteers_volunteerprofile p ON p.id = a.profile_id
    WHERE a.status = 'took-part'
    UNION ALL SELECT h.person_id, h.day, coalesce(a.channel IN ('search', 'night', 'candidate'), false)
    FROM volunteers_hours h LEFT JOIN volunteers_application a ON a.id = h.application_id
    WHERE h.status = 'confirmed'
"""


def _both(number: str, rows: str, day: str) -> str:
    """A sum of rows by month and by year in one reading."""
    return f"""
        SELECT coalesce(month, year), month IS NULL, {number} FROM (
            SELECT *, {_MONTH.format(day=day)} AS month, {_YEAR.format(day=day)} AS year FROM {rows}
        ) r GROUP BY GROUPING SETS ((month), (year))
    """


def _each_once(rows: str) -> str:
    """Different people by month, and from those by year."""
    return f"""
        WITH m AS MATERIALIZED (SELECT DISTINCT {_MONTH.format(day="day")} AS month, person_id FROM ({rows}) r
            WHERE day BETWEEN %(first)s AND %(last)s),
        y AS (SELECT DISTINCT {_YEAR.format(day="month")} AS year, person_id FROM m)
        SELECT month, false, count(*) FROM m GROUP BY 1 UNION ALL SELECT year, true, count(*) FROM y GROUP BY 1
    """


STATEMENTS: Final = {
    "matches-by-portal": f"""{_MATCHED} SELECT first, whole, count(*) FROM every
        WHERE channel IN ('search', 'night', 'candidate') GROUP BY 1, 2""",
    "matches-by-intermediary": f"""{_MATCHED} SELECT first, whole, count(*) FROM every
        WHERE channel IN ('coordinator', 'contractor') GROUP BY 1, 2""",
    "matches-multicultural": f"""{_MATCHED} SELECT first, whole, count(*) FROM every e
        JOIN volunteers_opening o ON o.id = e.opening_id
        WHERE o.languages_basic & %(others)s > 0 OR o.languages_welcome & %(others)s > 0 OR o.field = %(abroad)s
        GROUP BY 1, 2""",
    "first-participations": _both(
        "count(*)",
        f"(SELECT person_id, day FROM (SELECT *, min(day) OVER (PARTITION BY person_id) AS first FROM ({_TOOK_PART}) t) d"
        " WHERE day = first AND day BETWEEN %(first)s AND %(last)s GROUP BY 1, 2 HAVING bool_or(led)) f",
        "day",
    ),
    "active-volunteers": _each_once(_TOOK_PART),
    "active-users": _each_once("SELECT person_id, day FROM accounts_activityday"),
    "hours-confirmed": _both(
        "round(sum(minutes) / 60.0, 4)",
        "volunteers_hours WHERE status = 'confirmed' AND day BETWEEN %(first)s AND %(last)s",
        "day",
    ),
    "page-views": _both("sum(views)", "reach_pageviews WHERE day BETWEEN %(first)s AND %(last)s", "day"),
    "items-published": _both(
        "count(*)", "volunteers_opening WHERE published >= %(begins)s AND published < %(ends)s", _PUBLISHED
    ),
    "volunteer-pool": """SELECT date_trunc('month', %(last)s::date)::date, false, count(*)
        FROM volunteers_volunteerprofile WHERE ended IS NULL AND proposals_per_week > 0 AND (paused_until IS NULL OR paused_until < %(last)s)""",
    "organizations-on-map": """SELECT date_trunc('month', %(last)s::date)::date, false, count(*)
        FROM organizations_organization o WHERE status = 'published' AND EXISTS (SELECT FROM organizations_place p
        WHERE p.organization_id = o.id AND p.status = 'published' AND p.public_latitude IS NOT NULL)""",
}
"""Source → its statement."""


def answer(source: str, first: date, last: date) -> dict[tuple[date, bool], Decimal]:
    """(First day of a month or fiscal year, whether it is a year) → number, for the days from `first` to `last`."""
    given: dict[str, Any] = {
        "first": first,
        "last": last,
        "begins": datetime.combine(first, time(), JAPAN),
        "year_begins": period_of(first, Kind.YEAR).begins,
        "ends": datetime.combine(last + timedelta(days=1), time(), JAPAN),
        "others": pack((one for one in LANGUAGES if one not in ("ja", "jsl")), LANGUAGES),
        "abroad": Field.INTERNATIONAL.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[source], given)
        return {(begins, year): Decimal(number) for begins, year, number in cursor.fetchall()}
