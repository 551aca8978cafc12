"""Definitions by the day, and targets by the period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, TypeVar

from django.db.models import Model, QuerySet

from kpis.catalogue.models import Definition, Indicator, Target
from portal.shared.texts import Text, shown_columns, shown_texts, text

FEW = 20
"""So many ids are named in a query."""


class Version(NamedTuple):
    """A definition as a list of many needs it: how it counts, and its name in the columns of one language."""

    pk: int
    indicator_id: int
    version: int
    starts: date
    created: datetime
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
    created: datetime | None
    words_ja: str | None = None


class _Starting(Protocol):
    @property
    def starts(self) -> Any: ...


class _Measuring(_Starting, Protocol):
    @property
    def version(self) -> Any: ...
    @property
    def created(self) -> Any: ...
    @property
    def unit(self) -> Any: ...
    @property
    def direction(self) -> Any: ...


class _Lasting(Protocol):
    @property
    def pk(self) -> Any: ...
    @property
    def status(self) -> Any: ...
    @property
    def stage(self) -> Any: ...
    @property
    def first(self) -> Any: ...
    @property
    def last(self) -> Any: ...


class _Meant(Protocol):
    @property
    def indicator_id(self) -> Any: ...
    @property
    def created(self) -> Any: ...
    @property
    def last(self) -> Any: ...


_D = TypeVar("_D", bound=_Measuring)
_W = TypeVar("_W", bound=_Meant)
_V = TypeVar("_V", bound=_Starting)
_T = TypeVar("_T", bound=_Lasting)
_M = TypeVar("_M", bound=Model)


def plain(model: type[_M]) -> QuerySet[_M]:
    """Rows read by the full names of their columns: nothing is looked up in other languages, which costs a half."""
    return QuerySet(model)


def definitions_of(
    indicators: Iterable[int] | QuerySet[Any, Any], *, texts_in: str = ""
) -> dict[int, list[Definition]]:
    """Indicator → its versions, the newest first; one query. `texts_in`: only what a reader of that language sees."""
    rows = Definition.objects.filter(indicator__in=indicators).order_by("-starts", "-version")
    if texts_in:
        rows = rows.only(*shown_columns(Definition, texts_in))
    found: dict[int, list[Definition]] = {}
    for one in rows:
        found.setdefault(one.indicator_id, []).append(one)
    return found


def versions_of(indicators: Iterable[int], language: str) -> dict[int, list[Version]]:
    """The same as light rows, named in one language; one query.

    It reads the whole catalogue where many are asked for: a list of a hundred ids costs more than a hundred rows.
    """
    names, columns, wanted = shown_texts("name", language), Version._fields[:-1], frozenset(indicators)
    rows = plain(Definition).order_by("-starts", "-version")
    if len(wanted) <= FEW:
        rows = rows.filter(indicator__in=wanted)
    found: dict[int, list[Version]] = {}
    for row in rows.values_list(*columns, *names):
        if row[1] in wanted:
            texts = dict(zip(names, row[len(columns) :], strict=True))
            found.setdefault(row[1], []).append(Version._make((*row[: len(columns)], texts)))
    return found


def meant_by(target: _Meant, versions: Iterable[_D]) -> _D | None:
    """The version that whoever set the target had before them; None for a target older than all."""
    made = [one for one in versions if target.created is not None and one.created <= target.created]
    return max(made, key=lambda one: one.version, default=None)


def still_meant(targets: Iterable[_W], versions: Sequence[_Measuring], today: date) -> list[_W]:
    """Targets whose last day, or today, is measured in the unit and direction in which they were meant: nobody is
    judged by others. `versions`: of their indicator, the newest first.
    """
    return [one for one in targets if _is_meant(one, versions, today)]


def _is_meant(target: _Meant, versions: Sequence[_Measuring], today: date) -> bool:
    meant, held = meant_by(target, versions), in_force(versions, target.last or today)
    return meant is None or held is None or (meant.unit, meant.direction) == (held.unit, held.direction)


def targets_by_indicator(
    versions: Mapping[int, Sequence[_Measuring]], today: date, *statuses: str
) -> dict[int, list[Wanted]]:
    """Targets of these statuses as light rows, of the indicators whose versions are given; one query."""
    rows = plain(Target).filter(status__in=statuses).order_by("pk").values_list(*Wanted._fields)
    return _by_indicator(map(Wanted._make, rows), versions, today)


def adopted_targets(versions: Mapping[int, Sequence[_Measuring]], today: date) -> dict[int, list[Target]]:
    """Targets that the ward stands for, of the indicators whose versions are given; one query."""
    rows = Target.objects.filter(status=Target.Status.ADOPTED).order_by("pk")
    return _by_indicator(rows if len(versions) > 1 else rows.filter(indicator__in=versions), versions, today)


def _by_indicator(
    targets: Iterable[_W], versions: Mapping[int, Sequence[_Measuring]], today: date
) -> dict[int, list[_W]]:
    found: dict[int, list[_W]] = {}
    for one in targets:
        known = versions.get(one.indicator_id)
        if known is not None and _is_meant(one, known, today):
            found.setdefault(one.indicator_id, []).append(one)
    return found


def in_force(versions: Iterable[_V], day: date) -> _V | None:
    """Of the versions, newest first, the one that holds on a day."""
    return next((one for one in versions if one.starts <= day), None)


def tiles() -> list[Indicator]:
    """Indicators that are counted or asked for, in the papers' order."""
    return list(Indicator.objects.filter(role=Indicator.Role.TILE).order_by("place", "id"))


def target_for(targets: Iterable[_T], first: date, last: date) -> _T | None:
    """Of one indicator's targets the one for these days: an adopted one before all that is only proposed.

    Of several the narrowest that holds their last day, the final one first.
    """
    holding = [one for one in targets if one.first is None or (one.last is not None and one.first <= last <= one.last)]
    return min(holding, key=_rank, default=None)


def share_days(one: _Lasting, other: _Lasting) -> bool:
    """Whether both hold on some day; one without days holds on every day."""
    if one.first is None or other.first is None:
        return True
    return bool(one.first <= other.last and other.first <= one.last)


def _rank(target: _Lasting) -> tuple[bool, int, bool, int]:
    days = (target.last - target.first).days if target.first and target.last else 1_000_000
    return target.status != Target.Status.ADOPTED, days, target.stage != Target.Stage.FINAL, -target.pk


def named_by_source(language: str) -> dict[str, str]:
    """Source → the name of the first indicator that it counts; one query."""
    rows = plain(Definition).exclude(source="").order_by("source", "indicator__place", "-version").distinct("source")
    columns = shown_texts("name", language)
    return {one["source"]: text(one, "name", language).value for one in rows.values("source", *columns)}
