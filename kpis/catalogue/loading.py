"""The papers' rows into the catalogue: what is there already stays as officials have left it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

DATA = Path(__file__).parent / "data" / "indicators.json"
_TEXTS = ("name", "origin", "method", "numerator", "denominator", "limits")
_LANGUAGES = ("ja", "ja_simple", "en")


@transaction.atomic
def load_catalogue(models: Any) -> int:
    """Add the areas, indicators, definitions and proposed targets that are missing; answers how many indicators.

    `models`: anything with the catalogue's models as attributes, a migration's registry or today's.
    """
    papers = json.loads(DATA.read_text(encoding="utf-8"))
    areas: dict[str, Any] = {}
    for one in papers["areas"]:
        values = {"policy": one["policy"], **_spoken(one, "name")}
        areas[one["code"]], _ = models.PolicyArea._base_manager.get_or_create(code=one["code"], defaults=values)
    known: dict[str, Any] = {}
    added = 0
    for place, row in enumerate(papers["indicators"], 1):
        indicator, is_new = models.Indicator._base_manager.get_or_create(
            code=row["code"],
            defaults={
                "area": areas[row["area"]],
                "level": row["level"],
                "role": row["role"],
                "computable": row["computable"],
                "repeats": known[row["repeats"]] if row["repeats"] else None,
                "place": place,
            },
        )
        known[row["code"]] = indicator
        added += is_new
        if is_new:
            _define(models, indicator, row)
    return added


def _define(models: Any, indicator: Any, row: Mapping[str, Any]) -> None:
    texts = {"origin": "source"}
    values = {name: value for one in _TEXTS for name, value in _spoken(row, texts.get(one, one), one).items()}
    models.Definition._base_manager.create(
        indicator=indicator,
        version=1,
        unit=row["unit"] or "none",
        direction=row["direction"],
        adds_up=row["adds_up"],
        period=row["period"],
        source=row["source"],
        **values,
    )
    for one in row["targets"]:
        models.Target._base_manager.create(
            indicator=indicator,
            kind=one["kind"],
            stage=one["stage"],
            value=_number(one["value"]),
            baseline=_number(one["baseline"]),
            first=_day(one["first"]),
            last=_day(one["last"]),
            **_spoken(one, "text", "words"),
            **_spoken(one, "baseline_note"),
        )


def _spoken(row: Mapping[str, Any], key: str, column: str = "") -> dict[str, str]:
    """The columns of a text in all languages the papers' data has it in; the bare one repeats the Japanese."""
    column = column or key
    values = {f"{column}_{one}": row.get(f"{key}_{one}") or "" for one in _LANGUAGES}
    return {**values, column: values[f"{column}_ja"]}


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
