"""References are entered by one official and approved by another; the next night counts with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kpis.references.life import LIFE
from kpis.references.models import Reference, Series
from kpis.references.rules import not_their_own
from kpis.references.selectors import approved_beside
from organizations.directory.contacts import parse_corporate_number
from portal.shared.audit import record_act
from portal.shared.japan import JAPAN
from portal.shared.records import as_json, checked_columns
from portal.shared.transitions import MoveRefusedError, move

EDITED = frozenset({"day", "value", "document", "licence", "reason"})


@transaction.atomic
def enter_reference(
    *, series: Series, columns: Mapping[str, Any], numbers: str = "", by: int, post_id: int, now: datetime
) -> Reference:
    """A value that waits for a colleague's approval; ValidationError names each column that is wrong.

    `numbers`: of a list the corporate numbers, apart by spaces, commas or lines; its value is how many there are.
    """
    listed, problems = _listed(numbers) if series.is_list else ([], [])
    given = {**columns, "value": len(listed)} if series.is_list and listed else columns
    if problems or (series.is_list and not listed):
        raise ValidationError({"numbers": problems or [_("Please enter at least one corporate number.")]})
    values = checked_columns(Reference, given, EDITED)
    _check(series, values, now)
    made = Reference.objects.create(series=series, numbers=listed, entered_by_id=by, entered_post_id=post_id, **values)
    record_act(by=by, verb="enter_reference", on=made, now=now, reason=made.reason, detail={"after": as_json(values)})
    return made


@transaction.atomic
def approve_reference(*, reference_id: int, by: int, post_id: int, now: datetime) -> Reference:
    """Numbers are divided by it from the next night on; MoveRefusedError where it is one's own or decided already."""
    reference = _held(reference_id, by)
    columns = {"approved_by_id": by, "approved_post_id": post_id, "decided": now}
    move(reference, "approve", table=LIFE, by=by, now=now, columns=columns)
    return reference


@transaction.atomic
def return_reference(*, reference_id: int, reason: str, by: int, now: datetime) -> Reference:
    """It does not count; MoveRefusedError without a reason, or for one's own."""
    reference = _held(reference_id, by)
    move(reference, "return", table=LIFE, by=by, now=now, reason=reason, columns={"decided": now})
    return reference


@transaction.atomic
def withdraw_reference(*, reference_id: int, by: int, now: datetime) -> Reference:
    """Whoever entered it takes it back before it is approved."""
    reference = Reference.objects.select_for_update().get(pk=reference_id, entered_by_id=by)
    move(reference, "withdraw", table=LIFE, by=by, now=now)
    return reference


def _held(reference_id: int, by: int) -> Reference:
    reference = Reference.objects.select_for_update().get(pk=reference_id)
    if denial := not_their_own(by, reference):
        raise MoveRefusedError(denial)
    return reference


def _listed(typed: str) -> tuple[list[str], list[str]]:
    """Each number once, in order; what is none is named."""
    found, problems = dict[str, None](), list[str]()
    for one in typed.replace(",", " ").split():
        try:
            found[parse_corporate_number(one)] = None
        except ValueError:
            problems.append(_("“%(text)s” is not a corporate number.") % {"text": one[:20]})
    return list(found), problems


def _check(series: Series, values: Mapping[str, Any], now: datetime) -> None:
    problems: dict[str, str] = {}
    if values["day"] > now.astimezone(JAPAN).date():
        problems["day"] = _("This day is still to come.")
    if not values["document"]:
        problems["document"] = _("Please say where the value comes from.")
    if not values.get("reason") and approved_beside(series, values["day"]) is not None:
        problems["reason"] = _("There is a value for these days already. Please say why it changes.")
    if problems:
        raise ValidationError({name: [words] for name, words in problems.items()})
