"""Who may erase whom, and the reason if not."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from organizations.directory.models import Membership, Organization
from portal.accounts.models import Holding, Person, Post, User
from portal.accounts.posts.rules import can_manage_posts
from portal.accounts.rules import can_work_for_ward
from portal.shared.denials import Denial


def managed_alone(person_id: int) -> QuerySet[Organization]:
    """Organisations, not closed, whose only manager this person is."""
    managers = Membership.objects.filter(role=Membership.Role.MANAGER, accepted__isnull=False)
    others = managers.filter(organization=OuterRef("pk")).exclude(person_id=person_id)
    mine = managers.filter(organization=OuterRef("pk"), person_id=person_id)
    found = Organization.objects.filter(Exists(mine), ~Exists(others))
    return found.exclude(status=Organization.Status.CLOSED).order_by("pk")


def can_erase_oneself(user: User, now: datetime) -> Denial | None:
    """Nobody leaves an organisation or the ward without somebody who looks after it."""
    if user.person_id is None:
        return Denial("no-person", _("There is nothing to delete: this account belongs to nobody."))
    alone = list(managed_alone(user.person_id).values_list("name_ja", flat=True))
    if alone:
        return Denial(
            "last-manager",
            _("You are the only manager of: %(names)s.") % {"names": ", ".join(alone)},
            _("Please make somebody else a manager first, or ask the ward office."),
        )
    if Holding.objects.filter(person_id=user.person_id).not_over_at(now).exists():
        return Denial(
            "holds-a-post",
            _("You hold a post of the ward."),
            _("Please have it handed over or ended first."),
        )
    return None


def can_erase_person(user: User, person: Person, now: datetime) -> Denial | None:
    """The ward erases on request; never oneself, and people with a post only when an administrator does."""
    denial = can_work_for_ward(user, now)
    if denial:
        return denial
    if person.pk == user.person_id:
        return Denial("oneself", _("This is you."), _("You can delete your own account under “My data”."))
    posts = Holding.objects.filter(person=person).not_over_at(now)
    if posts.exists():
        denial = can_manage_posts(user, now)
        if denial:
            return denial
        if posts.filter(post__kind=Post.Kind.ADMINISTRATOR).exists():
            return Denial(
                "an-administrator",
                _("This person is an administrator of the ward."),
                _("Please end or hand over the post first."),
            )
    return None
