"""The table of weights in force; a change is a new row, so that every old score can be explained by its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.shared.audit import record_act
from volunteers.matching.days import today
from volunteers.matching.models import WeightTable
from volunteers.matching.needs import read_openings
from volunteers.matching.night import Result, solve
from volunteers.matching.reading import read_volunteers
from volunteers.matching.scoring import MOST, Weights

FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)


def weights_of(values: Mapping[str, int]) -> Weights:
    """A stored row as the scoring wants it; ValueError for weights that cannot be."""
    return Weights(**values)


def table_in_force(now: datetime) -> WeightTable | None:
    """The newest row that has begun; None where nobody has ever changed anything."""
    return WeightTable.objects.filter(starts__lte=now).order_by("-starts", "-id").first()


def weights_in_force(now: datetime) -> Weights:
    """What counts at the moment: the newest row, else what the portal comes with."""
    table = table_in_force(now)
    return weights_of(table.values) if table else Weights()


def stored_table(now: datetime) -> WeightTable:
    """The row that counts at the moment, written down where there is none yet."""
    return table_in_force(now) or WeightTable.objects.create(values=asdict(Weights()), starts=FIRST)


@transaction.atomic
def set_weights(
    *, values: Mapping[str, int], reason: str, by: int | None, post_id: int | None, now: datetime
) -> WeightTable:
    """From now on these count; ValidationError without a reason, or for weights that cannot be."""
    weights = checked_weights(values)
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why: others will read it.")})
    table = WeightTable.objects.create(
        values=asdict(weights), starts=now, by_post_id=post_id, reason=reason.strip()[:1000]
    )
    record_act(by=by, verb="set_weights", on=table, now=now, reason=reason.strip(), detail={"after": table.values})
    return table


def checked_weights(values: Mapping[str, int]) -> Weights:
    """ValidationError says what is wrong with the whole."""
    if min(values.values(), default=0) < 0:
        raise ValidationError(_("No number may be below 0."))
    if values.get("online", 0) > values.get("distance", 0):
        raise ValidationError({"online": _("Being online may not count more than being near.")})
    together = sum(values.values()) - values.get("online", 0)
    if together > MOST:
        words = _("Together (without “online”) these are %(sum)s points; %(most)s at most are possible.")
        raise ValidationError(words % {"sum": together, "most": MOST})
    return Weights(**values)


@dataclass(frozen=True, slots=True)
class Preview:
    """What tonight would be with the weights in force, and with others; `changed`: proposals that only one of them makes."""

    before: Result
    after: Result
    changed: int


def preview_weights(values: Mapping[str, int], now: datetime) -> Preview:
    """Both are calculated on the columns of this moment, and nothing is written; seconds for a large ward."""
    when = today(now)
    volunteers = read_volunteers(when)
    openings = read_openings(when, volunteers.id)
    before = solve(volunteers, openings, weights_in_force(now), when.seed)
    after = solve(volunteers, openings, checked_weights(values), when.seed)
    pairs = [set(zip(one.volunteer.tolist(), one.opening.tolist(), strict=True)) for one in (before, after)]
    return Preview(before, after, len(pairs[0] ^ pairs[1]))
