"""What the reports of closed years keep takes the place of what was counted since: a closed year says what it said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from kpis.catalogue.models import Target
from kpis.catalogue.selectors import Wanted
from kpis.dashboards.selectors import Reading, Year
from kpis.measurements.models import Closing
from kpis.measurements.selectors import Current, Days
from portal.shared.fiscal import fiscal_year


@dataclass(frozen=True)
class Kept:
    """A value as the report of a closed year has it; `again`: the same days have been counted otherwise since."""

    value: Current
    version: int
    targets: list[Wanted]
    words: list[str]
    closing: Closing
    again: bool


class Settled(Reading):
    """Values, definitions and targets of closed years as their reports keep them; one query more.

    `kept`: by indicator, the value shown if a report keeps it. A value that came after its year was closed is gone.
    `decided`: the last year closed, this one or before.
    """

    def __init__(self, codes: Mapping[str, int], year: Year, language: str) -> None:
        super().__init__(codes.values(), year, language)
        self.kept: dict[int, Kept] = {}
        closings = self._closings()
        self.decided = next((one for one in closings if one.fiscal_year <= year.period.fiscal_year), None)
        kept = {(one.value.indicator_id, one.value.days): one for one in self._all_kept(closings, codes)}
        self._as_closed = {key: one.value for key, one in kept.items()}
        self._replace({one.fiscal_year for one in closings}, [one.value for one in kept.values()])
        for pk in codes.values():
            found = self.measurement(pk)
            if found is not None and (pk, found.days) in kept:
                self._judge_as_then(pk, kept[pk, found.days])

    def read_months(self, indicators: Iterable[int]) -> dict[int, dict[Days, Decimal | None]]:
        """Those of closed years as their reports keep them."""
        found = super().read_months(indicators)
        for (pk, days), one in self._as_closed.items():
            if pk in found and self._unit_of(one) == self.measured_by(pk).unit:
                found[pk][days] = one.value
        return found

    def _unit_of(self, one: Current) -> str:
        return self.rules.get(one.definition_id, self.definitions[one.indicator_id]).unit

    @property
    def closing(self) -> Closing | None:
        """Of the year that is looked at."""
        return self.decided if self.decided and self.decided.fiscal_year == self.year.period.fiscal_year else None

    def _closings(self) -> list[Closing]:
        spans = (*self.spans, *(one.days for one in self.latest.values()))
        years = {year for days in spans if (year := _year(days)) is not None}
        earlier = Closing.objects.filter(fiscal_year__lte=self.year.period.fiscal_year).order_by("-fiscal_year")
        wanted = Q(fiscal_year__in=years) | Q(pk__in=earlier.values("pk")[:1])
        return list(Closing.objects.filter(wanted).select_related("closed_post").order_by("-fiscal_year"))

    def _all_kept(self, closings: Iterable[Closing], codes: Mapping[str, int]) -> Iterable[Kept]:
        for closing in closings:
            for row in closing.report:
                if row["indicator"] in codes:
                    pk = codes[row["indicator"]]
                    by = next((one.pk for one in self.versions[pk] if one.version == row["definition"]), 0)
                    value = _value(row, pk)._replace(definition_id=by)
                    now = self.values.get((value.indicator_id, value.days)) or self.latest.get(value.indicator_id)
                    again = now is not None and now.days == value.days and now.value != value.value
                    targets = [_target(one, value.indicator_id, place) for place, one in enumerate(row["targets"])]
                    words = [one.get("words", "") for one in row["targets"]]
                    yield Kept(value, row["definition"], targets, words, closing, again)

    def _replace(self, closed: set[int], kept: Sequence[Current]) -> None:
        values = {key: one for key, one in self.values.items() if _year(key[1]) not in closed}
        self._found.clear()
        self.values = values | {(one.indicator_id, one.days): one for one in kept if one.days in self.spans}
        before = (one for one in kept if one.last <= self.year.period.last)
        best = {one.indicator_id: one for one in sorted(before, key=lambda one: (one.last, -one.first.toordinal()))}
        latest = {pk: one for pk, one in self.latest.items() if _year(one.days) not in closed}
        self.latest = latest | {pk: one for pk, one in best.items() if pk not in latest}

    def _judge_as_then(self, pk: int, kept: Kept) -> None:
        """By the definition and the targets of that day; where none was adopted then, by what is proposed."""
        self._found.clear()
        self.kept[pk] = kept
        self.definitions[pk] = next(
            (one for one in self.versions[pk] if one.version == kept.version), self.definitions[pk]
        )
        proposed = [one._replace(status=Target.Status.PROPOSED) for one in self.targets.get(pk, [])]
        self.targets[pk] = kept.targets or proposed


def _year(days: Days) -> int | None:
    """The fiscal year these days lie in; None for those of several."""
    first, last = (fiscal_year(one) for one in days)
    return first if first == last else None


def _value(row: Mapping[str, Any], indicator_id: int) -> Current:
    return Current(
        indicator_id=indicator_id,
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
        value=_decimal(row["value"]),
        records=row["records"],
        origin=row["origin"],
        revision=row["revision"],
        reason="",
    )


def _target(row: Mapping[str, Any], indicator_id: int, place: int) -> Wanted:
    first, last = (date.fromisoformat(row[one]) if row.get(one) else None for one in ("first", "last"))
    return Wanted(
        pk=-place,
        indicator_id=indicator_id,
        kind=row["kind"],
        stage=row["stage"],
        value=_decimal(row["value"]),
        baseline=_decimal(row.get("baseline")),
        first=first,
        last=last,
        status=Target.Status.ADOPTED,
        created=None,
        words_ja=row.get("words"),
    )


def _decimal(given: str | None) -> Decimal | None:
    return None if given is None else Decimal(given)
