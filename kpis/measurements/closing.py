"""A fiscal year is made final once its accounts are closed: its values stay, and what was decided on them is written down."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpis.catalogue.models import Indicator, Target
from kpis.catalogue.selectors import adopted_targets, versions_of
from kpis.measurements.models import Closing, Entry, Measurement
from kpis.measurements.selectors import current_values
from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.fiscal import FIRST_MONTH, FiscalPeriod, Kind, fiscal_year
from portal.shared.japan import JAPAN
from portal.shared.languages import SOURCE_CODE
from portal.shared.records import clean_value
from portal.shared.transitions import MoveRefusedError

ACCOUNTS_CLOSE = (5, 31)
"""出納閉鎖: the books of a fiscal year close on 31 May."""
LONGEST = 5000
_LOCK = 0x636C6F73


def year_period(year: int) -> FiscalPeriod:
    """The fiscal year that begins in April of `year`."""
    return FiscalPeriod(date(year, FIRST_MONTH, 1), Kind.YEAR)


def year_to_close(today: date) -> int:
    """The year after the last one closed, so that none is left out; where none is, the last one that is over."""
    latest, over = Closing.objects.aggregate(last=Max("fiscal_year"))["last"], fiscal_year(today) - 1
    return over if latest is None else min(latest + 1, over)


def can_be_closed(year: int, now: datetime) -> Denial | None:
    """After 31 May, once, and not before everything that was entered is decided."""
    if Closing.objects.filter(fiscal_year=year).exists():
        return Denial("closed", _("This fiscal year is closed already."))
    if now.astimezone(JAPAN).date() <= date(year + 1, *ACCOUNTS_CLOSE):
        words = _("The accounts of fiscal year %(year)s are open until 31 May.") % {"year": year}
        return Denial("accounts-open", words, _("Please come back in June."))
    period = year_period(year)
    waiting = Entry.objects.filter(
        status__in=(Entry.Status.SUBMITTED, Entry.Status.RETURNED), last__gte=period.first, last__lte=period.last
    ).count()
    if waiting:
        words = ngettext(
            "%(number)s entered value of that year waits for a decision.",
            "%(number)s entered values of that year wait for a decision.",
            waiting,
        ) % {"number": waiting}
        return Denial("entries-wait", words, _("Please decide on them first."))
    return None


def hold_year(year: int) -> None:
    """Until the transaction ends nobody else closes this year, or changes by which definition it is counted.

    After the indicator, where both are held, and several years in their order.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, year])


def refuse_closed_years(indicator: Indicator, columns: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Nobody changes by which definition a closed year was counted."""
    first = fiscal_year(columns["starts"])
    for year in range(first, fiscal_year(now.astimezone(JAPAN)) + 1):
        hold_year(year)
    closed = Closing.objects.filter(fiscal_year__gte=first).order_by("-fiscal_year").first()
    if closed is None:
        return {}
    words = _("Fiscal year %(year)s is closed: its values stay as they are. Choose 1 April %(next)s or a later day.")
    return {"starts": words % {"year": closed.fiscal_year, "next": closed.fiscal_year + 1}}


def refuse_closed_days(indicator: Indicator, columns: Mapping[str, Any]) -> dict[str, str]:
    """Nobody is judged afterwards by a target that was not there when the year was closed."""
    last = columns["last"]
    if last is not None:
        hold_year(fiscal_year(last))
    if last is None or not Closing.objects.filter(fiscal_year=fiscal_year(last)).exists():
        return {}
    words = _("Fiscal year %(year)s is closed. Choose days that end later.")
    return {"last": words % {"year": fiscal_year(last)}}


@transaction.atomic
def close_year(*, year: int, decisions: str, by: int, post_id: int, now: datetime, seen: str | None = None) -> Closing:
    """Freeze the year's report; MoveRefusedError with the reason it cannot be yet, ValidationError without what was decided on it.

    `seen`: the mark of the report that was looked at; where it reads otherwise by now, nothing is frozen unseen.
    """
    hold_year(year)
    if denial := can_be_closed(year, now):
        raise MoveRefusedError(denial)
    report = report_of(year)
    if seen is not None and seen != mark_of(report):
        words = _("The values have changed since you looked at them."), _("Please look at them again.")
        raise MoveRefusedError(Denial("report-changed", *words))
    text = clean_value(decisions, lines=True)
    if not text:
        raise ValidationError({"decisions": _("Please say what was decided: it cannot be added later.")})
    if len(text) > LONGEST:
        raise ValidationError({"decisions": _("Please say it in 5,000 characters.")})
    closing = Closing.objects.create(
        fiscal_year=year,
        number=f"KPI-{year}",
        report=report,
        decisions=text,
        closed=now,
        closed_post_id=post_id,
    )
    record_act(by=by, verb="close_year", on=closing, now=now, detail={"year": year, "values": len(closing.report)})
    return closing


def report_of(year: int) -> list[Mapping[str, Any]]:
    """Every current value that lies within the year, with the definition and the targets it was judged by."""
    period = year_period(year)
    rows = current_values().filter(first__gte=period.first, last__lte=period.last)
    found = list(rows.select_related("indicator", "definition"))
    versions = versions_of({one.indicator_id for one in found}, SOURCE_CODE)
    targets = adopted_targets(versions, timezone.localdate())
    return [_frozen(one, targets.get(one.indicator_id, [])) for one in found]


def mark_of(report: Sequence[Mapping[str, Any]]) -> str:
    """Equal as long as closing would keep the same."""
    return hashlib.sha256(json.dumps(report, sort_keys=True).encode()).hexdigest()[:40]


def _frozen(one: Measurement, targets: list[Target]) -> Mapping[str, Any]:
    return {
        "indicator": one.indicator.code,
        "name": one.definition.name_ja,
        "unit": one.definition.unit,
        "definition": one.definition.version,
        "first": str(one.first),
        "last": str(one.last),
        "revision": one.revision,
        "value": None if one.value is None else str(one.value),
        "records": one.records,
        "origin": one.origin,
        "targets": [_frozen_target(one) for one in targets],
    }


def _frozen_target(one: Target) -> Mapping[str, Any]:
    numbers = {name: getattr(one, name) for name in ("value", "baseline", "first", "last")}
    texts = {name: None if number is None else str(number) for name, number in numbers.items()}
    return {"kind": one.kind, "stage": one.stage, "words": one.words_ja or "", **texts}
