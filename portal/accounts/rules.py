"""Who holds a post of the ward, and what the ward's own people may do."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from portal.accounts.models import Post, User
from portal.shared.denials import Denial

WARD_WORKERS = frozenset({Post.Kind.ADMINISTRATOR, Post.Kind.OFFICIAL})
WARD_READERS = WARD_WORKERS | {Post.Kind.AUDITOR}


def holds_post(user: User | AnonymousUser, kinds: Container[str], now: datetime) -> bool:
    """Whether this account's person holds one of these posts at the moment; one query for each request."""
    if not user.is_authenticated or not user.is_active:
        return False
    return any(post.kind in kinds and post.held_at(now) for post in user.posts)


def can_see_ward_desk(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """The ward's screens are for its officials, administrators and auditors."""
    if holds_post(user, WARD_READERS, now):
        return None
    return Denial("no-post", _("Only people who work for the ward can see this page."))


def can_work_for_ward(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Officials and administrators change what the ward keeps; auditors look on."""
    if holds_post(user, WARD_WORKERS, now):
        return None
    return Denial(
        "read-only",
        _("Only officials and administrators can change something here. Auditors can read everything."),
        _("Please ask an administrator if you need this for your work."),
    )


def can_update_ward(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """The ward's settings are for those who work for it."""
    return can_work_for_ward(user, now)
