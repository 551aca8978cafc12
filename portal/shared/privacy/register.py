"""What a kind of personal data says about itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.module_loading import import_string

Words: TypeAlias = str | Promise
HIDDEN = "…"
LEAST_LATIN, LEAST_OTHER = 5, 3
"""From how many characters on a name tells one person from others."""


def telling(names: Iterable[str]) -> tuple[str, ...]:
    """The names that can be looked for in others' words."""
    return tuple(
        name for name in names if len(name.replace(" ", "")) >= (LEAST_LATIN if name.isascii() else LEAST_OTHER)
    )


@dataclass(frozen=True)
class Subject:
    """Whom an erasure is about: every handle by which rows know the person, gathered before the first is gone.

    `names` are those that tell one person from others wherever they stand; short ones would black out half a text.
    """

    person_id: int
    uid: UUID
    user_ids: tuple[int, ...]
    addresses: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def marks(self) -> tuple[str, ...]:
        """What betrays the person in words that somebody else typed."""
        return (*self.addresses, *self.names)

    def hide(self, value: Any) -> Any:
        """The same text, list or JSON without the person's addresses and names; keys and numbers stay."""
        if isinstance(value, str):
            for mark in self.marks:
                value = re.sub(rf"(?<![a-z0-9]){re.escape(mark)}(?![a-z0-9])", HIDDEN, value, flags=re.IGNORECASE)
            return value
        if isinstance(value, Mapping):
            return {key: self.hide(one) for key, one in value.items()}
        return [self.hide(one) for one in value] if isinstance(value, list) else value

    def hide_in(self, rows: models.QuerySet[Any], *columns: str) -> int:
        """Hide the person in these text or JSON columns of the rows; answers how many rows held something."""
        wanted = models.Q(pk=None)
        for column in columns:
            rows = rows.alias(**{f"{column}_text": Cast(column, models.TextField())})
            for mark in self.marks:
                wanted |= models.Q(**{f"{column}_text__icontains": mark})
        changed = 0
        for row in rows.filter(wanted).order_by("pk").values("pk", *columns):
            hidden = {column: self.hide(row[column]) for column in columns}
            if any(hidden[column] != row[column] for column in columns):
                changed += rows.model._default_manager.filter(pk=row["pk"]).update(**hidden)
        return changed


@dataclass(frozen=True)
class Erasing:
    """One erasure under way: who wants it and when."""

    by: int | None
    now: datetime


@dataclass(frozen=True)
class Retention:
    """How long: `days` after what `overdue` measures; `forget` deletes rows in a way of their own (with their files).

    `overdue(limit, now)` answers the rows whose time is up; `limit` is `now` minus the days.
    """

    days: int
    words: Words
    overdue: Callable[[datetime, datetime], models.QuerySet[Any]] | None = None
    forget: Callable[[list[int], datetime], int] | None = None

    def rows(self, now: datetime) -> models.QuerySet[Any] | None:
        """What is to be forgotten now; None where something else sees to it."""
        return self.overdue(now - timedelta(days=self.days), now) if self.overdue else None


@dataclass(frozen=True)
class PersonalData:
    """A kind of personal data: where it lies, what it is for, who sees it, how long it stays, how it is erased.

    `fields` names columns by model; `erase` answers how many rows it touched, `show` what the person's own download
    holds.
    """

    name: str
    fields: Mapping[str, frozenset[str]]
    title: Words
    purpose: Words
    who_sees: Words
    retention: Retention
    erase: Callable[[Subject, Erasing], int] | None = None
    show: Callable[[Subject], list[Mapping[str, Any]]] | None = None


@dataclass(frozen=True)
class Register:
    """All kinds, in the order of the page and of an erasure (parts before what they hang on)."""

    kinds: tuple[PersonalData, ...]
    find: Callable[[UUID], Subject | None]
    not_personal: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def kind(self, name: str) -> PersonalData:
        """KeyError for a name that is none."""
        for one in self.kinds:
            if one.name == name:
                return one
        raise KeyError(name)


def register() -> Register:
    """The portal's register, by the name that the settings give: shared code may not know the rooms above."""
    found: Register = import_string(settings.PERSONAL_DATA)
    return found
