"""Values that people enter: with where they come from, and approved by somebody else before they count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from kpis.catalogue.models import Definition, Unit
from kpis.catalogue.selectors import definitions_of, in_force
from kpis.measurements.closing import hold_year
from kpis.measurements.documents import file_of, forget_file, keep_file
from kpis.measurements.life import LIFE
from kpis.measurements.models import Closing, Entry, Measurement
from kpis.measurements.recording import hold_indicator, latest_value, record_entry
from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.fiscal import fiscal_year
from portal.shared.japan import JAPAN
from portal.shared.records import as_json, checked_columns
from portal.shared.transitions import MoveRefusedError, move

EDITED = frozenset(
    {"first", "last", "origin", "value", "numerator", "denominator", "document", "method", "sample", "reason"}
)
_SIGNED = frozenset({Unit.PERCENT, Unit.POINTS, Unit.TIMES, Unit.LEVEL, Unit.YEN, Unit.NONE})
"""Units of what may lie below nothing: changes, levels, balances."""
_BY_ADDING = frozenset({Definition.AddsUp.SUM, Definition.AddsUp.DISTINCT, Definition.AddsUp.LATEST})
"""What counts things one by one; of a mean and of a share something may be left behind the point."""
_IN_PIECES = frozenset({*_SIGNED, Unit.HOURS, Unit.MONTHS, Unit.TIME_OF_DAY})
"""Units of which there are halves."""
_NEAR = Decimal("0.1")
"""So far a typed percentage may be from what its parts give: people round."""


@transaction.atomic
def enter_value(
    *,
    indicator_id: int,
    columns: Mapping[str, Any],
    by: int,
    post_id: int,
    now: datetime,
    upload: File[bytes] | None = None,
) -> Entry:
    """A value that waits for a colleague's approval; ValidationError names each column, or the `file`, that is wrong."""
    hold_indicator(indicator_id)
    values, definition = _checked(indicator_id, columns, now, has_file=upload is not None)
    entry = Entry.objects.create(
        indicator_id=indicator_id,
        definition=definition,
        status=Entry.Status.SUBMITTED,
        entered_by_id=by,
        entered_post_id=post_id,
        **values,
    )
    if upload is not None:
        keep_file(entry=entry, upload=upload, by=by, now=now)
    record_act(by=by, verb="enter_value", on=entry, now=now, reason=entry.reason, detail={"after": as_json(values)})
    return entry


@transaction.atomic
def change_entry(
    *,
    entry_id: int,
    columns: Mapping[str, Any],
    by: int,
    post_id: int,
    now: datetime,
    upload: File[bytes] | None = None,
) -> Entry:
    """Mend a returned entry and hand it in again, as one's own; its file stays unless there is another one.

    MoveRefusedError where it was not returned.
    """
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    hold_indicator(entry.indicator_id)
    has_file = upload is not None or file_of(entry) is not None
    values, definition = _checked(entry.indicator_id, columns, now, has_file=has_file)
    move(
        entry,
        "submit",
        table=LIFE,
        by=by,
        now=now,
        columns={
            **values,
            "definition": definition,
            "entered_by_id": by,
            "entered_post_id": post_id,
            "revision": entry.revision + 1,
        },
        detail={"columns": as_json(values)},
    )
    if upload is not None:
        keep_file(entry=entry, upload=upload, by=by, now=now)
    return entry


@transaction.atomic
def approve_entry(*, entry_id: int, by: int, post_id: int, now: datetime, revision: int | None = None) -> Measurement:
    """The value counts from now on; MoveRefusedError where it is one's own, decided already, or its year is closed.

    `revision`: the one that was looked at; nobody approves what came in its place meanwhile.
    """
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    _refuse_own(entry, by)
    hold_indicator(entry.indicator_id)
    if problem := _closed(entry.last):
        raise MoveRefusedError(Denial("year-closed", problem))
    if entry.status == Entry.Status.SUBMITTED:
        _refuse_unseen(entry, revision)
    move(
        entry,
        "approve",
        table=LIFE,
        by=by,
        now=now,
        columns={"approved_by_id": by, "approved_post_id": post_id, "decided": now},
    )
    return record_entry(entry, now=now)


@transaction.atomic
def return_entry(*, entry_id: int, reason: str, by: int, now: datetime) -> Entry:
    """Back to whoever entered it, with the reason; MoveRefusedError without one, or for one's own."""
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    _refuse_own(entry, by)
    move(entry, "return", table=LIFE, by=by, now=now, reason=reason, columns={"decided": now})
    return entry


