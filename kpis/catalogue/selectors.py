"""Definitions by the day, and targets by the period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, TypeVar

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Now, TruncDate

from kpis.catalogue.models import Definition, Indicator, Target
from portal.shared.japan import JAPAN
from portal.shared.texts import Text, shown_columns, shown_texts, text


class Version(NamedTuple):
    """A definition as a list of many needs it: how it counts, and its name in the columns of one language."""

    indicator_id: int
    version: int
    starts: date
    unit: str
    direction: str
    adds_up: str
    period: str
    source: str
    names: Mapping[str, str | None]

    def name_in(self, language: str) -> Text:
        """Its name for a reader of the language it was read for."""
        return text(self.names, "name", language)


class Wanted(NamedTuple):
    """A target as a list of many needs it."""

    pk: int
    indicator_id: int
    kind: str
    stage: str
    value: Decimal | None
    baseline: Decimal | None
    first: date | None
    last: date | None
    status: str


class _Starting(Protocol):
    @property
    def starts(self) -> Any: ...


class _Lasting(Protocol):
    @property
    def pk(self) -> Any: ...
    @property
    def stage(self) -> Any: ...
    @property
    def first(self) -> Any: ...
    @property
    def last(self) -> Any: ...


_V = TypeVar("_V", bound=_Starting)
_T = TypeVar("_T", bound=_Lasting)
_M = TypeVar("_M", bound=Model)


def plain(model: type[_M]) -> QuerySet[_M]:
    """Rows read by the full names of their columns: nothing is looked up in other languages, which costs a half."""
    return QuerySet(model)


def definitions_of(indicators: Iterable[int], *, texts_in: str = "") -> dict[int, list[Definition]]:
    """Indicator → its versions, the newest first; one query. `texts_in`: only what a reader of that language sees."""
    rows = Definition.objects.filter(indicator__in=indicators).order_by("-starts", "-version")
    if texts_in:
        rows = rows.only(*shown_columns(Definition, texts_in))
    found: dict[int, list[Definition]] = {}
    for one in rows:
        found.setdefault(one.indicator_id, []).append(one)
    return found


def versions_of(indicators: Iterable[int], language: str) -> dict[int, list[Version]]:
    """The same as light rows, named in one language; one query."""
    names, columns = shown_texts("name", language), Version._fields[:-1]
    rows = (
        plain(Definition).filter(indicator__in=indicators).order_by("-starts", "-version").values_list(*columns, *names)
    )
    found: dict[int, list[Version]] = {}
    for row in rows:
        texts = dict(zip(names, row[len(columns) :], strict=True))
        one = Version._make((*row[: len(columns)], texts))
        found.setdefault(one.indicator_id, []).append(one)
    return found


def still_meant(rows: QuerySet[Target]) -> QuerySet[Target]:
    """Targets whose days are measured in the unit and direction in which they were meant; nobody is judged by others.

    Meant is the version there was when the target was made; measured by the one in force on its last day, or today.
    """
    how, today = Concat("unit", Value(" "), "direction"), TruncDate(Now(), tzinfo=JAPAN)
    versions = plain(Definition).filter(indicator=OuterRef("indicator")).annotate(how=how)
    made = versions.filter(created__lte=OuterRef("created")).order_by("-version")
    held = versions.filter(starts__lte=Coalesce(OuterRef("last"), today)).order_by("-starts", "-version")
    first, then = (Subquery(one.values("how")[:1]) for one in (made, held))
    same = Q(_meant=F("_held")) | Q(_meant=None) | Q(_held=None)
    return rows.annotate(_meant=first, _held=then).filter(same)


def targets_by_indicator(*statuses: str) -> dict[int, list[Wanted]]:
    """Every indicator's targets of these statuses as light rows; one query."""
    found: dict[int, list[Wanted]] = {}
    for row in still_meant(plain(Target).filter(status__in=statuses)).values_list(*Wanted._fields):
        one = Wanted._make(row)
        found.setdefault(one.indicator_id, []).append(one)
    return found


def in_force(versions: Iterable[_V], day: date) -> _V | None:
    """Of the versions, newest first, the one that holds on a day."""
    return next((one for one in versions if one.starts <= day), None)


def tiles() -> list[Indicator]:
    """Indicators that are counted or asked for, in the papers' order."""
    return list(Indicator.objects.filter(role=Indicator.Role.TILE).order_by("place", "id"))


def target_for(targets: Iterable[_T], first: date, last: date) -> _T | None:
    """Of one indicator's targets the one for these days: the narrowest that holds their last day, the final one first."""
    holding = [one for one in targets if one.first is None or (one.last is not None and one.first <= last <= one.last)]
    return min(holding, key=_narrowness, default=None)


def _narrowness(target: _Lasting) -> tuple[int, bool, int]:
    days = (target.last - target.first).days if target.first and target.last else 1_000_000
    return days, target.stage != Target.Stage.FINAL, -target.pk


def named_by_source() -> dict[str, str]:
    """Source → the Japanese name of the first indicator that it counts; one query."""
    rows = Definition.objects.exclude(source="").order_by("source", "indicator__place", "-version").distinct("source")
    return {one.source: one.name_ja for one in rows.only("source", "name_ja")}
