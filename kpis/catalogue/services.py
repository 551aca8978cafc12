"""A target becomes the ward's own, or is given up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kpis.catalogue.life import LIFE
from kpis.catalogue.models import Indicator, Target
from kpis.catalogue.proposing import refused_above
from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError, move
from portal.shared.versions import content_changed


@transaction.atomic
def adopt_target(*, target_id: int, by: int, post_id: int, now: datetime) -> Target:
    """From now on everybody sees it; MoveRefusedError where another one of the same days and stage is in force.

    Nor is one adopted for days of which the year was closed since it was proposed.
    """
    target = _held(target_id)
    for words in refused_above(target.indicator, {"last": target.last}).values():
        raise MoveRefusedError(Denial("days-refused", words))
    others = Target.objects.filter(indicator_id=target.indicator_id, stage=target.stage, first=target.first)
    if others.filter(status=Target.Status.ADOPTED).exclude(pk=target.pk).exists():
        raise MoveRefusedError(
            Denial(
                "another-in-force",
                _("Another target for the same days is in force."),
                _("Withdraw that one first, with the reason."),
            )
        )
    move(target, "adopt", table=LIFE, by=by, now=now, columns={"adopted": now, "adopted_post_id": post_id})
    content_changed()
    return target


@transaction.atomic
def withdraw_target(*, target_id: int, reason: str, by: int, now: datetime) -> Target:
    """Nobody is measured by it any longer; MoveRefusedError without a reason."""
    target = _held(target_id)
    move(target, "withdraw", table=LIFE, by=by, now=now, reason=reason)
    content_changed()
    return target


def _held(target_id: int) -> Target:
    """The target, with its indicator held: two targets of one are not adopted at the same time."""
    target = Target.objects.get(pk=target_id)
    Indicator.objects.select_for_update(no_key=True).get(pk=target.indicator_id)
    target.refresh_from_db()
    return target
