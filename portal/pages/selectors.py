"""What the home page and the desks show, gathered from the apps below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.directory.models import Organization
from organizations.places.npo_selectors import my_places
from organizations.resource_map import selectors as resource_map
from organizations.resource_map.place_types import read_types
from organizations.resource_map.query import MapQuery
from portal.accounts.models import User
from portal.shared.japan import JAPAN
from portal.shared.languages import BY_CODE
from portal.shared.texts import text
from portal.shared.wards import current_ward
from volunteers.applications.selectors import number_to_answer
from volunteers.hours.rules import SILENT
from volunteers.hours.selectors import number_to_confirm

VOICES_SHOWN = 12
TASKS: Mapping[str, MapQuery] = {
    "doctor": MapQuery(type=("medical-interpreting",)),
    "book": MapQuery(type=("japanese-class",)),
    "talk": MapQuery(type=("consultation-desk", "ward-office")),
    "child": MapQuery(type=("childcare", "learning-support")),
    "work": MapQuery(field=("17",)),
    "bowl": MapQuery(audience=("households-in-need",)),
    "disaster": MapQuery(type=("emergency-site", "evacuation-shelter")),
    "take-part": MapQuery(audience=("volunteers",)),
}
"""What people come for, by its icon, as searches of the map."""


def home_page(language: str, now: datetime) -> dict[str, Any]:
    """Context of the front door: eight tasks, who speaks what today, what was confirmed lately."""
    ward, types = current_ward(), read_types(language)
    recent = resource_map.lately_confirmed(
        language=language, now=now, types=types, home_municipality=ward.municipality_code
    )
    return {
        "ward": ward,
        "tasks": _tasks(),
        "speaking_today": _speaking_today(now),
        "recent": recent,
        "keep_seconds": resource_map.seconds_true(recent, now=now),
    }


def _tasks() -> list[dict[str, str]]:
    words = {
        "doctor": (_("Health"), _("Advice, and interpreters for the doctor")),
        "book": (_("Learn Japanese"), _("Classes in the ward")),
        "talk": (_("Ask someone"), _("Advice desks and ward offices")),
        "child": (_("Children"), _("Childcare and study help")),
        "work": (_("Work"), _("Help with finding and keeping a job")),
        "bowl": (_("When money is short"), _("Meals, food and support")),
        "disaster": (_("Disaster"), _("Shelters and safe places")),
        "take-part": (_("Take part"), _("Join in and help others")),
    }
    return [
        {"icon": icon, "url": query.url(), "title": words[icon][0], "hint": words[icon][1]}
        for icon, query in TASKS.items()
    ]


def _speaking_today(now: datetime) -> list[dict[str, Any]]:
    spoken = resource_map.spoken_on(now.astimezone(JAPAN).date())
    return [
        {
            "code": BY_CODE[code].html_lang,
            "autonym": BY_CODE[code].autonym,
            "count": count,
            "url": MapQuery(lang=code, today=True).url(),
        }
        for code, count in spoken[:VOICES_SHOWN]
    ]


def npo_desk(user: User, language: str, now: datetime) -> dict[str, Any]:
    """Context of the organisation's desk: what waits, my places, the board of translations, my organisations."""
    mine = list(Organization.objects.managed_by(user).order_by("sort_key", "id"))
    organizations = [
        {
            "name": text(one, "name", language).value,
            "status": one.get_status_display(),
            "url": reverse("organizations:npo_organization", args=[one.pk]),
        }
        for one in mine
    ]
    places = my_places(user, language, now)
    active = [one.pk for one in mine if one.status not in SILENT]
    return {"organizations": organizations, **places, "counts": [*_volunteers_wait(active, user), *places["counts"]]}


def _volunteers_wait(organizations: list[int], user: User) -> list[dict[str, Any]]:
    """What this member can answer and confirm now, each number with the page where it is done; two queries."""
    if not organizations:
        return []
    found = (
        (_("applications to answer"), "volunteers:npo_openings", number_to_answer(organizations)),
        (_("hours to confirm"), "volunteers:npo_hours", number_to_confirm(organizations, user.person_id or 0)),
    )
    return [{"label": label, "url": reverse(name), "number": number} for label, name, number in found]
