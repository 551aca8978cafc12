"""Who may read who changed what."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from portal.accounts.models import Post, User
from portal.accounts.rules import holds_post
from portal.shared.denials import Denial

READERS = frozenset({Post.Kind.ADMINISTRATOR, Post.Kind.OFFICIAL, Post.Kind.AUDITOR})


def can_see_history(user: User, now: datetime) -> Denial | None:
    """It names people: officials, administrators and auditors only."""
    if holds_post(user, READERS, now):
        return None
    return Denial("not-an-official", _("Only officials, administrators and auditors can see who changed what."))
