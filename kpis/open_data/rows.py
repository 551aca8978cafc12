"""The rows of the files; a column stands here once, and what it means in the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from kpis.catalogue.models import Definition, Indicator, Target
from kpis.catalogue.selectors import adopted_targets, definitions_of, in_force
from kpis.dashboards.public_counts import PublicValue, counts_people
from kpis.dashboards.public_selectors import last_nights
from kpis.dashboards.public_values import counted_up_to, public_values
from kpis.dashboards.suppression import Cell
from kpis.measurements.models import Closing
from kpis.sources.catalogue import SOURCES
from kpis.sources.source import DAY
from organizations.interchange.writing import write_table
from portal.shared.fiscal import fiscal_year
from portal.shared.japan import JAPAN

VALUE_COLUMNS = (
    "code", "name_ja", "name_en", "period", "first", "last", "until", "status", "value", "numerator", "denominator",
    "unit", "suppressed", "revision", "reason", "origin", "computed", "definition_version",
)  # fmt: skip
_TEXTS = ("name", "origin", "method", "numerator", "denominator", "limits")
_SPOKEN = ("ja", "en")
INDICATOR_COLUMNS = (
    "code", "policy", "area", "area_ja", "area_en", "level", "role", "repeats",
    *(f"{one}_{language}" for one in _TEXTS for language in _SPOKEN),
    "unit", "direction", "adds_up", "period", "automatic", "definition_version", "definition_first", "targets",
)  # fmt: skip
_TOGETHER = 500
_T = TypeVar("_T")


def values_csv(today: date, encoding: str) -> Iterator[bytes]:
    """A line for each value, some hundred together."""
    rows = ([cell(row[one]) for one in VALUE_COLUMNS] for row in value_rows(today))
    return joined(write_table(VALUE_COLUMNS, rows, encoding=encoding))


def values_json(today: date, about: Mapping[str, Any]) -> Iterator[bytes]:
    """One document: whose data, then the values."""
    return document(about, "values", value_rows(today))


def document(about: Mapping[str, Any], name: str, rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """JSON in pieces: whose data, then the rows under their name."""
    yield (json.dumps(about, ensure_ascii=False)[:-1] + f',"{name}":[\n').encode()
    separator = ""
    for some in _some(rows):
        yield (separator + ",\n".join(json.dumps(row, ensure_ascii=False) for row in some)).encode()
        separator = ",\n"
    yield b"\n]}\n"


def indicators_csv(today: date, encoding: str) -> Iterator[bytes]:
    """A line for each indicator, with the definition in force and the targets that were adopted."""
    rows = ([cell(row[one]) for one in INDICATOR_COLUMNS] for row in indicator_rows(today))
    return joined(write_table(INDICATOR_COLUMNS, rows, encoding=encoding))


def value_rows(today: date) -> Iterator[dict[str, Any]]:
    """Every value that the public may know of; of a hidden one only that it is there."""
    rows, nights = Definition.objects.only("unit", "source", "version", "name_ja", "name_en"), last_nights()
    definitions, final = {one.pk: one for one in rows}, _final_years()
    for one in public_values(today):
        definition = definitions[one.definition_id]
        status = _status(one, definition, today, final)
        yield _value_row(one, definition, nights.get(one.indicator_id), status)


def _value_row(one: PublicValue, definition: Definition, night: date | None, status: str) -> dict[str, Any]:
    return {
        "code": one.code,
        **{f"name_{language}": getattr(definition, f"name_{language}") or "" for language in _SPOKEN},
        "period": _period_of(one),
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "until": counted_up_to(one, night).isoformat() if one.open else None,
        "status": status,
        "value": number(one.value),
        "numerator": number(one.numerator),
        "denominator": number(one.denominator),
        "unit": definition.unit,
        "suppressed": not one.open,
        "revision": one.revision if one.open else None,
        "reason": one.reason or None,
        "origin": one.origin,
        "computed": f"{one.computed[:19]}+09:00" if one.open else None,
        "definition_version": definition.version,
    }


def _final_years() -> dict[int, date]:
    """Closed years, each with the day on which it was closed."""
    closings = Closing.objects.values_list("fiscal_year", "closed")
    return {year: closed.astimezone(JAPAN).date() for year, closed in closings}


def _status(one: PublicValue, definition: Definition, today: date, final: dict[int, date]) -> str:
    """By its days and its definition alone, so that nothing is told of a number that is left out.

    What counts people is told a month at a time, so the last edition of a closed year comes with the month after.
    """
    if one.last >= today:
        return "running"
    closed = final.get(fiscal_year(one.last))
    last_edition = (today - DAY).replace(day=1) if counts_people(definition) else None
    is_final = closed is not None and (last_edition is None or closed < last_edition)
    return "final" if is_final else "provisional"


def _period_of(one: PublicValue) -> str:
    """So that nobody adds months to the year that they are in."""
    cell = Cell(one.first, one.last, ())
    return "month" if cell.is_month else "year" if cell.is_year else "other"


def indicator_rows(today: date) -> Iterator[dict[str, Any]]:
    """All lines of the papers, in their order; three queries."""
    indicators = list(Indicator.objects.select_related("area", "repeats").order_by("place", "id"))
    versions = definitions_of([one.pk for one in indicators])
    targets = adopted_targets(versions, today)
    for one in indicators:
        definition = in_force(versions[one.pk], today) or versions[one.pk][-1]
        yield {
            "code": one.code,
            "policy": one.area.policy,
            "area": one.area.code,
            **{f"area_{language}": getattr(one.area, f"name_{language}") for language in _SPOKEN},
            "level": one.level,
            "role": one.role,
            "repeats": one.repeats.code if one.repeats else "",
            **{f"{name}_{lang}": getattr(definition, f"{name}_{lang}") for name in _TEXTS for lang in _SPOKEN},
            "unit": definition.unit,
            "direction": definition.direction,
            "adds_up": definition.adds_up,
            "period": definition.period,
            "automatic": definition.source in SOURCES,
            "definition_version": definition.version,
            "definition_first": definition.starts.isoformat(),
            "targets": _target_words(targets.get(one.pk, [])),
        }


def _target_words(targets: Iterable[Target]) -> str:
    """JSON in a cell: kind, value, baseline, stage, first, last, words."""
    told = [
        {
            "kind": one.kind,
            "value": number(one.value),
            "baseline": number(one.baseline),
            "stage": one.stage,
            "first": one.first.isoformat() if one.first else None,
            "last": one.last.isoformat() if one.last else None,
            **{f"words_{language}": getattr(one, f"words_{language}") or "" for language in _SPOKEN},
        }
        for one in targets
    ]
    return json.dumps(told, ensure_ascii=False) if told else ""


def number(value: Decimal | None) -> int | float | None:
    """As JSON has it: whole numbers without a point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def cell(value: Any) -> str:
    """As CSV has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def joined(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Some hundred lines together."""
    return (b"".join(some) for some in _some(lines))


def _some(rows: Iterator[_T]) -> Iterator[list[_T]]:
    while some := list(islice(rows, _TOGETHER)):
        yield some