@transaction.atomic
def withdraw_entry(*, entry_id: int, by: int, now: datetime) -> Entry:
    """Whoever entered it takes it back before it is approved."""
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    if entry.entered_by_id != by:
        raise MoveRefusedError(Denial("not-yours", _("Only whoever entered the value can take it back.")))
    move(entry, "withdraw", table=LIFE, by=by, now=now)
    forget_file(entry=entry, by=by, now=now)
    return entry


def _refuse_own(entry: Entry, by: int) -> None:
    if entry.entered_by_id == by:
        words = _("You have entered this value yourself."), _("Please ask a colleague to look at it.")
        raise MoveRefusedError(Denial("own-entry", *words))


def _refuse_unseen(entry: Entry, revision: int | None) -> None:
    """Neither a value that nobody looked at counts, nor one without a reason in the place of another."""
    if revision is not None and revision != entry.revision:
        words = _("The value was changed since you opened the page."), _("Please look at it again.")
        raise MoveRefusedError(Denial("changed-meanwhile", *words))
    if not entry.reason and latest_value(entry.indicator_id, entry.first, entry.last):
        words = (
            _("Since it was entered, these days have got another value."),
            _("Please return it, so that the reason of the change is added."),
        )
        raise MoveRefusedError(Denial("reason-needed", *words))


def _checked(
    indicator_id: int, columns: Mapping[str, Any], now: datetime, *, has_file: bool
) -> tuple[dict[str, Any], Definition]:
    values = checked_columns(Entry, columns, EDITED)
    first, last = values["first"], values["last"]
    problems: dict[str, str] = {}
    if last < first:
        problems["last"] = _("The last day is before the first one.")
    elif last > now.astimezone(JAPAN).date():
        problems["last"] = _("A value is entered when its days are over.")
    elif closed := _closed(last):
        problems["last"] = closed
    elif _waits(indicator_id, first, last):
        problems["last"] = _("A value for these days waits for approval already. Please have it decided first.")
    if not values["method"]:
        problems["method"] = _("Please say where the value comes from.")
    if not values["document"] and not has_file:
        problems["document"] = _("Please name the document that the value comes from, or attach the file.")
    if values.get("origin") == Entry.Origin.SURVEY and not values.get("sample"):
        problems["sample"] = _("Please say how many people or organisations answered.")
    definition = in_force(definitions_of([indicator_id]).get(indicator_id, []), first)
    if definition is None:
        raise ValidationError({"first": _("This indicator was not defined yet on that day.")})
    problems |= _range(values["value"], definition) or _parts(values, definition)
    if "last" not in problems and not values.get("reason") and latest_value(indicator_id, first, last):
        problems["reason"] = _("There is a value for these days already. Please say why it changes.")
    if problems:
        raise ValidationError({name: [words] for name, words in problems.items()})
    return values, definition


def _waits(indicator_id: int, first: date, last: date) -> bool:
    """A double click, or a colleague who was faster: of two only one could be approved without a reason."""
    same = Entry.objects.filter(indicator_id=indicator_id, first=first, last=last, status=Entry.Status.SUBMITTED)
    return same.exists()


def _range(value: Decimal, definition: Definition) -> dict[str, str]:
    """What no count and no part of a whole can be."""
    if definition.adds_up == Definition.AddsUp.RATIO and definition.unit == Unit.PERCENT and not 0 <= value <= 100:
        return {"value": _("A percentage lies between 0 and 100. Please check the number.")}
    if value < 0 and definition.unit not in _SIGNED:
        return {"value": _("Nothing is counted below 0. Please check the number.")}
    is_counted = definition.adds_up in _BY_ADDING and definition.unit not in _IN_PIECES
    if is_counted and value != value.to_integral_value():
        words = _("What is counted is whole: %(unit)s. Please enter the number without a decimal point.")
        return {"value": words % {"unit": definition.get_unit_display()}}
    return {}


def _parts(values: Mapping[str, Any], definition: Definition) -> dict[str, str]:
    """What a percentage is made of must give it."""
    part, whole = values.get("numerator"), values.get("denominator")
    if (part is None) != (whole is None):
        return {"denominator": _("Please give both numbers, or neither.")}
    if whole is None or part is None:
        return {}
    if whole <= 0:
        return {"denominator": _("This number must be above 0.")}
    given = 100 * part / whole
    if definition.unit == Unit.PERCENT and abs(given - values["value"]) > _NEAR:
        words = _("%(part)s of %(whole)s is %(given)s %%, not %(value)s %%.")
        return {"value": words % {"part": part, "whole": whole, "given": round(given, 1), "value": values["value"]}}
    return {}


def _closed(last: date) -> str:
    """A value belongs to the year in which its days end; nobody closes that year until the transaction ends."""
    year = fiscal_year(last)
    hold_year(year)
    if not Closing.objects.filter(fiscal_year=year).exists():
        return ""
    return _("Fiscal year %(year)s is closed: its values stay as they are.") % {"year": year}
