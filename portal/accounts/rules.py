"""Who holds a post of the ward, and what the ward's own people may do."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from portal.accounts.models import Post, User
from portal.shared.denials import Denial

WARD_WORKERS = frozenset({Post.Kind.ADMINISTRATOR, Post.Kind.OFFICIAL})
WARD_REVIEWERS = WARD_WORKERS | {Post.Kind.CONTRACTOR}
"""Who decides on what organisations hand in; contracted operators not in matters of their own."""
WARD_READERS = WARD_REVIEWERS | {Post.Kind.AUDITOR}


def holds_post(user: User | AnonymousUser, kinds: Container[str], now: datetime) -> bool:
    """Whether this account's person holds one of these posts at the moment; one query for each request."""
    if not user.is_authenticated or not user.is_active:
        return False
    return any(holding.post.kind in kinds and holding.held_at(now) for holding in user.holdings)


def needs_second_factor(user: User | AnonymousUser, now: datetime) -> bool:
    """Whoever holds a post, or will, and whoever an organisation's matters are entrusted to (`mfa_required`)."""
    if not isinstance(user, User) or not user.is_active or user.person is None:
        return False
    return user.person.mfa_required or any(one.ends is None or one.ends > now for one in user.holdings)


def posts_held(user: User | AnonymousUser, kinds: Container[str], now: datetime) -> set[int]:
    """Ids of the posts of these kinds that this account's person holds, or stands in for, at the moment."""
    if not isinstance(user, User) or not user.is_active:
        return set()
    return {one.post_id for one in user.holdings if one.post.kind in kinds and one.held_at(now)}


def can_see_ward_desk(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """The ward's screens are for its officials, administrators, contracted operators and auditors."""
    if holds_post(user, WARD_READERS, now):
        return None
    return Denial("no-post", _("Only people who work for the ward can see this page."))


def can_work_for_ward(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Officials and administrators change what the ward keeps; auditors look on."""
    if holds_post(user, WARD_WORKERS, now):
        return None
    return _looks_on()


def can_review_for_ward(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Officials and contracted operators decide on what is handed in or reported; auditors look on."""
    if holds_post(user, WARD_REVIEWERS, now):
        return None
    return _looks_on()


def _looks_on() -> Denial:
    return Denial(
        "read-only",
        _("Only officials and administrators can change something here. Auditors can read everything."),
        _("Please ask an administrator if you need this for your work."),
    )


def operated_organizations(user: User | AnonymousUser, now: datetime) -> set[int]:
    """Ids of the organisations this person now works for by the ward's contract."""
    if not isinstance(user, User):
        return set()
    return {one.post.operated_by for one in user.holdings if one.post.operated_by and one.held_at(now)}


def can_update_ward(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """The ward's settings are for those who work for it."""
    return can_work_for_ward(user, now)
