"""Rows of volunteers as the access matrix meets them: made when an address asks for one, once for each cast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from organizations.directory.models import Organization
from portal.accounts.models import Person
from tests.factories import Cast, make_organization, make_person
from tests.volunteers.factories import (
    make_application,
    make_hours,
    make_opening,
    make_profile,
    make_proposal,
    make_shift,
)
from volunteers.applications.models import Application
from volunteers.hours.models import Certificate, Hours
from volunteers.matching.models import Proposal
from volunteers.profiles.models import VolunteerProfile

NOWHERE, NO_UID = 987_654_321, UUID("00000000-0000-4000-8000-000000000000")
FORLORN = "だれもいない会"
"""An organisation without members: only the ward confirms hours given there."""


def _place_had(organization: Organization, person: Person | None) -> Application:
    """The person had a place at a shift of yesterday."""
    found = Application.objects.filter(organization=organization).order_by("id").first()
    if found is not None:
        return found
    now = timezone.now()
    giver = person or make_person(f"helper of {organization.pk}")
    profile = VolunteerProfile.objects.filter(person=giver).first() or make_profile("helper", now=now, person=giver)
    shift = make_shift(make_opening(now=now, organization=organization), now=now, days=-1)
    return make_application(profile, shift, now=now)


def _hours(organization: Organization) -> dict[str, Any]:
    application = _place_had(organization, None)
    row = Hours.objects.filter(application=application).first() or make_hours(application, now=timezone.now())
    return {"hours_id": row.pk}


def _places_had(cast: Cast) -> dict[str, dict[str, Any]]:
    """The outsider helped at the manager's organisation, somebody else at the other one."""
    return {
        "own": {"application_uid": _place_had(cast.organization, cast.outsider.person).uid},
        "foreign": {"application_uid": _place_had(cast.other_organization, None).uid},
        "missing": {"application_uid": NO_UID},
    }


def _asked(cast: Cast) -> dict[str, dict[str, Any]]:
    """The same places, by number."""
    return {
        "own": {"application_id": _place_had(cast.organization, cast.outsider.person).pk},
        "foreign": {"application_id": _place_had(cast.other_organization, None).pk},
        "missing": {"application_id": NOWHERE},
    }


def _shifts(cast: Cast) -> dict[str, dict[str, Any]]:
    return {
        "own": {"shift_id": _place_had(cast.organization, cast.outsider.person).shift_id},
        "foreign": {"shift_id": _place_had(cast.other_organization, None).shift_id},
        "missing": {"shift_id": NOWHERE},
    }


def _reported(cast: Cast) -> dict[str, dict[str, Any]]:
    forlorn = Organization.objects.filter(name_ja=FORLORN).first() or make_organization(FORLORN)
    return {
        "own": _hours(cast.organization),
        "foreign": _hours(cast.other_organization),
        "any": _hours(forlorn),
        "missing": {"hours_id": NOWHERE},
    }


def _certificates(cast: Cast) -> dict[str, dict[str, Any]]:
    """The outsider's and somebody else's."""

    def code(person: Person) -> str:
        day = date(2026, 11, 1)
        values = {"starts": day, "ends": day + timedelta(days=9), "minutes": 60, "lines": [], "issued": timezone.now()}
        return Certificate.objects.get_or_create(person=person, defaults={"name": person.name, **values})[0].code

    assert cast.outsider.person is not None
    assert cast.other_manager.person is not None
    return {
        "own": {"code": code(cast.outsider.person)},
        "foreign": {"code": code(cast.other_manager.person)},
        "missing": {"code": "NOSUCHCODE"},
    }


def _proposed(cast: Cast) -> dict[str, dict[str, Any]]:
    """An opening of the other organisation is proposed to the outsider."""
    now = timezone.now()
    person = cast.outsider.person
    profile = VolunteerProfile.objects.filter(person=person).first() or make_profile("helper", now=now, person=person)
    found = Proposal.objects.filter(profile=profile, status=Proposal.Status.PROPOSED).first()
    if found is None:
        opening = make_opening(now=now, organization=cast.other_organization)
        make_shift(opening, now=now)
        found = make_proposal(profile, opening, now=now)
    return {"own": {"proposal_id": found.pk}, "missing": {"proposal_id": NOWHERE}}


MADE: Mapping[str, Callable[[Cast], dict[str, dict[str, Any]]]] = {
    "application_uid": _places_had,
    "application_id": _asked,
    "shift_id": _shifts,
    "hours_id": _reported,
    "proposal_id": _proposed,
    "code": _certificates,
}
"""By the name of the address's argument."""
