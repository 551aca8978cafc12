"""What PostgreSQL is asked about volunteers, as columns of eight bytes each; `{some}` narrows it to a few of them."""

from __future__ import annotations

from typing import Final

PEOPLE: Final = (
    "id", "basic", "conversational", "fluent", "skills", "interests", "slots", "in_person", "online", "latitude",
    "longitude", "placed", "radius", "age", "weekly", "awake", "hours_per_month", "project_hours", "stale", "verified",
)  # fmt: skip

_STANDS: Final = """
    EXISTS (
        SELECT 1 FROM volunteers_consent c
        WHERE c.person_id = p.person_id AND c.given <= %(now)s AND (c.withdrawn IS NULL OR c.withdrawn > %(now)s)
            AND c.text_id = (
                SELECT t.id FROM volunteers_consenttext t WHERE t.purpose = '{purpose}' AND t.starts <= %(now)s
                ORDER BY t.version DESC LIMIT 1
            )
    )
"""
_MATCHING: Final = _STANDS.format(purpose="matching")
_GUARDIAN: Final = _STANDS.format(purpose="guardian")
_AGE: Final = """
    greatest(%(year)s - extract(year FROM p.born)::int - (%(month)s <= extract(month FROM p.born)::int)::int, 0)
"""

PEOPLE_QUERY: Final = f"""
    SELECT p.id, p.languages_basic, p.languages_conversational, p.languages_fluent, p.skills, p.interests, p.slots,
        p.in_person::int::bigint, p.online::int::bigint, coalesce(p.latitude, 0), coalesce(p.longitude, 0),
        (p.latitude IS NOT NULL)::int::bigint, p.radius::bigint,
        coalesce({_AGE}, 0)::bigint,
        p.proposals_per_week::bigint, (p.paused_until IS NULL OR p.paused_until < %(night)s)::int::bigint,
        coalesce(p.hours_per_month, -1)::bigint, p.project_hours::bigint,
        greatest(%(night)s - p.confirmed, 0)::bigint,
        (EXISTS (
            SELECT 1 FROM volunteers_identitycheck i WHERE i.profile_id = p.id AND i.valid_until >= %(first)s
        ))::int::bigint
    FROM volunteers_volunteerprofile p
    WHERE p.ended IS NULL AND {_MATCHING}
        AND (p.born IS NULL OR {_AGE} >= 18 OR {_GUARDIAN}) {{some}}
    ORDER BY p.id
"""
"""Who agreed to be matched, in the words in force, and has not left; for a minor a guardian agreed too. Age as `profiles.ages.age_on`."""

DETAILS: Final = ("detail", "id", "first", "second")
ASKED, BUSY, WORKED, EXCEPTIONS, EXPERIENCE = range(5)
"""What a row of `DETAILS_QUERY` tells of a person; two numbers each, the second 0 where one is enough."""

_ASKED: Final = f"""
    SELECT {ASKED}::bigint, p.profile_id,
        count(*) FILTER (WHERE p.proposed > %(since)s), count(*) FILTER (WHERE p.status = 'proposed')
    FROM volunteers_proposal p
    WHERE (p.proposed > %(since)s OR p.status = 'proposed') {{some}}
    GROUP BY p.profile_id
"""
_BUSY: Final = f"""
    SELECT {BUSY}::bigint, p.profile_id,
        extract(epoch FROM lower(p.during))::bigint, extract(epoch FROM upper(p.during))::bigint
    FROM volunteers_application p
    WHERE p.status IN ('applied', 'offered', 'accepted') AND p.during && tstzrange(%(begins)s, %(ends)s) {{some}}
"""
_WORKED: Final = f"""
    SELECT {WORKED}::bigint, p.profile_id, sum(extract(epoch FROM upper(p.during) - lower(p.during)))::bigint, 0::bigint
    FROM volunteers_application p
    WHERE p.status IN ('offered', 'accepted', 'took-part') AND p.during && tstzrange(%(month_begins)s, %(month_ends)s)
        {{some}}
    GROUP BY p.profile_id
"""
_EXCEPTIONS: Final = f"""
    SELECT {EXCEPTIONS}::bigint, p.profile_id, (p.day - %(first)s)::bigint, p.times::bigint
    FROM volunteers_availabilityexception p
    WHERE p.day BETWEEN %(first)s AND %(last)s {{some}}
"""
_EXPERIENCE: Final = f"""
    SELECT {EXPERIENCE}::bigint, p.profile_id,
        bit_or(1::bigint << (array_position(%(fields)s, o.field::text) - 1)), 0::bigint
    FROM volunteers_application p JOIN volunteers_opening o ON o.id = p.opening_id
    WHERE p.status = 'took-part' {{some}}
    GROUP BY p.profile_id
"""
DETAILS_QUERY: Final = " UNION ALL ".join((_ASKED, _BUSY, _WORKED, _EXCEPTIONS, _EXPERIENCE))
"""Proposals of late and still open, times taken, seconds worked this month, days that are different, fields known."""
