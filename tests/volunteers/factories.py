"""Plain functions that make one volunteer, opening or shift each, with sensible values for what does not matter."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from organizations.directory.models import Organization
from organizations.vocabulary import Field
from portal.accounts.models import Person
from portal.shared.japan import JAPAN
from tests import factories
from volunteers.applications.models import Application
from volunteers.hours.models import Hours
from volunteers.matching.models import Proposal
from volunteers.matching.weighing import stored_table
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import Consent, ConsentText, VolunteerProfile
from volunteers.vocabulary import SLOTS

HERE = {"latitude": 35.6852, "longitude": 139.7247, "town_code": "1310410004001"}


def consent_text(purpose: str, now: datetime) -> ConsentText:
    """The first version of the words for a purpose."""
    texts = ConsentText.objects.filter(purpose=purpose).order_by("-version")
    return texts.first() or ConsentText.objects.create(purpose=purpose, version=1, body_ja="同意します。", starts=now)


def make_profile(
    nickname: str = "helper", *, now: datetime, person: Person | None = None, **fields: Any
) -> VolunteerProfile:
    """Free all week, at home in the place of `HERE`, agreed to be matched."""
    owner = person or factories.make_person(nickname)
    columns = {"slots": SLOTS, "confirmed": now.astimezone(JAPAN).date(), "languages_basic": ("ja",), **HERE, **fields}
    profile = VolunteerProfile.objects.create(person=owner, nickname=nickname, **columns)
    text = consent_text(ConsentText.Purpose.MATCHING, now)
    Consent.objects.create(person=owner, text=text, language="ja", given=now)
    return profile


def make_opening(
    title_ja: str = "日本語教室の手伝い", *, now: datetime, organization: Organization | None = None, **fields: Any
) -> Opening:
    """Published, once, at the place of `HERE`, next week; without shifts."""
    day = now.astimezone(JAPAN).date()
    defaults: dict[str, Any] = {
        "status": Opening.Status.PUBLISHED,
        "published": now,
        "field": Field.SOCIAL_EDUCATION,
        "starts": day,
        "ends": day + timedelta(days=30),
        **HERE,
    }
    owner = organization or factories.make_organization(f"{title_ja}の会")
    return Opening.objects.create(title_ja=title_ja, organization=owner, **{**defaults, **fields})


def make_shift(
    opening: Opening, *, now: datetime, days: int = 7, places: int = 1, hours: int = 2, **fields: Any
) -> Shift:
    """So many days from now, for so many hours."""
    starts = now + timedelta(days=days)
    return Shift.objects.create(
        opening=opening, places=places, **{"starts": starts, "ends": starts + timedelta(hours=hours), **fields}
    )


def make_application(profile: VolunteerProfile, shift: Shift, *, now: datetime, **fields: Any) -> Application:
    """Has a place since now, found by search."""
    defaults: dict[str, Any] = {"status": Application.Status.ACCEPTED, "channel": Application.Channel.SEARCH}
    moments = {"applied": now, "decided": now}
    keys = {"opening": shift.opening, "organization": shift.opening.organization}
    return Application.objects.create(profile=profile, shift=shift, **keys, **{**defaults, **moments, **fields})


def make_hours(application: Application, *, now: datetime, **fields: Any) -> Hours:
    """Two hours on that day, reported."""
    defaults: dict[str, Any] = {"day": now.astimezone(JAPAN).date(), "minutes": 120}
    if fields.get("status") == Hours.Status.CONFIRMED:
        defaults["confirmed"] = now
    person, organization = application.profile.person, application.organization
    return Hours.objects.create(
        person=person, organization=organization, application=application, **{**defaults, **fields}
    )


def make_proposal(profile: VolunteerProfile, opening: Opening, *, now: datetime, **fields: Any) -> Proposal:
    """As a night would write it; parts say: near, and free at one time of one."""
    columns = {"proposed": now, "due": now + timedelta(hours=48), "score": 500, "parts": [0] * 8 + [1, 1, 0], **fields}
    return Proposal.objects.create(profile=profile, opening=opening, weights=stored_table(now), **columns)
