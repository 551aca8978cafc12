"""Private addresses that stand as the contact of an organisation or a place.

Organisations are here, for their places follow one that nobody can reach any more.
"""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from organizations.directory.completeness import is_unreachable
from organizations.directory.mails import managers_of, tell
from organizations.directory.models import Organization
from organizations.places.indexing import index_places
from organizations.places.models import Place
from organizations.places.organization_services import move_organization
from portal.shared.history.erasing import blank_history
from portal.shared.languages import SOURCE_CODE
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject
from portal.shared.versions import content_changed


def _erase_contacts(subject: Subject, erasing: Erasing) -> int:
    """A private address that stood as an organisation's contact goes, from what was before too."""
    wanted = Q()
    for address in subject.addresses:
        wanted |= Q(email__iexact=address)
    if not wanted:
        return 0
    found = list(Organization.objects.select_for_update(of=("self",)).filter(wanted).order_by("pk"))
    for organization in found:
        organization.email = ""
        if organization.status == Organization.Status.PUBLISHED and is_unreachable(organization):
            _suspend(organization, subject, erasing)
    if found:
        rows = Organization.objects.filter(pk__in=[one.pk for one in found])
        rows.update(email="", revision=F("revision") + 1, updated=erasing.now)
        content_changed()
    return len(found) + blank_history(Organization, "email", subject.addresses)


def _suspend(organization: Organization, subject: Subject, erasing: Erasing) -> None:
    """Nobody could ask it anything, so it may not be public; its other managers are told what it needs."""
    with override(SOURCE_CODE):
        reason = gettext("Its only contact was a person's address, and that was erased. It needs another one.")
    by, now = erasing.by, erasing.now
    move_organization(organization_id=organization.pk, verb="suspend", reason=reason, by=by, now=now)
    others = [one for one in managers_of(organization.pk) if one.pk != subject.person_id]
    values = {"verb": "suspend", "reason": reason}
    tell(others, "organization_decided", organization, by=by, now=now, **values)


def _erase(subject: Subject, erasing: Erasing) -> int:
    wanted = Q()
    for address in subject.addresses:
        wanted |= Q(email__iexact=address)
    if not wanted:
        return 0
    found = list(Place.objects.filter(wanted).values_list("pk", flat=True))
    if found:
        Place.objects.filter(pk__in=found).update(email="", revision=F("revision") + 1, updated=erasing.now)
        index_places(found, now=erasing.now)
        content_changed()
    return len(found) + blank_history(Place, "email", subject.addresses)


PERSONAL_DATA = (
    PersonalData(
        name="contacts",
        fields={"organizations.Organization": frozenset({"email", "phone", "address"})},
        title=_("Contact of an organisation"),
        purpose=_("So that residents reach it. Some small groups give a private address or telephone."),
        who_sees=_("Everybody; an address only where the organisation shows it."),
        retention=Retention(days=0, words=_("Until the organisation changes it.")),
        erase=_erase_contacts,
    ),
    PersonalData(
        name="place_contacts",
        fields={"organizations.Place": frozenset({"email", "phone"})},
        title=_("Contact of a place"),
        purpose=_("So that residents reach it. Some small groups give a private address or telephone."),
        who_sees=_("Everybody."),
        retention=Retention(days=0, words=_("Until the organisation changes it.")),
        erase=_erase,
    ),
)
