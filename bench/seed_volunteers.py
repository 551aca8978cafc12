"""Volunteers and openings for a bench database that has its places: part of `bench.seed`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import numpy as np
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection

from bench.seed_indicators import cookie_of
from organizations.directory.models import Membership, Organization
from portal.accounts.models import Person, Post, User
from portal.shared.japan import JAPAN
from volunteers.matching.made_ward import fill_openings, fill_people
from volunteers.matching.synthetic import synthetic_ward
from volunteers.openings.models import Opening

OPENINGS: Final = 40
TRIGGERS: Final = ("volunteers_volunteerprofile", "volunteers_consent", "volunteers_identitycheck",
                   "volunteers_availabilityexception")  # fmt: skip
"""Tables whose triggers would tell of each row by itself that it is new."""
COUNTED: Final = ("accounts_person", "volunteers_volunteerprofile")


def fill_volunteers(people: int, *, now: datetime) -> None:
    """So many volunteers, and openings of all kinds of one organisation that has a manager."""
    night = now.astimezone(JAPAN).date()
    volunteers, openings = synthetic_ward(people, OPENINGS)
    with connection.cursor() as cursor:
        for table in TRIGGERS:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    fill_people(volunteers, night=night, post_id=Post.objects.create(kind=Post.Kind.COORDINATOR).pk)
    with connection.cursor() as cursor:
        for table in TRIGGERS:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table in COUNTED:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    owner = Organization.objects.published().order_by("id")[0]
    Membership.objects.create(organization=owner, person=_make_manager(), role=Membership.Role.MANAGER, accepted=now)
    fill_openings(openings, owner, night=night, random=np.random.default_rng(1))


def _make_manager() -> Person:
    person = Person.objects.create(name="Manager")
    user = User.objects.create(email="manager@example.org", person=person)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    TOTP.activate(user, generate_totp_secret())
    return person


def facts_of_volunteers() -> dict[str, Any]:
    """Openings by id, and the cookie with which their manager reads."""
    return {
        "opening_ids": list(Opening.objects.order_by("id").values_list("id", flat=True)),
        "manager": cookie_of("manager@example.org"),
    }
