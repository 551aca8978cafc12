"""Who may open which address: every URL name × role × method × own or foreign, as data and as a way to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone, translation

from kpis.alerts.models import Alert
from kpis.catalogue.models import Indicator
from kpis.measurements.models import Entry
from kpis.references.models import Reference, Series
from portal.accounts.models import User
from tests.factories import Cast, make_logo, make_post, make_user
from tests.kpis.factories import make_alert, make_entry, make_indicator, make_reference
from tests.volunteers.cases import MADE
from tests.volunteers.factories import make_opening, make_profile
from volunteers.profiles.models import VolunteerProfile

NOWHERE = 987_654_321
NO_UID = UUID("00000000-0000-4000-8000-000000000000")
ROLES = ("anonymous", "outsider", "staff", "manager", "other_manager", "official")
LIKE = {
    "administrator": "official",
    "contractor": "official",
    "auditor": "official",
    "coordinator": "outsider",
    "reviewer": "outsider",
}
"""Further posts of the ward, and whose pattern they follow where the matrix does not say otherwise."""


@dataclass(frozen=True)
class Case:
    """One address as one of the cast meets it."""

    name: str
    whose: str
    address: str


def url_names() -> list[str]:
    """Every URL name of the portal, from the resolver itself."""
    return sorted(set(_walk(get_resolver().url_patterns, "")))


def _walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, space + (f"{one.namespace}:" if one.namespace else ""))
        else:
            yield space + str(one.name)


def cases(name: str, cast: Cast) -> list[Case]:
    """The addresses of a name: the NPO's own object, a foreign one and a missing one where it takes an id."""
    places = {"own": cast.place.pk, "foreign": cast.other_place.pk, "missing": NOWHERE}
    organizations = {"own": cast.organization.pk, "foreign": cast.other_organization.pk, "missing": NOWHERE}
    known: dict[str, dict[str, dict[str, Any]]] = {
        "place_id": {whose: {"place_id": key} for whose, key in places.items()},
        "organization_id": {whose: {"organization_id": key} for whose, key in organizations.items()},
        "opening_id": {**_openings(name, cast), "missing": {"opening_id": NOWHERE}},
        "type_id": {"any": {"type_id": cast.place.type_id}, "missing": {"type_id": NOWHERE}},
        "uid": {**_logos(name, cast), "missing": {"uid": NO_UID}},
        "mail_id": {"missing": {"mail_id": NOWHERE}},
        "membership_id": {"missing": {"organization_id": NOWHERE, "membership_id": NOWHERE}},
        "invitation_id": {"missing": {"organization_id": NOWHERE, "invitation_id": NOWHERE}},
        "request_id": {"missing": {"organization_id": NOWHERE, "request_id": NOWHERE}},
        "other_id": {
            "any": {"organization_id": cast.organization.pk, "other_id": cast.other_organization.pk},
            "missing": {"organization_id": cast.organization.pk, "other_id": NOWHERE},
        },
        "report_id": {"missing": {"report_id": NOWHERE}},
        "token": {"missing": {"token": NO_UID}},
        "run_id": {"missing": {"run_id": NOWHERE}},
        "post_id": {"any": {"post_id": cast.post.pk}, "missing": {"post_id": NOWHERE}},
        "holding_id": {"any": {"holding_id": cast.holding.pk}, "missing": {"holding_id": NOWHERE}},
        "person_id": {"any": {"person_id": cast.staff.person_id}, "missing": {"person_id": NOWHERE}},
        "object_id": {
            whose: {"kind": "place", "object_id": key} for whose, key in (("any", cast.place.pk), ("missing", NOWHERE))
        },
        "waiting": {"any": {"waiting": "hours-unknown"}, "missing": {"waiting": "nothing"}},
        "key": {"missing": {"key": "nothing"}},
        "pk": {"missing": {"pk": NOWHERE}},
        "provider_id": {"any": {"provider_id": "ward"}},
        "uidb36": {"missing": {"uidb36": "1", "key": "nothing"}},
        "": {"any": {}},
        "step": {"any": {"step": "skills"}},
        "section": {"any": {"section": "limits"}},
        "profile_id": _volunteers(name),
        "entry_id": {**_entries(name), "missing": {"entry_id": NOWHERE}},
        "alert_id": {**_alerts(name), "missing": {"alert_id": NOWHERE}},
        "indicator_code": {**_indicators(name), "missing": {"indicator_code": "nothing"}},
        "policy_code": {"any": {"policy_code": "multi-actor"}, "missing": {"policy_code": "nothing"}},
        "fiscal_year": {"missing": {"fiscal_year": 1999}},
        "series_key": {"any": {"series_key": "population"}, "missing": {"series_key": "nothing"}},
        "reference_id": {**_references(name), "missing": {"reference_id": NOWHERE}},
        "target_id": {"missing": {"indicator_code": "nothing", "target_id": NOWHERE}},
    }
    wanted = next((key for key in reversed(list(known)) if key and key in _arguments(name)), "")
    made = next((key for key in MADE if key in _arguments(name)), "")
    with translation.override("en"):
        return [
            Case(name, whose, reverse(name, kwargs=arguments) if arguments else reverse(name))
            for whose, arguments in (MADE[made](cast) if made else known[wanted]).items()
        ]


