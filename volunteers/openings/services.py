"""Writes to openings: one verb, one transaction.

`by` is the id of the acting Person, None the system. ValidationError names columns; MoveRefusedError says why a state
stays as it is. Shifts and places: `shifts.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organizations.directory.models import Organization
from portal.shared.audit import record_act
from portal.shared.japan import JAPAN
from portal.shared.records import as_json, changed_columns, checked_columns
from portal.shared.transitions import MoveRefusedError, move
from portal.shared.translating import change_texts
from portal.shared.versions import content_changed
from volunteers.openings.editing import (
    TEXT_COLUMNS,
    TEXT_FIELDS,
    OpeningEditedMeanwhileError,
    checked_values,
    lock_opening,
    refuse_contradictions,
    refuse_overtaken,
)
from volunteers.openings.endings import tell_the_end
from volunteers.openings.gaps import gaps
from volunteers.openings.life import ENDINGS, LIFE
from volunteers.openings.mails import tell_decision, withdraw_news
from volunteers.openings.models import Opening, Shift
from volunteers.openings.rules import can_publish, is_editable, is_known_to_the_ward
from volunteers.openings.shifts import (
    ShiftPlan,
    dates_of,
    has_free_place,
    held_shifts,
    mark_filled,
    refuse_plans,
    reopen_places,
    set_shifts,
    standing_shifts,
)

__all__ = [
    "cancel_opening", "check_opening", "close_opening", "copy_opening", "create_opening", "discard_opening",
    "mark_filled", "publish_opening", "reopen_opening", "reopen_places", "save_opening", "set_shifts",
    "withdraw_opening",
]  # fmt: skip
YEAR_OF_WEEKS = 52
NOT_COPIED = frozenset({"id", "uid", "status", "copied_from", "checked", "published", "revision", "created", "updated"})


@transaction.atomic
def create_opening(
    *,
    organization_id: int,
    texts: Mapping[str, str],
    columns: Mapping[str, Any],
    shifts: Sequence[ShiftPlan] = (),
    by: int | None,
    now: datetime,
) -> Opening:
    """A new opening as a draft, so nothing public changes; `title_ja`, `field`, `starts` and `ends` at least."""
    organization = Organization.objects.get(pk=organization_id)
    values = {**checked_columns(Opening, texts, TEXT_COLUMNS), **checked_values(columns, organization_id)}
    opening = Opening(organization=organization, created=now, updated=now)
    for name, value in values.items():
        setattr(opening, name, value)
    refuse_contradictions(opening)
    if shifts:
        refuse_plans(opening.is_dated, shifts, {})
    opening.save(force_insert=True)
    rows = [Shift(opening=opening, starts=one.starts, ends=one.ends, places=one.places) for one in shifts]
    Shift.objects.bulk_create(rows)
    span = dates_of(rows, opening)
    if span:
        _set(opening, span)
    record_act(by=by, verb="create_opening", on=opening, now=now, detail={"after": as_json(values)})
    return opening


def _set(opening: Opening, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(opening, name, value)
    Opening.objects.filter(pk=opening.pk).update(**columns)


@transaction.atomic
def save_opening(
    *,
    opening_id: int,
    revision: int,
    texts: Mapping[str, str],
    columns: Mapping[str, Any],
    minor: bool = False,
    still_right: Iterable[str] = (),
    by: int | None,
    now: datetime,
) -> int:
    """Change an opening as it was at `revision`; returns the new one.

    A changed Japanese text makes its translations outdated unless the change is `minor`. What is shown already must
    stay complete: ValidationError names what would be missing.
    """
    opening = lock_opening(opening_id)
    if opening.revision != revision:
        raise OpeningEditedMeanwhileError(opening)
    denial = is_editable(opening)
    if denial:
        raise ValidationError([f"{denial.reason} {denial.next_step}"])
    before, shifts = Opening.objects.get(pk=opening_id), list(standing_shifts(opening_id))
    missing = {one.field for one in gaps(before, shifts, now)}
    checked = checked_columns(Opening, texts, TEXT_COLUMNS)
    values = change_texts(opening, TEXT_FIELDS, checked, minor=minor, still_right=still_right)
    values |= checked_values(columns, opening.organization_id)
    for name, value in values.items():
        setattr(opening, name, value)
    refuse_contradictions(opening)
    if before.is_dated is not opening.is_dated:
        _change_kind(opening, shifts)
    if opening.status != Opening.Status.DRAFT:
        _refuse_new_gaps(opening, shifts, missing, now)
    changed = changed_columns(before, values)
    if not changed:
        return opening.revision
    Opening.objects.filter(pk=opening_id).update(**changed, revision=revision + 1, updated=now)
    detail = {"before": as_json({name: getattr(before, name) for name in changed}), "after": as_json(changed)}
    record_act(by=by, verb="save_opening", on=opening, now=now, detail=detail)
    content_changed()
    return revision + 1


def _change_kind(opening: Opening, shifts: list[Shift]) -> None:
    """Shifts with a day and without one are different things: a draft begins anew with them."""
    if opening.status != Opening.Status.DRAFT or held_shifts(opening.pk):
        words = _("It is published with its days already. Copy it if you need another kind.")
        raise ValidationError({"kind": words})
    for shift in shifts:
        shift.delete()


def _refuse_new_gaps(opening: Opening, shifts: list[Shift], known: set[str], now: datetime) -> None:
    found = {one.field: one.words for one in gaps(opening, shifts, now) if one.field not in known}
    if found:
        raise ValidationError(found)


@transaction.atomic
def publish_opening(*, opening_id: int, revision: int, by: int | None, now: datetime) -> Opening:
    """Show it, or hand it to the ward where the organisation never had an opening checked."""
    opening = lock_opening(opening_id)
    verb = "publish" if is_known_to_the_ward(opening.organization_id) else "submit"
    return _say(opening, verb, revision=revision, by=by, now=now)


@transaction.atomic
def withdraw_opening(*, opening_id: int, revision: int, by: int | None, now: datetime) -> Opening:
    """Take it back from the ward's queue, as long as nobody has decided."""
    return _say(lock_opening(opening_id), "withdraw", revision=revision, by=by, now=now)


