"""Two entries of one organisation become one: members, places, posts and keys move to the kept one, the other leads
there. What nobody ever approved brings no rights along: its members ask to join, its places stay out of sight.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from organizations.directory.mails import managers_of, tell
from organizations.directory.members import settle_second_factor
from organizations.directory.models import DistinctPair, Invitation, JoinRequest, Membership, Organization
from organizations.places.organization_services import move_organization, repoint_organization
from portal.accounts.posts.models import Post
from portal.accounts.posts.services import update_post
from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError
from portal.shared.versions import content_changed

MOST_PAIRS = 100
NEVER_PUBLISHED = frozenset({Organization.Status.DRAFT, Organization.Status.SUBMITTED, Organization.Status.RETURNED})
"""From here nobody has ever approved who speaks for the organisation."""
_PAIRS = """
SELECT a.id, b.id FROM organizations_organization a JOIN organizations_organization b
ON a.name_key = b.name_key AND a.id < b.id
WHERE a.name_key <> '' AND a.status <> 'closed' AND b.status <> 'closed'
AND (a.phone <> '' AND a.phone = b.phone OR a.address <> '' AND a.address = b.address
     OR a.url <> '' AND a.url = b.url OR a.email <> '' AND lower(a.email) = lower(b.email))
AND NOT EXISTS (SELECT 1 FROM organizations_distinctpair d WHERE d.first_id = a.id AND d.second_id = b.id)
ORDER BY a.id, b.id LIMIT %s
"""


def proposed_pairs() -> list[tuple[Organization, Organization]]:
    """Entries with the same name and the same telephone, address, website or e-mail; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, [MOST_PAIRS])
        pairs = cursor.fetchall()
    found = Organization.objects.in_bulk({number for pair in pairs for number in pair})
    return [(found[first], found[second]) for first, second in pairs]


def say_they_are_two(*, first_id: int, second_id: int, by: int, now: datetime) -> None:
    """Remember that these look alike and are not the same, so that nobody has to look again."""
    small, large = sorted((first_id, second_id))
    pair, made = DistinctPair.objects.get_or_create(first_id=small, second_id=large, defaults={"said": now})
    if made:
        record_act(by=by, verb="say_they_are_two", on=pair, now=now, detail={"pair": [small, large]})


@transaction.atomic
def merge_organizations(
    *, kept_id: int, gone_id: int, revisions: tuple[int, int], reason: str, by: int, now: datetime
) -> Organization:
    """Merge `gone` into `kept`, as both were read (`revisions`, in this order). It cannot be undone.

    MoveRefusedError when one of them changed meanwhile, is closed or suspended, or the kept one is not published.
    """
    rows = Organization.objects.select_for_update(of=("self",)).filter(pk__in=(kept_id, gone_id)).order_by("pk")
    found = {row.pk: row for row in rows}
    kept, gone = found[kept_id], found[gone_id]
    _refuse(kept, gone, revisions)
    approved = gone.status not in NEVER_PUBLISHED
    people = {one.pk: one for number in (kept_id, gone_id) for one in managers_of(number)}
    belonged = set(Membership.objects.filter(organization__in=(kept, gone)).values_list("person_id", flat=True))
    if approved:
        _move_members(kept, gone)
    else:
        _let_members_ask(kept, gone, by=by, now=now)
    _move_invitations(kept, gone, now, approved=approved)
    for post_id in Post.objects.filter(operated_by=gone_id).order_by("id").values_list("id", flat=True):
        update_post(post_id=post_id, columns={"operated_by": kept_id}, by=by, now=now)
    repoint_organization(from_id=gone_id, to_id=kept_id, by=by, now=now)
    Organization.objects.filter(merged_into=gone).update(merged_into=kept)
    move_organization(
        organization_id=gone_id, verb="merge", reason=reason, by=by, now=now, columns={"merged_into_id": kept_id}
    )
    _move_keys(kept, gone)  # only a closed entry can do without the key of its list
    Organization.objects.filter(pk=kept_id).update(revision=F("revision") + 1, updated=now)
    record_act(by=by, verb="take_in_organization", on=kept, now=now, reason=reason, detail={"gone": gone_id})
    for person_id in sorted(belonged):
        settle_second_factor(person_id, by=by, now=now)
    inside = set(Membership.objects.filter(organization=kept).values_list("person_id", flat=True))
    for person_id, person in people.items():
        news: dict[str, Any] = {"gone": gone.name_ja, "reason": reason, "asks": person_id not in inside}
        tell([person], "organization_merged", kept, by=by, now=now, **news)
    content_changed()
    return kept


