"""Raising, renewing and ending alerts by night, handling them by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kpis.alerts.finding import Finding
from kpis.alerts.life import LIFE
from kpis.alerts.models import Alert
from portal.shared.audit import record_act
from portal.shared.fiscal import FiscalPeriod
from portal.shared.records import as_json, clean_value
from portal.shared.transitions import move

NOTHING = {"raised": 0, "ended": 0}


@transaction.atomic
def settle_alert(
    *, indicator_id: int, year: FiscalPeriod, finding: Finding | None, night: date, now: datetime
) -> Mapping[str, int]:
    """What a night has found out about an indicator's target in a fiscal year; None: nothing is wrong (any more).

    The same night twice changes nothing; a night before the one that judged last is not heard.
    """
    same = Alert.objects.standing().filter(indicator_id=indicator_id, fiscal_year=year.fiscal_year)
    alert = same.select_for_update(no_key=True).first()
    if alert is not None and alert.night > night:
        return NOTHING
    if finding is None:
        return {**NOTHING, "ended": _end([alert], night, now)} if alert else NOTHING
    columns = {"night": night, "last": year.last, **_numbers(finding)}
    if alert is not None:
        Alert.objects.filter(pk=alert.pk).update(**columns)
        return NOTHING
    raised = Alert.objects.create(indicator_id=indicator_id, fiscal_year=year.fiscal_year, since=night, **columns)
    record_act(by=None, verb="raise_alert", on=raised, now=now, detail=as_json(columns))
    return {**NOTHING, "raised": 1}


def end_past_alerts(*, year: FiscalPeriod, night: date, now: datetime) -> Mapping[str, int]:
    """What a year that is over still wanted is for its report, not for the night."""
    past = Alert.objects.standing().filter(fiscal_year__lt=year.fiscal_year).order_by("pk")
    return {**NOTHING, "ended": _end(past.select_for_update(no_key=True), night, now)}


@transaction.atomic
def handle_alert(*, alert_id: int, note: str, by: int, post_id: int, now: datetime) -> Alert:
    """Say what is done about it; it stays listed so until it is over. MoveRefusedError without words, or too late."""
    alert = Alert.objects.select_for_update(no_key=True).get(pk=alert_id)
    words = str(clean_value(note, lines=True) or "")
    columns = {"note": words, "handled": now, "handled_by_id": by, "handled_post_id": post_id}
    move(alert, "handle", table=LIFE, by=by, now=now, reason=words, columns=columns)
    return alert


def _end(alerts: Any, night: date, now: datetime) -> int:
    ended = 0
    for alert in alerts:
        move(alert, "end", table=LIFE, by=None, now=now, columns={"until": max(night, alert.since)})
        ended += 1
    return ended


def _numbers(finding: Finding) -> dict[str, Any]:
    foretold = finding.foretold
    return {
        "reason": Alert.Reason.FORECAST if foretold else Alert.Reason.FAR_BEHIND,
        "wanted": finding.wanted,
        "stands": finding.stands,
        "value": foretold.value if foretold else None,
        "low": foretold.low if foretold else None,
        "high": foretold.high if foretold else None,
    }
