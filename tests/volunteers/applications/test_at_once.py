"""Many people at one shift, and one person at two, at once, in processes of their own, many rounds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from organizations.directory.models import Organization
from portal import embedded
from portal.accounts.models import Person
from portal.shared.models import Act
from tests import factories
from tests.volunteers.factories import make_opening
from volunteers.applications.models import Application
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import VolunteerProfile

pytestmark = pytest.mark.django_db(transaction=True)
RUN = "import django; django.setup(); from tests.volunteers.applications.askers import main; main()"
PEOPLE, PLACES, PROCESSES = 50, 5, 5
ROUNDS = int(os.environ.get("ROUNDS_AT_ONCE", "6"))
"""A few in every run, two hundred where somebody asks for them."""
CONTROL_ROUNDS = 2


@contextmanager
def _askers(*words: str) -> Iterator[list[subprocess.Popen[str]]]:
    parts = urlsplit(settings.DATABASE_URL or embedded.addresses().database_url)
    query = f"?{parts.query}" if parts.query else ""
    address = f"{parts.scheme}://{parts.netloc}/{connection.settings_dict['NAME']}{query}"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": address}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", RUN, *words],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    try:
        assert [_line(one) for one in started] == ["ready"] * PROCESSES
        yield started
    finally:
        for one in started:
            one.kill()
            one.communicate(timeout=30)


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _people(number: int, now: datetime) -> list[int]:
    people = Person.objects.bulk_create(Person(name=f"p{one}") for one in range(number))
    made = VolunteerProfile.objects.bulk_create(
        VolunteerProfile(person=one, nickname=one.name, confirmed=now.date()) for one in people
    )
    return [one.pk for one in made]


def _at_once(askers: list[subprocess.Popen[str]], pairs: list[tuple[int, int]], now: datetime) -> list[str]:
    """Each process gets its share and waits for the line to end: then all begin."""
    for number, process in enumerate(askers):
        assert process.stdin is not None
        process.stdin.write(json.dumps({"pairs": pairs[number::PROCESSES], "now": now.isoformat()}) + "\n")
    for process in askers:
        assert process.stdin is not None
        process.stdin.flush()
    return [word for one in askers for word in _line(one).split()]


def _shift(organization: Organization, now: datetime, number: int, places: int = PLACES) -> Shift:
    """Each round a week later, so that nobody is busy."""
    opening = make_opening(now=now, organization=organization, ends=now.date() + timedelta(days=7 * number + 14))
    starts = now + timedelta(days=7 * number + 7)
    return Shift.objects.create(opening=opening, starts=starts, ends=starts + timedelta(hours=2), places=places)


def test_fifty_at_five_places_exactly_five_have_one_and_the_others_stand_in_line(now: datetime) -> None:
    people, organization = _people(PEOPLE, now), factories.make_organization()
    with _askers() as askers:
        for number in range(ROUNDS):
            shift = _shift(organization, now, number)
            said = Counter(_at_once(askers, [(shift.pk, one) for one in people], now))
            assert said == {"accepted": PLACES, "waiting": PEOPLE - PLACES}
            shift.refresh_from_db()
            assert (shift.taken, shift.pending) == (PLACES, 0)
            assert Opening.objects.get(pk=shift.opening_id).status == Opening.Status.FILLED
    assert Application.objects.filter(status="accepted").count() == ROUNDS * PLACES
    assert Act.objects.filter(verb="apply_application").count() == ROUNDS * PEOPLE


def test_control_without_lock_and_condition_too_many_have_a_place(now: datetime) -> None:
    people, organization = _people(PEOPLE, now), factories.make_organization()
    with _askers("control") as askers:
        shifts = [_shift(organization, now, number) for number in range(CONTROL_ROUNDS)]
        said = [_at_once(askers, [(shift.pk, one) for one in people], now) for shift in shifts]
    assert max(words.count("accepted") for words in said) > PLACES, said


def test_one_person_in_two_places_at_a_time_one_wins(now: datetime) -> None:
    people, organization = _people(ROUNDS, now), factories.make_organization()
    with _askers() as askers:
        for number, one in enumerate(people):
            shifts = [_shift(organization, now, number) for _ in range(PROCESSES)]
            said = Counter(_at_once(askers, [(shift.pk, one) for shift in shifts], now))
            assert said == {"accepted": 1, "busy-then": PROCESSES - 1}
            assert sum(Shift.objects.filter(pk__in=[s.pk for s in shifts]).values_list("taken", flat=True)) == 1
