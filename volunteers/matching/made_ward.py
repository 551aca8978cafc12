"""Columns of a made-up ward into the tables, in bulk: for benchmarks; no person in it is anybody."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from organizations.directory.models import Organization
from volunteers.matching.bulk import write_columns
from volunteers.matching.columns import SLOTS, Ints, Mode, Openings, Timing, Volunteers
from volunteers.matching.days import midnight
from volunteers.matching.plane import degrees
from volunteers.openings.models import Opening, Shift
from volunteers.vocabulary import FIELDS, SLOT_STARTS

BEFORE_DAYS: Final = 99
"""So long ago everybody consented, and so long the checks hold on."""
_PEOPLE: Final = """
    INSERT INTO accounts_person (id, uid, name, kana, usual_name, language)
    SELECT id, gen_random_uuid(), 'x', '', '', 'ja' FROM made_people;
    INSERT INTO volunteers_volunteerprofile (id, uid, person_id, nickname, about, skills, interests, slots, in_person,
        online, town_code, latitude, longitude, radius, born, proposals_per_week, project_hours, channel, phone,
        postal_address, calendar_key, confirmed, languages_basic, languages_conversational, languages_fluent)
    SELECT id, gen_random_uuid(), id, 'x' || id, '', skills, interests, slots, in_person = 1, online = 1, '',
        latitude / 1e6, longitude / 1e6, radius,
        CASE WHEN age > 0 THEN date_trunc('month', %(night)s::date - (age * 366)::int)::date END,
        cap, hours, 'mail', '', '', gen_random_uuid(), %(night)s::date - stale::int,
        basic, conversational, fluent FROM made_people;
    INSERT INTO volunteers_consent (person_id, text_id, language, given, guardian, channel)
    SELECT m.id, t.id, 'ja', %(before)s, CASE t.purpose WHEN 'guardian' THEN 'x' ELSE '' END, 'mail'
    FROM made_people m, volunteers_consenttext t
    WHERE t.version = 1 AND (t.purpose = 'matching' OR t.purpose = 'guardian' AND m.age < 19);
    INSERT INTO volunteers_identitycheck (profile_id, document, post_id, checked, valid_until)
    SELECT id, 'other', %(post)s, %(before)s, %(night)s::date + 99 FROM made_people WHERE verified = 1;
    INSERT INTO volunteers_availabilityexception (profile_id, day, times)
    SELECT id, %(night)s::date + (1 + id %% 40)::int, id %% 16 FROM made_people WHERE id %% 3 = 0;
    DROP TABLE made_people;
"""


def fill_people(side: Volunteers, *, night: date, post_id: int) -> None:
    """Persons with profiles whose ids are those of the columns; consents to the first texts, checks by `post_id`."""
    before = midnight(night - timedelta(days=BEFORE_DAYS))
    latitudes, longitudes = degrees(side.x, side.y)
    columns: dict[str, NDArray[Any]] = {
        "id": side.id,
        "skills": side.skills[:, 0],
        "interests": side.interests,
        "slots": side.weekly,
        "latitude": np.rint(latitudes * 1e6),
        "longitude": np.rint(longitudes * 1e6),
        "basic": side.languages[:, 0],
        "conversational": side.languages[:, 1],
        "fluent": side.languages[:, 2],
    }
    columns |= {
        name: getattr(side, name) for name in ("in_person", "online", "radius", "age", "cap", "hours", "verified")
    }
    columns["stale"] = side.stale_days
    columns["in_person"] = side.in_person | ~side.online
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE made_people ({', '.join(f'{name} bigint' for name in columns)})")
        write_columns("made_people", {name: values.astype(np.int64) for name, values in columns.items()})
        cursor.execute(_PEOPLE, {"night": night, "before": before, "post": post_id})


def fill_openings(side: Openings, owner: Organization, *, night: date, random: np.random.Generator) -> None:
    """Open to everybody from this night on, with shifts."""
    latitudes, longitudes = degrees(side.x, side.y)
    kinds = {Timing.WEEKLY: "ongoing", Timing.SHIFTS: "short-term", Timing.HOURS: "project"}
    rows = [
        Opening(
            id=int(side.id[o]),
            organization=owner,
            title_ja="x",
            status=Opening.Status.PUBLISHED,
            published=midnight(night),
            kind=kinds[Timing(int(side.timing[o]))],
            field=FIELDS[int(side.field[o]).bit_length() - 1],
            skills_required=int(side.skills_required[o, 0]),
            skills_welcome=int(side.skills_welcome[o, 0]),
            languages_welcome=int(side.languages_welcome[o, 0]),
            languages_basic=int(np.bitwise_or.reduce(side.languages_required[o])),
            languages_conversational=int(np.bitwise_or.reduce(side.languages_required[o, 1:])),
            languages_fluent=int(side.languages_required[o, 2]),
            on_site=side.mode[o] != Mode.ONLINE,
            online=side.mode[o] != Mode.IN_PERSON,
            latitude=float(latitudes[o]),
            longitude=float(longitudes[o]),
            slots=int(side.weekly[o]),
            project_hours=int(side.hours[o]),
            starts=night,
            ends=night + timedelta(days=90),
            minimum_age=int(side.min_age[o]),
            identity_required=bool(side.identity[o]),
        )
        for o in range(len(side))
    ]
    Opening.objects.bulk_create(rows, batch_size=2000)
    Shift.objects.bulk_create(_shifts(side, rows, night, random), batch_size=5000)


def _shifts(side: Openings, rows: list[Opening], night: date, random: np.random.Generator) -> list[Shift]:
    """As many as the made-up columns have, each in one part of a day; places for a third of the proposals wanted."""
    made = []
    places: Ints = np.maximum(side.quota // 3, 1)
    for o, opening in enumerate(rows):
        number = int(np.diff(side.shift_start)[o]) if opening.is_dated else 1
        for _ in range(number):
            begins = _moment(night, int(random.integers(2, 56)), int(random.integers(0, SLOTS - 1)))
            ends = begins + timedelta(hours=2)
            made.append(
                Shift(
                    opening=opening,
                    starts=begins if opening.is_dated else None,
                    ends=ends if opening.is_dated else None,
                    places=max(int(places[o]) // number, 1),
                )
            )
    return made


def _moment(night: date, days: int, slot: int) -> datetime:
    return midnight(night + timedelta(days=days)) + timedelta(hours=SLOT_STARTS[slot].hour)
