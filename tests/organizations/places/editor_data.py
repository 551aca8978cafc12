"""What a browser sends from the editor's sections."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict


def query(data: dict[str, Any]) -> QueryDict:
    """The data as a request has them; lists are sent several times."""
    found = QueryDict(mutable=True)
    for name, value in data.items():
        found.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    return found


def week(**more: Any) -> QueryDict:
    """One row a weekday and one for holidays, one for days that differ; all empty but what is told (`hours_0_opens`)."""
    data = {
        "revision": 1, "hours_known": "hours", "holiday_treatment": "closed", "closed_at_year_end": "on",
        "hours-TOTAL_FORMS": 8, "hours-INITIAL_FORMS": 0, "days-TOTAL_FORMS": 1, "days-INITIAL_FORMS": 0,
    }  # fmt: skip
    data |= {f"hours-{number}-weekday": number for number in range(8)}
    return query({**data, **_dashed(more)})


def languages(*rows: dict[str, Any], **more: Any) -> QueryDict:
    """The rows of languages."""
    data: dict[str, Any] = {"revision": 1, "language-TOTAL_FORMS": len(rows), "language-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"language-{number}-{name}": value for name, value in row.items()}
    return query({**data, **more})


def _dashed(values: dict[str, Any]) -> dict[str, Any]:
    """`hours_0_opens` → `hours-0-opens`; names without a number stay."""
    return {_dash(name): value for name, value in values.items()}


def _dash(name: str) -> str:
    prefix, _, rest = name.partition("_")
    number, _, field = rest.partition("_")
    return f"{prefix}-{number}-{field}" if number.isdigit() else name
