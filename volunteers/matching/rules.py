"""Who may change how much each reason counts."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from portal.accounts.models import Post, User
from portal.accounts.rules import WARD_WORKERS, holds_post
from portal.shared.denials import Denial

WEIGHERS = WARD_WORKERS | {Post.Kind.COORDINATOR}


def can_set_weights(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Officials and coordinators; contracted operators and auditors read."""
    if holds_post(user, WEIGHERS, now):
        return None
    return Denial(
        "not-a-weigher",
        _("Only officials and coordinators can change the weights."),
        _("Please ask one of them."),
    )
