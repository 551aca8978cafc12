"""Plain functions that make one indicator each, with a definition that is counted by a source."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from kpis.alerts.finding import Finding, Range
from kpis.alerts.models import Alert
from kpis.alerts.services import settle_alert
from kpis.catalogue.models import Definition, Indicator, PolicyArea
from kpis.dashboards.standing import Goal, wanted_of
from kpis.measurements.entering import enter_value
from kpis.measurements.models import Entry
from kpis.measurements.recording import Value, record_counted
from kpis.references.models import Reference, Series
from portal.accounts.models import Post
from portal.shared.fiscal import Kind, period_of
from portal.shared.japan import JAPAN
from tests.factories import make_person

SHARES = (Decimal("1.1"), Decimal("0.6"), Decimal("0.3"), Decimal("0.66"))
"""Of what is wanted."""


def make_indicator(code: str, source: str = "", **definition: Any) -> Indicator:
    """A tile in an area of its own, measured each year and month by `source`."""
    area, _ = PolicyArea.objects.get_or_create(
        code="999-9", defaults={"policy": "multi-actor", "name_ja": "試験", "name": "試験"}
    )
    indicator = Indicator.objects.create(
        code=code, area=area, level="kpi-output", computable="yes" if source else "no", place=1000
    )
    make_definition(indicator, 1, source, **definition)
    return indicator


def make_definition(indicator: Indicator, version: int, source: str, **fields: Any) -> Definition:
    """One version; more is better, months are summed to a year."""
    values = {"name_ja": f"指標{indicator.code}", "unit": "matches", "adds_up": "sum", "period": "year", **fields}
    return Definition.objects.create(indicator=indicator, version=version, source=source, **values)


def make_alert(now: datetime, *, indicator: Indicator | None = None) -> Alert:
    """340 are foretold for this fiscal year, 500 are wanted; raised last night."""
    found = indicator or Indicator.objects.filter(code="t-missed").first() or make_indicator("t-missed")
    foretold = Range(Decimal(340), Decimal(300), Decimal(380))
    settle_alert(
        indicator_id=found.pk,
        year=period_of(now, Kind.YEAR),
        finding=Finding(Decimal(500), Decimal(150), foretold),
        night=now.astimezone(JAPAN).date(),
        now=now,
    )
    return Alert.objects.standing().get(indicator=found)


def make_entry(now: datetime, **columns: Any) -> Entry:
    """A value of an indicator of its own, for the fiscal year before, that waits for approval."""
    post = Post.objects.create(kind=Post.Kind.OFFICIAL)
    year = now.year - (now.month < 4) - 1
    values = {
        "first": date(year, 4, 1), "last": date(year + 1, 3, 31), "value": Decimal(7), "document": "活動報告",
        "method": "参加者名簿", "reason": "", **columns,
    }  # fmt: skip
    indicator = Indicator.objects.filter(code="t-entered").first() or make_indicator("t-entered")
    by = make_person("Clerk").pk
    return enter_value(indicator_id=indicator.pk, columns=values, by=by, post_id=post.pk, now=now)


def make_reference(series: Series, day: date, value: int = 0, numbers: list[str] | None = None) -> Reference:
    """An approved one; of a list as many as its numbers."""
    post, listed = Post.objects.create(kind=Post.Kind.OFFICIAL), numbers or []
    return Reference.objects.create(
        series=series, day=day, value=value or len(listed), numbers=listed, document="住民基本台帳", status="approved",
        entered_by=make_person("Clerk"), entered_post=post, approved_by=make_person("Colleague"), approved_post=post,
        decided=datetime.combine(day, time(12), JAPAN),
    )  # fmt: skip


def make_values_of(policy: str, now: datetime) -> None:
    """Whatever of a policy was never counted has a value now for two fiscal years: reached or behind, in turn."""
    year, night = period_of(now, Kind.YEAR), now.astimezone(JAPAN).date()
    never = Indicator.objects.filter(area__policy=policy, role=Indicator.Role.TILE, measurements=None)
    for number, one in enumerate(never):
        target = one.targets.first()
        wanted = wanted_of(Goal(target.kind, target.value, target.baseline)) if target else None
        value = (wanted or Decimal(40)) * SHARES[number % len(SHARES)]
        for period, share in ((year.previous(), Decimal("0.8")), (year, Decimal(1))):
            found = Value(period.first, period.last, round(value * share, 1), records=5)
            record_counted(found, one.definitions.latest("version"), night=night, now=now)
