"""Who may give out the posts of the ward, and the reason if not."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.posts.models import Holding, Post
from portal.accounts.rules import holds_post
from portal.shared.denials import Denial

ADMINISTRATORS = frozenset({Post.Kind.ADMINISTRATOR})


def can_manage_posts(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Posts are the administrators' to give."""
    if holds_post(user, ADMINISTRATORS, now):
        return None
    return Denial(
        "not-an-administrator",
        _("Only administrators give out posts."),
        _("Please ask an administrator of the ward."),
    )


def can_appoint(by: int | None, person_id: int) -> Denial | None:
    """Nobody gives a post to themselves: two people have to agree on it."""
    if by is None or by != person_id:
        return None
    return Denial(
        "not-yourself", _("Nobody can give a post to themselves."), _("Please ask another administrator to do it.")
    )


def can_name_deputy(user: User | AnonymousUser, post: Post, now: datetime) -> Denial | None:
    """Administrators, and whoever holds the post, name who stands in."""
    holds = isinstance(user, User) and any(
        one.post_id == post.pk and not one.deputy and one.held_at(now) for one in user.holdings
    )
    return None if holds else can_manage_posts(user, now)


def can_end_holding(holding: Holding, at: datetime) -> Denial | None:
    """An administrator must remain at every moment from then on: else nobody could give out posts any more."""
    if holding.post.kind != Post.Kind.ADMINISTRATOR:
        return None
    others = Holding.objects.filter(post__kind=Post.Kind.ADMINISTRATOR, ends__isnull=True, starts__lte=at)
    if others.exclude(pk=holding.pk).exists():
        return None
    return Denial(
        "last-administrator",
        _("The ward needs at least one administrator without an end date."),
        _("Please appoint another administrator first."),
    )
