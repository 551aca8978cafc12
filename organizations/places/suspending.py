"""The ward takes a place off all pages for its own sake, and lets it back; its organisation's managers are told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from organizations.directory.mails import managers_of, tell
from organizations.directory.models import Organization
from organizations.places.indexing import index_place
from organizations.places.models import Place
from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError, Transition, TransitionTable, move
from portal.shared.versions import content_changed

_S = Place.Status
SUSPENSION = TransitionTable(
    [
        Transition("suspend", frozenset({_S.PUBLISHED}), _S.SUSPENDED, frozenset({"ward"}), needs_reason=True),
        Transition("restore", frozenset({_S.SUSPENDED}), _S.PUBLISHED, frozenset({"ward"}), needs_reason=True),
    ]
)


def can_suspend_or_restore(place: Place, verb: str) -> Denial | None:
    """Whether the place's state allows it: one that is gone only with its organisation comes back with that alone."""
    organization = place.organization
    hidden = organization is not None and organization.status != Organization.Status.PUBLISHED
    if verb == "restore" and (place.suspended_with_organization or hidden):
        return Denial(
            "organization-not-public",
            _("The organisation of this place is not public, so the place cannot be either."),
            _("Please decide about the organisation first."),
        )
    return SUSPENSION.can_move(place, verb)


@transaction.atomic
def suspend_or_restore(*, place_id: int, verb: str, revision: int | None, reason: str, by: int, now: datetime) -> Place:
    """Say `suspend` or `restore` to the place as it was read (`revision`); MoveRefusedError says why not.

    The organisation is locked first, as whoever suspends it does.
    """
    organization_id = Place.objects.values_list("organization_id", flat=True).get(pk=place_id)
    organization = Organization.objects.select_for_update(of=("self",)).filter(pk=organization_id or 0).first()
    place = Place.objects.select_for_update(of=("self",)).get(pk=place_id)
    if (place.revision, place.organization_id) != (revision, organization_id):
        raise MoveRefusedError(_changed_meanwhile())
    denial = can_suspend_or_restore(place, verb)
    if denial:
        raise MoveRefusedError(denial)
    columns = {"revision": place.revision + 1, "edited_by_hand": now, "updated": now}
    move(place, verb, table=SUSPENSION, by=by, now=now, reason=reason, columns=columns)
    index_place(place.pk, now=now)
    content_changed()
    if organization is not None:
        words = {"place": place.name_ja, "verb": verb, "reason": reason.strip()}
        tell(managers_of(organization.pk), "place_decided", organization, by=by, now=now, **words)
    return place


def _changed_meanwhile() -> Denial:
    return Denial(
        "changed-meanwhile",
        _("The entry was changed meanwhile."),
        _("Nothing of yours was changed. Please read the page again before you decide."),
    )
