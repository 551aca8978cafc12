"""Adds a value where it is news: the same value again leaves no trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from kpis.catalogue.models import Definition
from kpis.measurements.models import Entry, Measurement
from portal.shared.versions import content_changed

_LOCK = 0x6B706973
"""First half of the advisory lock; the second is the indicator."""
_REASON = Measurement.Reason
_COUNTED = ("value", "numerator", "denominator", "records", "people", "others")


@dataclass(frozen=True)
class Value:
    """What was found out for the days from `first` to `last`."""

    first: date
    last: date
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    records: int = 0
    people: int | None = None
    others: int | None = None


def hold_indicator(indicator_id: int) -> None:
    """Until the transaction ends nobody else adds values of this indicator."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, indicator_id])


def latest_value(indicator_id: int, first: date, last: date) -> Measurement | None:
    """The revision that counts, with its definition."""
    rows = Measurement.objects.filter(indicator_id=indicator_id, first=first, last=last).select_related("definition")
    return rows.order_by("-revision").first()


def latest_by_days(indicator_id: int) -> dict[tuple[date, date], Measurement]:
    """The revisions that count of all its periods; one query."""
    rows = Measurement.objects.filter(indicator_id=indicator_id).order_by("first", "last", "-revision")
    return {(one.first, one.last): one for one in rows.distinct("first", "last")}


@transaction.atomic
def record_counted(
    found: Value, definition: Definition, *, night: date, now: datetime, before: date | None = None
) -> Measurement | None:
    """A value that a night counted; None where nothing is new, or a person's entry stands for these days.

    `before`: the last night that counted this indicator, also where it found nothing new.
    """
    hold_indicator(definition.indicator_id)
    latest = latest_value(definition.indicator_id, found.first, found.last)
    return record_news(found, definition, latest, night=night, now=now, before=before)


def record_news(
    found: Value, definition: Definition, latest: Measurement | None, *, night: date, now: datetime, before: date | None
) -> Measurement | None:
    """The same for whoever holds the indicator and has read the value that counts (`latest_by_days`)."""
    if latest is not None and (latest.origin != Measurement.Origin.AUTOMATIC or _same(latest, found, definition)):
        return None
    return _add(
        found,
        definition,
        latest,
        reason=_reason(latest, definition, found, before),
        origin=Measurement.Origin.AUTOMATIC,
        night=night,
        computed=now,
    )


@transaction.atomic
def record_entry(entry: Entry, *, now: datetime) -> Measurement:
    """The value of an approved entry, as the next revision; everybody's pages show it at once."""
    content_changed()
    hold_indicator(entry.indicator_id)
    found = Value(entry.first, entry.last, entry.value, entry.numerator, entry.denominator, entry.sample or 0)
    latest = latest_value(entry.indicator_id, entry.first, entry.last)
    return _add(
        found,
        entry.definition,
        latest,
        reason=_REASON.FIRST if latest is None else _REASON.CORRECTION,
        origin=Measurement.Origin(entry.origin),
        words=entry.reason,
        entry=entry,
        computed=now,
    )


def _same(latest: Measurement, found: Value, definition: Definition) -> bool:
    """Whose the records are is no news by itself of a value that was counted before that was kept."""
    compared = _COUNTED if latest.people is not None else _COUNTED[:-2]
    known = tuple(getattr(latest, name) for name in compared)
    return known == tuple(getattr(found, name) for name in compared) and latest.definition_id == definition.pk


def _reason(latest: Measurement | None, definition: Definition, found: Value, before: date | None) -> str:
    """Records are late when a night had come by after the days were over, whether or not it found anything new."""
    if latest is None:
        return _REASON.FIRST
    if latest.definition_id != definition.pk:
        return _REASON.DEFINITION
    nights = [one for one in (latest.night, before) if one is not None]
    return _REASON.RUNNING if nights and max(nights) <= found.last else _REASON.LATE


def _add(found: Value, definition: Definition, latest: Measurement | None, **columns: object) -> Measurement:
    values = {name: getattr(found, name) for name in ("first", "last", *_COUNTED)}
    return Measurement.objects.create(
        indicator_id=definition.indicator_id,
        definition=definition,
        revision=latest.revision + 1 if latest else 1,
        **values,
        **columns,
    )
