"""A target is proposed as data: of a kind, for days, with the baseline it is measured from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kpis.catalogue.models import Definition, Indicator, Target, Unit
from kpis.catalogue.selectors import definitions_of, in_force
from portal.shared.audit import record_act
from portal.shared.japan import JAPAN
from portal.shared.records import as_json, checked_columns

SPOKEN = (
    "words_ja", "words_ja_simple", "words_en", "baseline_note_ja", "baseline_note_ja_simple", "baseline_note_en",
)  # fmt: skip
EDITED = frozenset({*SPOKEN, "kind", "stage", "value", "baseline", "first", "last"})
_ALIKE = ("kind", "stage", "value", "words_ja", "baseline", "first", "last")
_Kind = Target.Kind
BEYOND = Decimal(10**13)
"""Ten trillion: no ward counts so far, not even in yen."""

Check = Callable[[Indicator, Mapping[str, Any]], Mapping[str, str]]
_checks: list[Check] = []


def before_a_target(check: Check) -> None:
    """Upper rooms have a say, in the same transaction: column → what is wrong with it. Called by `kpis.wiring` alone."""
    _checks.append(check)


def refused_above(indicator: Indicator, values: Mapping[str, Any]) -> dict[str, str]:
    """What upper rooms have against a target, by column."""
    return {name: words for check in _checks for name, words in check(indicator, values).items()}


@transaction.atomic
def propose_target(*, indicator_id: int, columns: Mapping[str, Any], by: int, now: datetime) -> Target:
    """A target that only the desk sees until it is adopted; ValidationError names each column that is wrong."""
    indicator = Indicator.objects.select_for_update(no_key=True).get(pk=indicator_id)
    values = checked_columns(Target, columns, EDITED)
    versions = definitions_of([indicator_id])[indicator_id]
    day = values["first"] or now.astimezone(JAPAN).date()
    problems = _days(values) | _amounts(values, in_force(versions, day) or versions[-1])
    problems = problems or refused_above(indicator, values)
    if problems:
        raise ValidationError({name: [words] for name, words in problems.items()})
    alike = {name: values[name] for name in _ALIKE if name != "words_ja"}
    others = indicator.targets.exclude(status=Target.Status.WITHDRAWN).filter(**_where(alike))
    if any((one.words_ja or "") == (values["words_ja"] or "") for one in others):
        raise ValidationError(_("The same target stands already. Change it, or adopt that one."))
    target = Target.objects.create(indicator=indicator, **values)
    record_act(by=by, verb="propose_target", on=target, now=now, detail={"after": as_json(values)})
    return target


def _where(values: Mapping[str, Any]) -> dict[str, Any]:
    return {(f"{name}__isnull" if value is None else name): (value is None or value) for name, value in values.items()}


def _days(values: Mapping[str, Any]) -> dict[str, str]:
    first, last = values["first"], values["last"]
    if (first is None) != (last is None):
        name = "first" if first is None else "last"
        return {name: _("Please give both days, or choose “every period”.")}
    if first and last < first:
        return {"last": _("The last day is before the first one.")}
    return {}


def _amounts(values: Mapping[str, Any], definition: Definition) -> dict[str, str]:
    """Whether the number, the words and the baseline are what the kind needs."""
    kind, value = values["kind"], values["value"]
    if kind in Target.WORDS:
        missing = not values["words_ja"]
        return {"words_ja": _("Please say it in words: no number tells this kind of target.")} if missing else {}
    if value is None:
        return {"value": _("Please give the number, or choose a kind that is told in words.")}
    if problem := _direction(kind, definition):
        return {"kind": problem}
    is_share = definition.unit in (Unit.PERCENT, Unit.POINTS)
    if kind == _Kind.PLUS_POINTS and not is_share:
        return {"kind": _("Percentage points belong to a percentage. Choose “so many more” or “so many percent”.")}
    if is_share and kind in (_Kind.AT_LEAST, _Kind.AT_MOST, _Kind.EQUAL) and not 0 <= value <= 100:
        return {"value": _("A percentage lies between 0 and 100. Please check the number.")}
    if _is_beyond_counting(kind, value, values["baseline"]):
        return {"value": _("This number is too large. Please check it.")}
    if value < 0:
        return {"value": _("A number below 0 cannot be reached. Please check it, or choose “at most”.")}
    if kind in Target.RELATIVE and values["baseline"] is None and not values["baseline_note_ja"]:
        words = _("Please give the value it starts from, or write below why there is none.")
        return {"baseline": words}
    return {}


def _is_beyond_counting(kind: str, value: Decimal, baseline: Decimal | None) -> bool:
    """What is wanted must fit the columns in which nights keep it."""
    start = abs(baseline) if baseline is not None else Decimal(0)
    grown = start * abs(value) if kind in (_Kind.DOUBLE, _Kind.PLUS_PERCENT) else start
    return max(abs(value), grown) >= BEYOND


def _direction(kind: str, definition: Definition) -> str:
    falling = definition.direction == Definition.Direction.DOWN
    if kind == _Kind.AT_MOST and definition.direction == Definition.Direction.UP:
        return _("Of this indicator more is better, so “at most” would stop it. Choose another kind.")
    if falling and kind in (_Kind.AT_LEAST, *Target.RELATIVE):
        return _("Of this indicator less is better. Choose “at most”.")
    return ""
