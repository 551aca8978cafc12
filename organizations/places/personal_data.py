"""Private addresses that stand as a place's contact."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organizations.places.indexing import index_places
from organizations.places.models import Place
from portal.shared.history.erasing import blank_history
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject
from portal.shared.versions import content_changed


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
        name="place_contacts",
        fields={"organizations.Place": frozenset({"email", "phone"})},
        title=_("Contact of a place"),
        purpose=_("So that residents reach it. Some small groups give a private address or telephone."),
        who_sees=_("Everybody."),
        retention=Retention(days=0, words=_("Until the organisation changes it.")),
        erase=_erase,
    ),
)
