"""The history of a record tells who changed what, with names as they are today; the look itself is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organizations.places import services
from organizations.places.models import Place
from organizations.places.opening_plan import OpeningPlan, PlannedHours
from portal.accounts.models import Person
from portal.pages.history.selectors import row_history
from portal.shared.history.acting import acting
from portal.shared.models import Act
from tests.factories import Cast
from tests.volunteers.factories import make_opening
from tests.ward_people import holder, signed_in
from volunteers.openings import services as services_of_openings
from volunteers.openings.shifts import ShiftPlan

pytestmark = pytest.mark.django_db


def change_place(cast: Cast, now: datetime, name_en: str) -> None:
    with acting(by=cast.manager.person_id, through="organizations:update_place_texts"):
        revision = Place.objects.get(pk=cast.place.pk).revision
        services.update_place_texts(
            place_id=cast.place.pk, revision=revision, texts={"name_en": name_en}, by=cast.manager.person_id, now=now
        )


def test_before_and_after_language_by_language(cast: Cast, now: datetime) -> None:
    change_place(cast, now, "Class one")
    change_place(cast, now, "Class two")
    entries = row_history("place", cast.place.pk)
    assert entries is not None
    told = {(change.label, change.language, change.before, change.after) for one in entries for change in one.changes}
    assert told >= {
        ("name", "English", "Yotsuya Japanese class", "Class one"),
        ("name", "English", "Class one", "Class two"),
    }
    assert {one.who for one in entries if one.changes} == {"manager"} and entries[-1].created


def test_parts_tell_their_rows(cast: Cast, now: datetime) -> None:
    plan = OpeningPlan(known="hours", hours=(PlannedHours(0, 540, 720),))
    revision = Place.objects.get(pk=cast.place.pk).revision
    services.replace_opening_hours(place_id=cast.place.pk, revision=revision, plan=plan, by=None, now=now)
    entries = row_history("place", cast.place.pk)
    assert entries is not None
    assert ("", "Monday 9:00–12:00") in {(one.before, one.after) for entry in entries for one in entry.changes}


def test_who_may_look_and_the_look_is_kept(cast: Cast, now: datetime) -> None:
    change_place(cast, now, "Class one")
    address = reverse("row_history", kwargs={"kind": "place", "object_id": cast.place.pk})
    moment = timezone.now()
    auditor = holder("auditor", moment)
    page = signed_in(auditor).get(address).content.decode()
    assert "Class one" in page and "manager" in page
    look = Act.objects.get(verb="look_at_history")
    assert (look.person_id, look.object_type, look.object_id) == (
        auditor.person_id,
        "organizations.place",
        cast.place.pk,
    )
    assert signed_in(holder("coordinator", moment)).get(address).status_code in (403, 404)
    Person.objects.filter(user=cast.manager).update(name="Somebody else")
    assert "Somebody else" in signed_in(auditor).get(address).content.decode()


def test_members_of_an_organisation(cast: Cast, now: datetime) -> None:
    entries = row_history("organization", cast.organization.pk)
    assert entries is not None
    told = {change.after for one in entries for change in one.changes}
    assert told == {"manager: Manager", "staff: Staff"}
    assert row_history("organization", 987_654_321) is None


def test_an_opening_tells_its_conditions_and_its_shifts(cast: Cast, now: datetime) -> None:
    opening = make_opening("受付", now=now, organization=cast.organization, skills_required=("cooking",))
    plan = ShiftPlan(3, now, now + timedelta(hours=2))
    with acting(by=cast.manager.person_id, through="volunteers:save_opening"):
        columns = {"skills_required": ["cooking", "web"], "languages": {"vi": 2}, "minimum_age": 18}
        services_of_openings.save_opening(
            opening_id=opening.pk, revision=1, texts={"title_en": "Desk"}, columns=columns, by=None, now=now
        )
        services_of_openings.set_shifts(opening_id=opening.pk, revision=2, shifts=[plan], by=None, now=now)
    entries = row_history("opening", opening.pk)
    assert entries is not None
    told = {(change.label, change.before, change.after) for one in entries for change in one.changes}
    assert told >= {
        ("title", "", "Desk"),
        ("required skills", "Cooking", "Cooking, Websites"),
        ("languages conversational", "", "Vietnamese"),
        ("Shift", "", "18 November (Wed) 10:30–12:30 3 people"),
    }
    address = reverse("row_history", kwargs={"kind": "opening", "object_id": opening.pk})
    page = signed_in(holder("official", timezone.now())).get(address).content.decode()
    assert "受付" in page and "Cooking, Websites" in page
    assert Act.objects.get(verb="look_at_history").object_type == "volunteers.opening"


def test_queries_do_not_grow(cast: Cast, now: datetime) -> None:
    counts = []
    for rounds in (2, 20):
        for number in range(rounds):
            change_place(cast, now, f"Class {rounds} {number}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            row_history("place", cast.place.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
