"""What the screens of an organisation's life show: look-alikes, the story of decisions, the ward's queue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from organizations.directory.life import LIFE
from organizations.directory.models import JoinRequest, Organization, OrganizationQuerySet
from organizations.directory.naming import name_key
from portal.accounts.posts.models import Post
from portal.shared.models import Act

MOST_LOOKALIKES = 5
_ORGANIZATION = Organization._meta.label_lower


@dataclass(frozen=True)
class Decision:
    """One line of the story: when, what, from which post (empty: by the organisation itself), why."""

    at: datetime
    verb: str
    words: str
    by: str
    reason: str


@dataclass(frozen=True)
class Lookalike:
    """A published organisation that may be the same, and what it shares."""

    id: int
    name: str
    shared: list[str]


def lookalikes(
    *, name: str, corporate_number: str = "", phone: str = "", besides: int | None = None
) -> list[Lookalike]:
    """Who of the published may be the same; the most certain first. Others' drafts are nobody's business."""
    key = name_key(name)
    same = Q(name_key=key) if key else Q(pk__in=[])
    if corporate_number:
        same |= Q(corporate_number=corporate_number)
    if phone:
        same |= Q(phone=phone)
    rows = OrganizationQuerySet(Organization).published().filter(same).exclude(pk=besides or 0).order_by("id")
    found = [_lookalike(row, key, corporate_number, phone) for row in rows[: MOST_LOOKALIKES * 4]]
    return sorted(found, key=lambda one: (-len(one.shared), one.id))[:MOST_LOOKALIKES]


def _lookalike(row: Organization, key: str, corporate_number: str, phone: str) -> Lookalike:
    shared = []
    if corporate_number and row.corporate_number == corporate_number:
        shared.append(_("the same corporate number"))
    if row.name_key == key:
        shared.append(_("the same name"))
    if phone and row.phone == phone:
        shared.append(_("the same telephone number"))
    return Lookalike(row.pk, row.name_ja, shared)


def story(organization_id: int) -> list[Decision]:
    """All decisions, newest first; two queries."""
    verbs = {f"{verb}_organization": verb for verb in LIFE.by_verb}
    acts = list(
        Act.objects.filter(object_type=_ORGANIZATION, object_id=organization_id, verb__in=verbs).order_by("-at", "-pk")
    )
    posts = Post.objects.in_bulk([act.detail["post"] for act in acts if act.detail.get("post")])
    words = verb_words()
    return [
        Decision(
            at=act.at,
            verb=verbs[act.verb],
            words=words[verbs[act.verb]],
            by=posts[act.detail["post"]].title if act.detail.get("post") in posts else "",
            reason=act.reason,
        )
        for act in acts
    ]


def verb_words() -> dict[str, str]:
    """What happened, in the past."""
    return {
        "submit": _("Sent to the ward office"),
        "withdraw": _("Taken back by the organisation"),
        "publish": _("Approved and published"),
        "return": _("Returned"),
        "enter": _("Published by the ward office"),
        "suspend": _("Suspended"),
        "restore": _("Published again"),
        "close": _("Closed"),
        "merge": _("Merged into another organisation"),
        "reopen": _("Opened again"),
    }


def button_words() -> dict[str, str]:
    """What a button says."""
    return {
        "submit": _("Send to the ward office"),
        "withdraw": _("Take it back"),
        "publish": _("Approve and publish"),
        "return": _("Return with a reason"),
        "suspend": _("Suspend"),
        "restore": _("Publish again"),
        "close": _("Close for good"),
        "reopen": _("Open again"),
    }


QUEUES = ("submitted", "returned", "suspended", "published", "draft", "closed")
PAGE = 50


def queue(state: str, q: str, after: int, now: datetime, posts: Collection[int] | None = None) -> dict[str, Any]:
    """One page of the organisations in a state; who waits longest first. `after`: how many to leave out.

    `posts`: only what these seats have in hand; None: all.
    """
    rows = OrganizationQuerySet(Organization).filter(status=state)
    if posts is not None:
        rows = rows.filter(reviewing_post__in=posts)
    rows = rows.order_by("submitted_at", "id") if state == "submitted" else rows.order_by("sort_key", "id")
    if q:
        rows = rows.filter(
            Q(name_ja__icontains=q) | Q(legal_name__icontains=q) | Q(corporate_number=q) | Q(phone__contains=q)
        )
    columns = ("id", "name_ja", "kind", "phone", "submitted_at", "updated", "corporate_number", "reviewing_post")
    found = list(rows.values(*columns)[after : after + PAGE + 1])
    seats = Post.objects.in_bulk({row["reviewing_post"] for row in found if row["reviewing_post"]})
    lines = [
        {
            **row,
            "kind": Organization.Kind(row["kind"]).label,
            "post": seats.get(row["reviewing_post"]),
            "days": (now - row["submitted_at"]).days if row["submitted_at"] else None,
        }
        for row in found[:PAGE]
    ]
    return {"lines": lines, "following": after + PAGE if len(found) > PAGE else None}


def number_in_hand(posts: Collection[int]) -> int:
    """How many of the waiting these seats have taken on."""
    waiting = OrganizationQuerySet(Organization).filter(status=Organization.Status.SUBMITTED)
    return waiting.filter(reviewing_post__in=posts).count()


def open_requests(organization_id: int) -> QuerySet[JoinRequest]:
    """Who says that the organisation is theirs too and waits for an answer, longest first."""
    asked = JoinRequest.objects.filter(organization_id=organization_id, status=JoinRequest.Status.OPEN)
    return asked.select_related("person__user").order_by("asked", "id")


def number_waiting() -> int:
    """How many organisations wait for a decision."""
    return OrganizationQuerySet(Organization).filter(status=Organization.Status.SUBMITTED).count()
