"""How an indicator is measured changes: a new version from a day on, with its reason; old values keep theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kpis.catalogue.models import Definition, Indicator, Unit
from portal.shared.audit import record_act
from portal.shared.fiscal import FIRST_MONTH, fiscal_year
from portal.shared.japan import JAPAN
from portal.shared.languages import LANGUAGES
from portal.shared.records import as_json, checked_columns
from portal.shared.versions import content_changed

TEXTS = ("name", "origin", "method", "numerator", "denominator", "limits")
WRITTEN = ("ja", "ja_simple", "en")
"""Languages that officials write; a text in another one goes on while the Japanese it was made from does."""
RULES = ("unit", "direction", "adds_up", "period", "source")
SPOKEN = tuple(f"{name}_{column}" for name in TEXTS for column in WRITTEN)
EDITED = frozenset({*SPOKEN, *RULES, "starts", "reason"})
YEARS_AHEAD = 2
"""So many fiscal years ahead a version may be made: a typing mistake in the year would stop all later ones."""

Check = Callable[[Indicator, Mapping[str, Any], datetime], Mapping[str, str]]
_checks: list[Check] = []


class DefinedMeanwhileError(Exception):
    """Somebody else made a version since this one was begun; `latest` is theirs."""

    def __init__(self, latest: Definition) -> None:
        super().__init__(latest.version)
        self.latest = latest


def before_a_definition(check: Check) -> None:
    """Upper rooms have a say, in the same transaction: column → what is wrong with it. Called by `kpis.wiring` alone."""
    _checks.append(check)


def latest_definition(indicator_id: int) -> Definition:
    """The version that a new one follows, in force already or not."""
    return Definition.objects.filter(indicator_id=indicator_id).order_by("-version")[0]


@transaction.atomic
def change_definition(
    *, indicator_id: int, version: int, columns: Mapping[str, Any], by: int, post_id: int, now: datetime
) -> Definition:
    """The next version. `version`: the latest one when the change was begun.

    DefinedMeanwhileError where there is a later one by now, ValidationError names each column that is wrong.
    """
    indicator = Indicator.objects.select_for_update(no_key=True).get(pk=indicator_id)
    latest = latest_definition(indicator_id)
    if latest.version != version:
        raise DefinedMeanwhileError(latest)
    values = checked_definition(indicator, latest, columns, now)
    made = Definition.objects.create(
        indicator=indicator,
        version=version + 1,
        by_post_id=post_id,
        **values,
        **_carried_on(latest, values),
    )
    names = changed_names(latest, values)
    detail = {
        "version": made.version,
        "starts": values["starts"].isoformat(),
        "before": as_json({name: getattr(latest, name) for name in names}),
        "after": as_json({name: values[name] for name in names}),
    }
    record_act(by=by, verb="change_definition", on=indicator, now=now, reason=values["reason"], detail=detail)
    content_changed()
    return made


def checked_definition(
    indicator: Indicator, latest: Definition | None, columns: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """The columns as they can be stored, nothing written; ValidationError names each that is wrong.

    `latest`: the version that this one follows; None for the first.
    """
    values = checked_columns(Definition, columns, EDITED)
    problems = _missing(values) | _sense(values) | _days(values, latest, now)
    for check in _checks:
        problems |= {name: words for name, words in check(indicator, values, now).items() if name not in problems}
    if latest is not None and not values["reason"]:
        problems["reason"] = _("Please say why it changes: everybody who compares the numbers will read it.")
    if problems:
        raise ValidationError({name: [words] for name, words in problems.items()})
    if latest is not None and not changed_names(latest, values):
        raise ValidationError(_("Nothing differs from the version before. Change a field, or go back."))
    return values


def changed_names(before: Definition, after: Mapping[str, Any]) -> list[str]:
    """Columns of words and rules that differ, in the form's order; NULL and empty are the same."""
    return [name for name in (*SPOKEN, *RULES) if (getattr(before, name) or "") != (after[name] or "")]


def _missing(values: Mapping[str, Any]) -> dict[str, str]:
    if values["name_ja"]:
        return {}
    return {"name_ja": _("Please give the name in Japanese: it stands wherever another language is missing.")}


def _sense(values: Mapping[str, Any]) -> dict[str, str]:
    """Units and sums that cannot go together."""
    if values["unit"] in (Unit.PERCENT, Unit.POINTS) and values["adds_up"] == Definition.AddsUp.SUM:
        return {
            "adds_up": _("Percentages of months cannot be summed. Choose “Part of a whole”, “Mean” or the last day.")
        }
    if values["adds_up"] == Definition.AddsUp.RATIO and values["unit"] not in (Unit.PERCENT, Unit.POINTS):
        return {"unit": _("A part of a whole is a percentage: choose percent as the unit, or another way to add up.")}
    return {}


def _days(values: Mapping[str, Any], latest: Definition | None, now: datetime) -> dict[str, str]:
    starts: date = values["starts"]
    if starts.day != 1:
        return {"starts": _("Choose the first day of a month: a period is counted by one definition.")}
    if values["period"] == Definition.Period.YEAR and starts.month != FIRST_MONTH:
        return {"starts": _("A number of each fiscal year changes with the year: choose 1 April.")}
    if fiscal_year(starts) > fiscal_year(now.astimezone(JAPAN)) + YEARS_AHEAD:
        return {"starts": _("This is more than two fiscal years ahead. Please check the year.")}
    if latest is not None and starts < latest.starts:
        words = _("Version %(version)s holds from %(day)s on. Choose that day or a later one.")
        return {"starts": words % {"version": latest.version, "day": date_format(latest.starts)}}
    return {}


def _carried_on(latest: Definition, values: Mapping[str, Any]) -> dict[str, str | None]:
    """Texts in languages that nobody writes here, where the Japanese they were made from is the same."""
    same = [name for name in TEXTS if (getattr(latest, f"{name}_ja") or "") == (values[f"{name}_ja"] or "")]
    return {f"{name}_{column}": getattr(latest, f"{name}_{column}") for name in same for column in _other_columns()}


def _other_columns() -> Iterable[str]:
    return (one.column for one in LANGUAGES if one.column not in WRITTEN)
