"""The only way to change a status: the table is asked, the row compared and set in one statement, the act kept.

A table stands beside its model and reads as the life of the thing: from which states a verb leads where, and whose
verb it is. Two people who decide at once both ask `move`; the database lets one of them through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from portal.shared.audit import record_act
from portal.shared.denials import Denial

LONGEST_REASON = 2000


@dataclass(frozen=True)
class Transition:
    """One verb: from any of `sources` to `target`; `who` may say it, and whether a reason must be given."""

    verb: str
    sources: frozenset[str]
    target: str
    who: frozenset[str]
    needs_reason: bool = False


class MoveRefusedError(Exception):
    """The status stays as it is; `denial` is what the person can be told."""

    def __init__(self, denial: Denial) -> None:
        super().__init__(denial.code)
        self.denial = denial


class TransitionTable:
    """All verbs of one model's status; ValueError when a verb stands twice."""

    def __init__(self, transitions: Iterable[Transition], *, field: str = "status") -> None:
        rows = tuple(transitions)
        self.field = field
        self.by_verb: Mapping[str, Transition] = {one.verb: one for one in rows}
        if len(self.by_verb) != len(rows):
            raise ValueError("a verb stands twice in the table")

    def __getitem__(self, verb: str) -> Transition:
        return self.by_verb[verb]

    def verbs_from(self, status: str, who: str) -> list[str]:
        """What `who` may say to a thing in this state, in the table's order: the buttons of a page."""
        return [one.verb for one in self.by_verb.values() if status in one.sources and who in one.who]

    def can_move(self, obj: models.Model, verb: str) -> Denial | None:
        """Whether the state allows the verb, as far as this reading of the row knows."""
        if getattr(obj, self.field) in self[verb].sources:
            return None
        return _other_state(obj, self.field)


@transaction.atomic
def move(
    obj: models.Model,
    verb: str,
    *,
    table: TransitionTable,
    by: int | None,
    now: datetime,
    reason: str = "",
    columns: Mapping[str, Any] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Say the verb to the thing: its status and `columns` change together, or nothing does.

    `obj` must have been read in the state the decision was made on; afterwards it holds the new values. Raises
    MoveRefusedError when the table forbids it, a reason is missing, or somebody else moved it first.
    """
    transition, field, before = table[verb], table.field, getattr(obj, table.field)
    denial = table.can_move(obj, verb) or _reason_denial(transition, reason)
    if denial:
        raise MoveRefusedError(denial)
    values = {**(columns or {}), field: transition.target}
    rows = type(obj)._base_manager.filter(pk=obj.pk, **{field: before})
    if rows.update(**values) != 1:
        obj.refresh_from_db(fields=[field])
        raise MoveRefusedError(_moved_meanwhile(obj, field))
    for name, value in values.items():
        setattr(obj, name, value)
    record_act(
        by=by,
        verb=f"{verb}_{obj._meta.model_name}",
        on=obj,
        now=now,
        reason=reason.strip(),
        detail={**(detail or {}), "before": {field: before}, "after": {field: transition.target}},
    )


def _reason_denial(transition: Transition, reason: str) -> Denial | None:
    if len(reason) > LONGEST_REASON:
        return Denial("reason-too-long", _("The reason is too long."), _("Please say it in 2,000 characters."))
    if transition.needs_reason and not reason.strip():
        return Denial(
            "reason-needed",
            _("A reason is missing."),
            _("Please write a sentence or two: the people concerned will read it."),
        )
    return None


def _other_state(obj: models.Model, field: str) -> Denial:
    return Denial(
        "other-state",
        _("This cannot be done now, because the state is “%(state)s”.") % {"state": _state_words(obj, field)},
        _("Please look at the page again."),
    )


def _moved_meanwhile(obj: models.Model, field: str) -> Denial:
    return Denial(
        "moved-meanwhile",
        _("Somebody else was faster: the state is now “%(state)s”.") % {"state": _state_words(obj, field)},
        _("Nothing of yours was changed. Please look at the page again."),
    )


def _state_words(obj: models.Model, field: str) -> str:
    display = getattr(obj, f"get_{field}_display", None)
    return str(display() if display else getattr(obj, field))
