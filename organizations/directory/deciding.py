"""The one way in which an organisation moves through its life: locked, compared with what was read, moved, traced.

Its places follow; so whoever decides calls `organizations.places.organization_services`, which calls this.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from organizations.directory.completeness import gaps, is_unreachable, number_taken, unreachable_words
from organizations.directory.life import LIFE, PUBLIC_AFTERWARDS
from organizations.directory.members import settle_members
from organizations.directory.models import Organization
from portal.accounts.posts.models import Holding
from portal.accounts.rules import WARD_REVIEWERS
from portal.shared.denials import Denial
from portal.shared.models import Act
from portal.shared.transitions import MoveRefusedError, move
from portal.shared.versions import content_changed

NEVER_PUBLIC = frozenset({Organization.Status.DRAFT, Organization.Status.SUBMITTED, Organization.Status.RETURNED})
DONE_WITH = frozenset({"publish", "enter", "close", "merge"})
"""After these nobody at the ward need keep it in hand; who returned an entry gets it back."""


@transaction.atomic
def move_organization(
    *,
    organization_id: int,
    verb: str,
    revision: int | None = None,
    reason: str = "",
    by: int | None,
    now: datetime,
    columns: dict[str, Any] | None = None,
) -> Organization:
    """Say the verb of the table `LIFE`; returns the organisation as it stands afterwards.

    `revision` is the one the decision was made on, None for the system. Raises MoveRefusedError when somebody
    changed or decided first (and says who), when the table forbids it, or when something needed is missing. Whoever
    hands in, or lets the public see, an organisation entrusts something to its members: they need a second factor
    from then on.
    """
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    if revision is not None and organization.revision != revision:
        raise MoveRefusedError(changed_meanwhile(organization))
    _refuse_incomplete(organization, verb)
    before = organization.status
    written = {**(columns or {}), "revision": organization.revision + 1, "updated": now}
    if verb == "submit":
        written["submitted_at"] = now
    if verb in DONE_WITH:
        written["reviewing_post"] = None
    detail: dict[str, Any] = {"post": _post_of(by, now)}
    if verb == "close" and before in NEVER_PUBLIC and organization.corporate_number:
        # Nobody ever looked whether it was theirs, so it is free for whose it is.
        detail["freed_number"] = organization.corporate_number
        written["corporate_number"] = None
    try:
        with transaction.atomic():
            move(organization, verb, table=LIFE, by=by, now=now, reason=reason, columns=written, detail=detail)
    except IntegrityError as error:
        if "corporate_number" not in str(error):
            raise
        raise MoveRefusedError(Denial("number-taken", number_taken())) from error
    if verb == "submit" or verb in PUBLIC_AFTERWARDS:
        settle_members(organization.pk, by=by, now=now)
    if Organization.Status.PUBLISHED in (before, organization.status):
        content_changed()
    return organization


def _refuse_incomplete(organization: Organization, verb: str) -> None:
    if verb == "submit":
        missing = gaps(organization)
        if missing:
            raise MoveRefusedError(Denial("incomplete", " ".join(one.words for one in missing)))
    if verb in PUBLIC_AFTERWARDS and is_unreachable(organization):
        raise MoveRefusedError(Denial("unreachable", unreachable_words()))
    holding = Organization.objects.holding(organization.corporate_number or "", besides=organization.pk)
    if LIFE[verb].target in Organization.HOLDS_NUMBER and holding.exists():
        raise MoveRefusedError(Denial("number-taken", number_taken()))
    if verb == "reopen" and organization.merged_into_id:
        raise MoveRefusedError(Denial("merged", _("This organisation was merged into another one.")))


def _post_of(person_id: int | None, now: datetime) -> int | None:
    """The post from which a person decides for the ward, so that others read a post and not a name."""
    if person_id is None:
        return None
    held = Holding.objects.held_at(now).filter(person_id=person_id, post__kind__in=WARD_REVIEWERS)
    return held.order_by("starts", "id").values_list("post_id", flat=True).first()


def changed_meanwhile(organization: Organization) -> Denial:
    """Somebody was faster: what they did and, for somebody of the ward, from which post."""
    last = Act.objects.filter(object_type=organization._meta.label_lower, object_id=organization.pk)
    act = last.order_by("-at", "-pk").first()
    who = _who(act)
    words = _("%(who)s was faster. The state is now “%(state)s”.")
    return Denial(
        "changed-meanwhile",
        words % {"who": who, "state": organization.get_status_display()},
        _("Nothing of yours was changed. Please read the page again before you decide."),
    )


def _who(act: Act | None) -> str:
    post_id = act.detail.get("post") if act else None
    holding = Holding.objects.filter(post_id=post_id).select_related("post").first() if post_id else None
    return holding.post.title if holding else _("Somebody else")
