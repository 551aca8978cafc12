"""The demo's openings and the people who may take them, through the services, the same for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from organizations.directory.models import Organization
from organizations.places.models import Place
from organizations.towns.table import towns_of
from organizations.vocabulary import Field
from portal.accounts.models import Person, User
from portal.demo.content import DATA, MUNICIPALITY
from portal.shared.japan import JAPAN
from volunteers.openings.models import Opening
from volunteers.openings.services import check_opening, create_opening, publish_opening
from volunteers.openings.shifts import ShiftPlan
from volunteers.profiles.consents import give_consent
from volunteers.profiles.models import ConsentText, VolunteerProfile
from volunteers.profiles.services import save_profile
from volunteers.vocabulary import FIELDS, PROFESSIONAL, SKILLS, SLOTS, Level

VOLUNTEERS, OPENINGS = 400, 80
TOWNS = towns_of(MUNICIPALITY)
OPENS = time(9)
OFFICIAL, VOLUNTEER = "official1@demo.example", "volunteer@demo.example"
TELL_EVERY = 100
NICKNAMES = (
    "Sakura", "Momiji", "Yuzu", "Tsubame", "Kaede", "Hotaru", "Sumire", "Kawasemi", "Azalea", "Maple", "River", "Cedar",
)  # fmt: skip
LANGUAGES = (
    ({"ja": 3}, 30), ({"ja": 3, "en": 2}, 22), ({"en": 3, "ja": 1}, 10), ({"zh-hans": 3, "ja": 2}, 9),
    ({"vi": 3, "ja": 2}, 7), ({"ne": 3, "ja": 2, "en": 2}, 6), ({"ne": 3, "ja": 3}, 1), ({"ko": 3, "ja": 3}, 5),
    ({"my": 3, "ja": 1}, 4), ({"fil": 3, "en": 3, "ja": 1}, 4), ({"vi": 3, "ja": 3}, 2),
)  # fmt: skip
"""Language → level, and how often."""
BUSY = ("sat-morning", "sat-afternoon", "sun-morning", "sun-afternoon", "tue-evening", "thu-evening", "wed-evening")


@transaction.atomic
def seed_volunteering(*, scale: int, seed: int, now: datetime, tell: Callable[[str], None]) -> dict[str, int]:
    """Openings of published organisations and profiles of people without accounts; what is there is left alone."""
    chance = random.Random(seed)
    official = User.objects.values_list("person_id", flat=True).get(email=OFFICIAL)
    organizations = list(Organization.objects.published().order_by("id"))
    _openings(organizations, OPENINGS * scale, chance, official, now)
    _cast_profile(now)
    present = VolunteerProfile.objects.count()
    for number in range(present, VOLUNTEERS * scale):
        _profile(number, chance, now)
        if number % TELL_EVERY == 0:
            tell(f"  {number} of {VOLUNTEERS * scale} volunteers")
    return {"openings": Opening.objects.count(), "volunteers": VolunteerProfile.objects.count()}


def _openings(
    organizations: Sequence[Organization], wanted: int, chance: random.Random, official: int | None, now: datetime
) -> None:
    themes = json.loads((DATA / "openings.json").read_text(encoding="utf-8"))
    for number in range(Opening.objects.count(), wanted):
        theme = themes[number % len(themes)]
        organization = organizations[(number * 7) % len(organizations)]
        made = create_opening(
            organization_id=organization.pk,
            texts=_texts(theme),
            columns=_opening_columns(theme, organization, now),
            shifts=_shifts(theme, chance.randrange(0, 14), now),
            by=None,
            now=now,
        )
        made = publish_opening(opening_id=made.pk, revision=made.revision, by=None, now=now)
        if made.status == Opening.Status.CHECKING:
            check_opening(opening_id=made.pk, revision=made.revision, verb="approve", reason="", by=official, now=now)


def _texts(theme: dict[str, Any]) -> dict[str, str]:
    fields = ("title", "summary", "scope")
    return {f"{name}_{column}": text for name in fields for column, text in theme.get(name, {}).items()}


def _opening_columns(theme: dict[str, Any], organization: Organization, now: datetime) -> dict[str, Any]:
    today = now.astimezone(JAPAN).date()
    same = (
        "kind", "field", "skills_required", "skills_welcome", "answer", "money", "slots", "project_hours",
        "minimum_age", "identity_required", "with_children", "adults_present", "confidential",
    )  # fmt: skip
    shown = Place.objects.published().filter(organization=organization, public_latitude__isnull=False)
    place = shown.order_by("id").first()
    where = {"place_id": place.pk} if place else {"town_code": TOWNS[organization.pk % len(TOWNS)].code13}
    return {
        **{name: theme[name] for name in same if name in theme},
        "languages": theme["languages"],
        "languages_welcome": theme["welcome"],
        "online": theme.get("online", False),
        "on_site": theme.get("on_site", True),
        "insured": True,
        "starts": today,
        "ends": today + timedelta(days=90),
        **where,
    }


def _shifts(theme: dict[str, Any], later: int, now: datetime) -> list[ShiftPlan]:
    """Rows of the file: days from today, hours after nine, hours, places."""
    if "shifts" not in theme:
        return [ShiftPlan(places=theme["places"])]
    first = datetime.combine(now.astimezone(JAPAN).date(), OPENS, JAPAN)
    starts = [first + timedelta(days=days + later, hours=hours) for days, hours, _length, _places in theme["shifts"]]
    return [
        ShiftPlan(places=places, starts=begins, ends=begins + timedelta(hours=length))
        for begins, (_days, _hours, length, places) in zip(starts, theme["shifts"], strict=True)
    ]


def _profile(number: int, chance: random.Random, now: datetime) -> None:
    nickname = f"{NICKNAMES[number % len(NICKNAMES)]} {number + 1}"
    person = Person.objects.create(name=nickname)
    languages = chance.choices([one for one, _ in LANGUAGES], [often for _, often in LANGUAGES])[0]
    skills = set(chance.sample(SKILLS, chance.randrange(1, 4)))
    if chance.random() < 0.15:
        skills.add(chance.choice(PROFESSIONAL))
    town = chance.choice(TOWNS)
    values = {
        "nickname": nickname,
        "languages": languages,
        "skills": tuple(skills),
        "interests": tuple(chance.sample(FIELDS, chance.randrange(1, 4))),
        "slots": tuple(set(chance.sample(BUSY, 2)) | set(chance.sample(SLOTS, chance.randrange(1, 5)))),
        "in_person": True,
        "online": chance.random() < 0.4,
        "town_code": town.code13,
        "radius": chance.choice((2000, 3000, 5000, 8000)),
        "proposals_per_week": chance.choice((1, 2, 3, 3, 3, 5)),
        "project_hours": chance.choice((0, 0, 0, 2, 4, 6)) if skills & set(PROFESSIONAL) else 0,
        "channel": VolunteerProfile.Channel.DESK,
        "born": date(1950 + number % 55, number % 12 + 1, 1) if number % 5 else None,
    }
    _keep(person, values, "ja", now - timedelta(days=chance.randrange(0, 200)), now)


def _cast_profile(now: datetime) -> None:
    """The cast's volunteer reads English and is free in the evening and at weekends."""
    person = Person.objects.get(user__email=VOLUNTEER)
    if VolunteerProfile.objects.filter(person=person).exists():
        return
    Person.objects.filter(pk=person.pk).update(language="en")
    values = {
        "nickname": "Cedar",
        "languages": {"en": Level.FLUENT, "ne": Level.FLUENT, "ja": Level.CONVERSATIONAL},
        "skills": ("events", "interpreting", "web", "culture"),
        "interests": (Field.INTERNATIONAL, Field.CHILDREN, Field.SOCIAL_EDUCATION),
        "slots": (*BUSY, "sun-evening"),
        "in_person": True,
        "online": True,
        "town_code": TOWNS[0].code13,
        "radius": 8000,
        "proposals_per_week": 5,
        "project_hours": 4,
        "born": date(1994, 5, 1),
    }
    _keep(person, values, "en", now, now)


def _keep(person: Person, values: dict[str, Any], language: str, then: datetime, now: datetime) -> None:
    save_profile(person_id=person.pk, values=values, by=person.pk, now=then)
    give_consent(person_id=person.pk, purpose=ConsentText.Purpose.MATCHING, language=language, by=person.pk, now=now)
