"""People of the journeys of volunteers, far from all others in the ward: nobody else fits what is needed here.

The night that matches them has passed before anybody else comes, so that it is about them alone.
"""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from psycopg.types.range import TimestamptzRange

from organizations.directory.models import Organization
from portal.accounts.models import Person
from portal.shared.japan import JAPAN
from portal.shared.outbox.models import Message
from tests import factories
from tests.browser.facts import Facts
from tests.volunteers.factories import make_opening, make_profile, make_shift
from volunteers.applications.clocks import reminder_moment
from volunteers.applications.models import Application
from volunteers.applications.reminding import remind_volunteers
from volunteers.matching.services import run_matching
from volunteers.openings.models import Opening, Shift

THERE = {"latitude": 35.72108, "longitude": 139.68127, "town_code": "1310410087001"}
WEEK = timedelta(days=7)


def move_in(facts: Facts, now: datetime) -> None:
    """An organisation, a volunteer who reads English, two with a language that is seldom, a coordinator; one night."""
    host, coordinator, volunteer = (factories.make_user(f"{role}@example.org") for role in ("host", "desk", "reads"))
    Person.objects.filter(pk=volunteer.person_id).update(language="en")
    ours = factories.make_organization("西落合ひまわりの会", name_en="Nishiochiai Sunflowers")
    factories.make_member(host, ours, now)
    factories.make_post(coordinator, "coordinator", now - timedelta(days=1))
    for user in (host, coordinator):
        facts.codes[user.email] = RecoveryCodes.activate(user).get_unused_codes()
    facts.accounts |= {"host": host.email, "coordinator": coordinator.email, "volunteer": volunteer.email}
    long_ago: dict[str, Any] = {"now": now - WEEK, "radius": 1000, **THERE}
    make_profile(
        "Sunflower", person=volunteer.person, **_fluent("en"), skills=("reception",), interests=("2",), **long_ago
    )  # fmt: skip
    make_profile("Maple", **_fluent("th"), **long_ago)
    away = make_profile("Bamboo", **_fluent("my"), paused_until=now.date() + WEEK, **long_ago)
    facts.volunteering["away"] = away.pk
    _needed(facts, ours, now)
    run_matching(night=now.astimezone(JAPAN).date(), now=now)


def _fluent(code: str) -> dict[str, tuple[str, ...]]:
    """Each level holds the languages spoken so well at least."""
    return {f"languages_{level}": (code,) for level in ("basic", "conversational", "fluent")}


def _needed(facts: Facts, ours: Organization, now: datetime) -> None:
    """Three openings for who speaks English, and one for a language whose only speaker makes a pause."""
    last_month = now.replace(day=1) - WEEK
    about: dict[str, Any] = {
        "now": now, "organization": ours, "checked": last_month, "published": last_month, **THERE,
    }  # fmt: skip
    english = {"languages_basic": ("en",), "languages_conversational": ("en",), "skills_welcome": ("reception",)}
    for number, (key, title_ja, title_en) in enumerate(_TITLES, start=3):
        opening = make_opening(
            title_ja,
            title_en=title_en,
            summary_ja="受付で案内します。",
            meeting_point_ja="入口",
            field="2",
            **english,
            **about,
        )
        _at_ten(make_shift(opening, now=now, days=number, places=3))
        facts.volunteering[key] = opening.pk
    burmese = make_opening(
        "生活相談の通訳", languages_basic=("my",), languages_conversational=("my",), title_en="Interpreting", **about
    )
    _at_ten(make_shift(burmese, now=now, days=9))
    facts.volunteering["unreached"] = burmese.pk


_TITLES = (
    ("welcome", "国際交流会の受付", "Welcome desk of the friendship day"),
    ("library", "図書館の案内", "Guide in the library"),
    ("market", "朝市の案内", "Guide at the morning market"),
)


def _at_ten(shift: Shift) -> None:
    """By day, so that its hours lie in one day of Japan's whenever the tests run."""
    assert shift.starts is not None
    begins = datetime.combine(shift.starts.astimezone(JAPAN).date(), time(10), JAPAN)
    Shift.objects.filter(pk=shift.pk).update(starts=begins, ends=begins + timedelta(hours=2))


@transaction.atomic
def days_pass(opening_id: int, now: datetime) -> str:
    """The evening before a shift of the opening comes, then the shift; answers with what the reminders said."""
    shift = Shift.objects.get(opening_id=opening_id)
    assert shift.starts is not None and shift.ends is not None
    evening = reminder_moment(shift.starts)
    remind_volunteers(night=evening.date(), now=evening, cursor=None)
    coming = Application.objects.filter(shift=shift)
    keys = [f"application:{one.pk}:remind:" for one in coming]
    told = [one.values | {"to": one.to} for one in Message.objects.all() if one.key and one.key.startswith(tuple(keys))]
    days = timedelta(days=(shift.ends - now).days + 2)
    starts, ends = shift.starts - days, shift.ends - days
    Opening.objects.filter(pk=opening_id).update(starts=starts.date())
    Shift.objects.filter(pk=shift.pk).update(starts=starts, ends=ends)
    coming.update(during=TimestamptzRange(starts, ends), applied=starts - timedelta(days=3))
    return json.dumps(told)
