"""What a kind of personal data says about itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from portal.shared.privacy.hiding import Marks

Words: TypeAlias = str | Promise


@dataclass(frozen=True)
class Subject:
    """Whom an erasure is about: every handle by which rows know the person, gathered before the first is gone.

    `names` are all that the person gave, `spoken` the one to be looked for in free text (empty: none tells this person
    from others). `since`: names are not looked for in what was written before; None: they are everywhere.
    """

    person_id: int
    uid: UUID
    user_ids: tuple[int, ...]
    addresses: tuple[str, ...]
    names: tuple[str, ...]
    spoken: str = ""
    since: datetime | None = None

    def hide_in(self, rows: models.QuerySet[Any], *columns: str, at: str) -> int:
        """Hide the person in these text or JSON columns; `at` names when a row was written. Answers how many held it."""
        of_json = {column: isinstance(rows.model._meta.get_field(column), models.JSONField) for column in columns}
        marks, nameless = Marks(self.addresses, self.names, self.spoken), Marks(self.addresses)
        wanted = models.Q(pk=None)
        for column in columns:
            rows = rows.alias(**{f"{column}_text": Cast(column, models.TextField())})
            wanted |= self._may_hold(f"{column}_text", of_json[column], at)
        changed = 0
        for row in rows.filter(wanted).order_by("pk").values("pk", at, *columns):
            known = marks if self.since is None or row[at] >= self.since else nameless
            hidden = {
                column: (known.hide_in_json if of_json[column] else known.hide_in_text)(row[column])
                for column in columns
            }
            if any(hidden[column] != row[column] for column in columns):
                changed += rows.model._default_manager.filter(pk=row["pk"]).update(**hidden)
        return changed

    def _may_hold(self, column: str, of_json: bool, at: str) -> models.Q:
        """What the database can rule out, so that few rows are read: a part of every mark must stand in the text."""
        found = models.Q(pk=None)
        for address in self.addresses:
            found |= models.Q(**{f"{column}__icontains": _quoted(address) if of_json else address})
        named = models.Q(pk=None)
        for name in self.names if of_json else filter(None, (self.spoken,)):
            parts = [models.Q(**{f"{column}__icontains": _quoted(part) if of_json else part}) for part in name.split()]
            named |= models.Q(*parts)
        return found | (named & models.Q(**{f"{at}__gte": self.since}) if self.since else named)


def _quoted(text: str) -> str:
    """As it stands in the text of a JSON value."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


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
