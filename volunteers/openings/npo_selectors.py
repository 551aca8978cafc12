"""What an organisation's people and the ward see of openings: lists with their places, the story, the queue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from organizations.directory.models import Organization
from portal.accounts.models import User
from portal.shared.models import Act
from volunteers.openings.life import LIFE
from volunteers.openings.models import Opening, OpeningQuerySet, Shift
from volunteers.openings.selectors import with_names

PAGE = 50
_OPENING = Opening._meta.label_lower


@dataclass(frozen=True)
class Decision:
    """One line of the story: when, what, by whom (empty: the portal itself), why."""

    at: datetime
    verb: str
    words: str
    by: str
    reason: str


def mine(user: User) -> OpeningQuerySet:
    """The openings of the organisations whose accepted member this account's person is."""
    return OpeningQuerySet(Opening).filter(organization__in=Organization.objects.managed_by(user))


def mine_with_names(user: User, language: str) -> OpeningQuerySet:
    """The same, each with all its own texts and the names of organisation and place in the reader's language."""
    return with_names(mine(user), [one.attname for one in Opening._meta.concrete_fields], language)


def my_openings(user: User, state: str, organization_id: int | None, after: int, now: datetime) -> dict[str, Any]:
    """One page in this state, the latest first, each with its places and whether a time is still to come; one query.

    `after`: how many to leave out.
    """
    shown = ("title_ja", "kind", "starts", "ends", "organization__name_ja")
    rows = mine(user).filter(status=state).select_related("organization").only(*shown).order_by("-starts", "-id")
    if organization_id is not None:
        rows = rows.filter(organization_id=organization_id)
    standing = Shift.objects.filter(opening=OuterRef("pk"), cancelled__isnull=True)
    ahead = Exists(standing.filter(Q(ends__isnull=True) | Q(ends__gt=now)))
    found = list(with_places(rows).annotate(has_times=ahead)[after : after + PAGE + 1])
    return {"openings": found[:PAGE], "following": after + PAGE if len(found) > PAGE else None}


def with_places(rows: OpeningQuerySet) -> OpeningQuerySet:
    """With `places`, `taken` and `pending` summed over the shifts."""
    sums = {name: _sum(name) for name in ("places", "taken", "pending")}
    return rows.annotate(**sums)


def _sum(column: str) -> Coalesce:
    shifts = Shift.objects.filter(opening=OuterRef("pk"), cancelled__isnull=True).order_by().values("opening")
    return Coalesce(Subquery(shifts.annotate(number=Sum(column)).values("number"), output_field=IntegerField()), 0)


def number_in_states(user: User) -> dict[str, int]:
    """How many openings of mine are in each state."""
    return dict(mine(user).order_by().values_list("status").annotate(number=Count("pk")))


def story(opening_id: int) -> list[Decision]:
    """All decisions, newest first."""
    words = verb_words()
    verbs = {f"{verb}_opening": verb for verb in LIFE.by_verb}
    acts = Act.objects.filter(object_type=_OPENING, object_id=opening_id, verb__in=verbs).order_by("-at", "-pk")
    return [Decision(act.at, verbs[act.verb], words[verbs[act.verb]], _who(act), act.reason) for act in acts]


def _who(act: Act) -> str:
    if act.detail.get("ward"):
        return _("the ward office")
    return _("the organisation") if act.person_id else ""


def verb_words() -> dict[str, str]:
    """What happened, in the past."""
    return {
        "submit": _("Sent to the ward office"),
        "withdraw": _("Taken back by the organisation"),
        "approve": _("Checked and published"),
        "return": _("Returned"),
        "publish": _("Published"),
        "discard": _("Draft given up"),
        "fill": _("All places were taken"),
        "free": _("A place became free"),
        "close": pgettext("of an opening", "Closed"),
        "reopen": _("Opened again"),
        "cancel": _("Cancelled"),
    }


def queue(after: int, hidden: Collection[int]) -> dict[str, Any]:
    """One page of what waits for the ward, oldest first; nothing of the `hidden` organisations."""
    rows = OpeningQuerySet(Opening).filter(status=Opening.Status.CHECKING).exclude(organization_id__in=hidden)
    found = list(rows.select_related("organization").order_by("updated", "id")[after : after + PAGE + 1])
    return {
        "openings": found[:PAGE],
        "following": after + PAGE if len(found) > PAGE else None,
        "total": rows.count(),
    }


def number_to_check(hidden: Collection[int]) -> int:
    """How many openings wait for the ward; nothing of the `hidden` organisations."""
    return OpeningQuerySet(Opening).filter(status=Opening.Status.CHECKING).exclude(organization_id__in=hidden).count()