def _openings(name: str, cast: Cast) -> dict[str, dict[str, Any]]:
    """A published opening of each NPO."""
    if "opening_id" not in _arguments(name):
        return {}
    mine = {"own": cast.organization, "foreign": cast.other_organization}
    made = {whose: make_opening(now=timezone.now(), organization=owner) for whose, owner in mine.items()}
    return {whose: {"opening_id": opening.pk} for whose, opening in made.items()}


def _logos(name: str, cast: Cast) -> dict[str, dict[str, Any]]:
    """A stored file that everybody may see."""
    if name != "download_file":
        return {}
    return {"any": {"uid": make_logo(cast.organization, timezone.now()).uid}}


def _volunteers(name: str) -> dict[str, dict[str, Any]]:
    """A volunteer whom nobody of the cast knows."""
    if "profile_id" not in _arguments(name):
        return {}
    known = VolunteerProfile.objects.filter(nickname="helper").first() or make_profile(now=timezone.now())
    section = {"section": "limits"} if "section" in _arguments(name) else {}
    return {"any": {"profile_id": known.pk, **section}, "missing": {"profile_id": NOWHERE, **section}}


def _indicators(name: str) -> dict[str, dict[str, Any]]:
    """An indicator that no night has counted yet."""
    if "indicator_code" not in _arguments(name):
        return {}
    found = Indicator.objects.filter(code="t-listings").first() or make_indicator("t-listings", "items-published")
    return {"any": {"indicator_code": found.code}}


def _alerts(name: str) -> dict[str, dict[str, Any]]:
    """A target that will be missed."""
    if "alert_id" not in _arguments(name):
        return {}
    return {"any": {"alert_id": (Alert.objects.first() or make_alert(timezone.now())).pk}}


def _entries(name: str) -> dict[str, dict[str, Any]]:
    """A value that waits for approval."""
    if "entry_id" not in _arguments(name):
        return {}
    return {"any": {"entry_id": (Entry.objects.first() or make_entry(timezone.now())).pk}}


def _references(name: str) -> dict[str, dict[str, Any]]:
    """A population that a colleague approved."""
    if "reference_id" not in _arguments(name):
        return {}
    found = Reference.objects.first() or make_reference(Series.POPULATION, timezone.localdate(), 1000)
    return {"any": {"reference_id": found.pk}}


@cache
def _arguments(name: str) -> set[str]:
    *spaces, last = name.split(":")
    resolver: Any = get_resolver()
    for space in spaces:
        resolver = next(r for r in _resolvers(resolver) if r.namespace == space)
    return set().union(
        *(set(found[1]) for possibility in resolver.reverse_dict.getlist(last) for found in possibility[0])
    )


def _resolvers(resolver: URLResolver) -> Iterator[URLResolver]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield one
            yield from _resolvers(one)


def user_of(role: str, cast: Cast) -> User:
    """One of the cast, or somebody who holds this post of the ward since then."""
    if role not in LIKE:
        user: User = getattr(cast, role)
        return user
    email = f"{role}@example.org"
    found = User.objects.filter(email=email).first() or make_user(email)
    if not found.holdings:
        make_post(found, role, cast.holding.starts)
    return found


def client_of(role: str, cast: Cast) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    if role != "anonymous":
        client.force_login(user_of(role, cast))
    return client


def ask(client: Client, method: str, address: str) -> Any:
    """The answer; posts carry no fields, so that nothing is changed by asking."""
    return getattr(client, method.lower())(address)