def people_of(organizations: tuple[Organization, ...]) -> QuerySet[Membership]:
    """Who gains or loses something, for whoever decides."""
    rows = Membership.objects.filter(organization__in=organizations).select_related("person")
    return rows.order_by("organization_id", "role", "id")


def _refuse(kept: Organization, gone: Organization, revisions: tuple[int, int]) -> None:
    if (kept.revision, gone.revision) != revisions:
        raise MoveRefusedError(
            Denial(
                "changed-meanwhile",
                _("One of both was changed meanwhile."),
                _("Nothing of yours was changed. Please read the page again before you decide."),
            )
        )
    if kept.pk == gone.pk or kept.status != Organization.Status.PUBLISHED:
        raise MoveRefusedError(Denial("not-published", _("Only a published organisation can take another one in.")))
    if gone.status == Organization.Status.SUSPENDED:
        raise MoveRefusedError(
            Denial(
                "suspended",
                _("A suspended organisation cannot be merged: it would come back under another name."),
                _("Publish it again or close it first."),
            )
        )


def _move_members(kept: Organization, gone: Organization) -> None:
    """Who belongs to both stays once, as manager if they manage one of them."""
    there = {one.person_id: one for one in Membership.objects.filter(organization=kept)}
    for member in Membership.objects.filter(organization=gone).order_by("id"):
        own = there.get(member.person_id)
        if own is None:
            Membership.objects.filter(pk=member.pk).update(organization=kept)
            continue
        if member.accepted and member.role == Membership.Role.MANAGER:
            Membership.objects.filter(pk=own.pk).update(role=member.role, accepted=own.accepted or member.accepted)
        member.delete()


def _let_members_ask(kept: Organization, gone: Organization, *, by: int, now: datetime) -> None:
    """Anybody can begin an entry under any name, so those who did become members only when the kept one says so."""
    own = set(Membership.objects.filter(organization=kept).values_list("person_id", flat=True))
    asking = JoinRequest.objects.filter(organization__in=(kept, gone), status=JoinRequest.Status.OPEN)
    own |= set(asking.values_list("person_id", flat=True))
    for member in Membership.objects.filter(organization=gone).select_related("person").order_by("id"):
        detail = {"person": member.person_id, "role": member.role, "merged_into": kept.pk}
        record_act(by=by, verb="remove_member", on=gone, now=now, detail=detail)
        if member.accepted and member.person_id not in own:
            JoinRequest.objects.create(organization=kept, person=member.person, title=member.title, asked=now)
            news: dict[str, Any] = {"name": member.person.name, "title": member.title}
            tell(managers_of(kept.pk), "join_requested", kept, by=by, now=now, **news)
        member.delete()


def _move_invitations(kept: Organization, gone: Organization, now: datetime, *, approved: bool) -> None:
    """Open ones of the gone organisation would lead nowhere: invitations go over unless the kept one has its own, or
    nobody has ever approved who sent them."""
    own = set(Invitation.objects.filter(organization=kept, status="open").values_list("email", flat=True))
    standing = Invitation.objects.filter(organization=gone, status="open")
    ending = standing.filter(email__in=own) if approved else standing
    ending.update(status=Invitation.Status.WITHDRAWN, answered=now)
    standing.filter(status="open").update(organization=kept)
    asked = set(JoinRequest.objects.filter(organization=kept, status="open").values_list("person_id", flat=True))
    asked |= set(Membership.objects.filter(organization=kept).values_list("person_id", flat=True))
    asking = JoinRequest.objects.filter(organization=gone, status="open")
    asking.filter(person_id__in=asked).update(status=JoinRequest.Status.DECLINED, answered=now)
    asking.filter(status="open").update(organization=kept)


def _move_keys(kept: Organization, gone: Organization) -> None:
    """The next file finds the kept entry: what it lacks of number and import key comes over."""
    taken = {}
    # A draft may bear a number that is a third organisation's.
    held = Organization.objects.holding(gone.corporate_number or "", besides=gone.pk)
    if gone.corporate_number and not kept.corporate_number and not held.exists():
        taken["corporate_number"] = gone.corporate_number
    if gone.import_key and not kept.import_key:
        taken |= {"import_key": gone.import_key, "import_layout": gone.import_layout, "imported": gone.imported}
    if not taken:
        return
    empty: dict[str, Any] = {"corporate_number": None, "import_key": None, "import_layout": "", "imported": {}}
    Organization.objects.filter(pk=gone.pk).update(**{name: empty[name] for name in taken})
    Organization.objects.filter(pk=kept.pk).update(**taken)
