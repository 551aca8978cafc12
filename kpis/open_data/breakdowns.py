"""The file of groups: by town, language, field; small ones together with others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils import translation

from kpis.catalogue.models import Definition
from kpis.dashboards.breakdown_tables import Table
from kpis.dashboards.public_breakdowns import every_public_table
from kpis.dashboards.public_counts import PublicValue
from kpis.dashboards.public_groups import group_text
from kpis.dashboards.public_values import public_values
from kpis.open_data.rows import cell, document, joined, number
from organizations.interchange.writing import write_table

OTHERS = "others"
"""The group of all that are only told together."""
BREAKDOWN_COLUMNS = ("code", "first", "last", "by", "group", "name_ja", "name_en", "value", "unit", "suppressed")


def breakdowns_csv(today: date, encoding: str) -> Iterator[bytes]:
    """A line for each group."""
    rows = ([cell(row[one]) for one in BREAKDOWN_COLUMNS] for row in breakdown_rows(today))
    return joined(write_table(BREAKDOWN_COLUMNS, rows, encoding=encoding))


def breakdowns_json(today: date, about: Mapping[str, Any]) -> Iterator[bytes]:
    """One document: whose data, then the groups."""
    return document(about, "breakdowns", breakdown_rows(today))


def breakdown_rows(today: date) -> Iterator[dict[str, Any]]:
    """Every group that everybody may know of, and of each breakdown what the others are together."""
    definitions = {one.pk: one for one in Definition.objects.only("unit", "source", "version")}
    for value, table in every_public_table(public_values(today), definitions, today):
        unit = definitions[value.definition_id].unit
        for one in table.told:
            yield _row(value, table, unit, one.group, one.value, suppressed=False)
        if table.hides:
            yield _row(value, table, unit, OTHERS, table.rest, suppressed=True)


def _row(
    value: PublicValue, table: Table, unit: str, group: str, amount: Decimal, *, suppressed: bool
) -> dict[str, Any]:
    names = ("", "") if group == OTHERS else _names(table.by, group)
    return {
        "code": value.code,
        "first": value.first.isoformat(),
        "last": value.last.isoformat(),
        "by": table.by,
        "group": group,
        "name_ja": names[0],
        "name_en": names[1],
        "value": number(amount),
        "unit": unit,
        "suppressed": suppressed,
    }


@cache
def _names(by: str, group: str) -> tuple[str, str]:
    """In Japanese and English; lists and catalogues stay as they are while the portal runs."""
    with translation.override("ja"):
        japanese = str(group_text(by, group, "ja"))
    with translation.override("en"):
        return japanese, str(group_text(by, group, "en"))