@transaction.atomic
def check_opening(
    *, opening_id: int, verb: str, revision: int, reason: str = "", by: int | None, now: datetime
) -> Opening:
    """The ward's word: approve, return or cancel, and the organisation's managers are told."""
    detail = {"ward": True}
    opening = _say(lock_opening(opening_id), verb, revision=revision, reason=reason, by=by, now=now, detail=detail)
    tell_decision(opening, verb=verb, reason=reason, by=by, now=now)
    return opening


@transaction.atomic
def close_opening(
    *, opening_id: int, revision: int | None = None, reason: str = "", by: int | None, now: datetime
) -> Opening:
    """It is over: nobody can answer any more. The rooms above settle what hangs on it (`endings.py`)."""
    return _say(lock_opening(opening_id), "close", revision=revision, reason=reason, by=by, now=now)


@transaction.atomic
def cancel_opening(
    *, opening_id: int, revision: int | None = None, reason: str, by: int | None, now: datetime
) -> Opening:
    """It does not take place; whoever applied reads the reason. Its shifts stay, for they are somebody's record."""
    return _say(lock_opening(opening_id), "cancel", revision=revision, reason=reason, by=by, now=now)


@transaction.atomic
def discard_opening(*, opening_id: int, revision: int | None = None, by: int | None, now: datetime) -> Opening:
    """A draft that is not wanted after all."""
    return _say(lock_opening(opening_id), "discard", revision=revision, by=by, now=now)


@transaction.atomic
def reopen_opening(*, opening_id: int, revision: int | None = None, by: int | None, now: datetime) -> Opening:
    """Closed too early: published again while its days are not over."""
    opening = _say(lock_opening(opening_id), "reopen", revision=revision, by=by, now=now)
    if not has_free_place(opening_id, now) and mark_filled(opening_id=opening_id, by=by, now=now):
        opening.refresh_from_db()
    return opening


def _say(
    opening: Opening,
    verb: str,
    *,
    revision: int | None,
    reason: str = "",
    by: int | None,
    now: datetime,
    detail: dict[str, Any] | None = None,
) -> Opening:
    refuse_overtaken(opening, revision)
    denial = LIFE.can_move(opening, verb)
    if denial is None and LIFE[verb].target in (Opening.Status.CHECKING, Opening.Status.PUBLISHED):
        denial = can_publish(opening, standing_shifts(opening.pk), now)
    if denial:
        raise MoveRefusedError(denial)
    columns: dict[str, Any] = {"revision": opening.revision + 1, "updated": now}
    if verb in ("publish", "approve"):
        columns["published"] = now
    if verb == "approve":
        columns["checked"] = now
    move(opening, verb, table=LIFE, by=by, now=now, reason=reason, columns=columns, detail=detail)
    content_changed()
    if verb in ENDINGS:
        withdraw_news(opening, now=now)
        tell_the_end(opening=opening, reason=reason.strip(), by=by, now=now)
    return opening


@transaction.atomic
def copy_opening(*, opening_id: int, weeks: int | None = None, by: int | None, now: datetime) -> Opening:
    """A draft with the same texts, its days moved by `weeks`; without it by as many years of 52 weeks as it needs.

    Weekdays stay. Nothing of who applied goes with it.
    """
    source = Opening.objects.select_related("organization").get(pk=opening_id)
    moved = timedelta(weeks=_weeks_ahead(source, now) if weeks is None else weeks)
    names = [one.attname for one in Opening._meta.concrete_fields if one.name not in NOT_COPIED]
    copy = Opening(**{name: source.__dict__[name] for name in names}, copied_from=source, created=now, updated=now)
    copy.starts, copy.ends = source.starts + moved, source.ends + moved
    copy.deadline = source.deadline + moved if source.deadline else None
    copy.save(force_insert=True)
    shifts = standing_shifts(source.pk)
    Shift.objects.bulk_create(
        Shift(
            opening=copy,
            starts=one.starts + moved if one.starts else None,
            ends=one.ends + moved if one.ends else None,
            places=one.places,
        )
        for one in shifts
    )
    record_act(by=by, verb="copy_opening", on=copy, now=now, detail={"from": source.pk, "weeks": moved.days // 7})
    return copy


def _weeks_ahead(source: Opening, now: datetime) -> int:
    days = (now.astimezone(JAPAN).date() - source.starts).days
    return YEAR_OF_WEEKS * max(1, days // (YEAR_OF_WEEKS * 7) + 1)
