"""An alert stands once for an indicator and year, is renewed by later nights, and is handled by an official with words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from kpis.alerts.finding import Finding, Range
from kpis.alerts.models import Alert
from kpis.alerts.services import end_past_alerts, handle_alert, settle_alert
from kpis.catalogue.models import Indicator
from portal.accounts.models import Post
from portal.shared.fiscal import FiscalPeriod, Kind
from portal.shared.japan import JAPAN
from portal.shared.models import Act
from portal.shared.transitions import MoveRefusedError
from tests.factories import make_person
from tests.kpis import factories

pytestmark = pytest.mark.django_db
NIGHT, NOW = date(2026, 10, 11), datetime(2026, 10, 11, 3, tzinfo=JAPAN)
YEAR = FiscalPeriod(date(2026, 4, 1), Kind.YEAR)
MISSED = Finding(Decimal(500), Decimal(150), Range(Decimal(340), Decimal(300), Decimal(380)))
BEHIND = Finding(Decimal(500), Decimal(100))


@pytest.fixture
def indicator() -> Indicator:
    return factories.make_indicator("t-missed")


def _settle(indicator: Indicator, finding: Finding | None, night: date = NIGHT) -> dict[str, int]:
    return dict(settle_alert(indicator_id=indicator.pk, year=YEAR, finding=finding, night=night, now=NOW))


def test_it_is_raised_once_renewed_by_later_nights_and_ended(indicator: Indicator) -> None:
    assert _settle(indicator, None) == {"raised": 0, "ended": 0}
    assert _settle(indicator, MISSED) == {"raised": 1, "ended": 0}
    assert _settle(indicator, MISSED) == {"raised": 0, "ended": 0}
    assert _settle(indicator, BEHIND, NIGHT + timedelta(days=1)) == {"raised": 0, "ended": 0}
    assert _settle(indicator, None, NIGHT) == {"raised": 0, "ended": 0}, "an earlier night is not heard"
    alert = Alert.objects.get()
    assert (alert.since, alert.night, alert.until) == (NIGHT, NIGHT + timedelta(days=1), None)
    assert (alert.reason, alert.stands, alert.high) == (Alert.Reason.FAR_BEHIND, 100, None)
    assert _settle(indicator, None, NIGHT + timedelta(days=2)) == {"raised": 0, "ended": 1}
    alert.refresh_from_db()
    assert (alert.status, alert.until) == (Alert.Status.ENDED, NIGHT + timedelta(days=2))
    assert _settle(indicator, MISSED, NIGHT + timedelta(days=3)) == {"raised": 1, "ended": 0}
    verbs = list(Act.objects.filter(object_type="kpis.alert").order_by("id").values_list("verb", flat=True))
    assert verbs == ["raise_alert", "end_alert", "raise_alert"]
    assert Act.objects.filter(verb="raise_alert").order_by("id")[0].detail["high"] == "380"


def test_a_year_that_is_over_has_none(indicator: Indicator) -> None:
    _settle(indicator, MISSED)
    april = date(2027, 4, 2)
    assert end_past_alerts(year=YEAR, night=april, now=NOW)["ended"] == 0
    assert end_past_alerts(year=YEAR.next(), night=april, now=NOW)["ended"] == 1
    assert end_past_alerts(year=YEAR.next(), night=april, now=NOW)["ended"] == 0


def test_the_database_lets_one_stand(indicator: Indicator) -> None:
    _settle(indicator, MISSED)
    alert = Alert.objects.get()
    alert.pk = None
    with pytest.raises(IntegrityError, match="alert_one_stands"), transaction.atomic():
        alert.save(force_insert=True)


def test_handling_needs_words_and_stays_until_it_is_over(indicator: Indicator) -> None:
    _settle(indicator, MISSED)
    alert, by, post = Alert.objects.get(), make_person("Clerk"), Post.objects.create(kind=Post.Kind.OFFICIAL)
    with pytest.raises(MoveRefusedError, match="reason-needed"):
        handle_alert(alert_id=alert.pk, note=" ", by=by.pk, post_id=post.pk, now=NOW)
    handle_alert(alert_id=alert.pk, note="Two fairs in November.", by=by.pk, post_id=post.pk, now=NOW)
    with pytest.raises(MoveRefusedError, match="other-state"):
        handle_alert(alert_id=alert.pk, note="Again.", by=by.pk, post_id=post.pk, now=NOW)
    _settle(indicator, MISSED, NIGHT + timedelta(days=1))
    alert.refresh_from_db()
    assert (alert.status, alert.note, alert.handled_by) == (Alert.Status.HANDLED, "Two fairs in November.", by)
    assert not Alert.objects.new().exists() and Alert.objects.standing().exists()
    assert Act.objects.get(verb="handle_alert").reason == "Two fairs in November."
    _settle(indicator, None, NIGHT + timedelta(days=2))
    alert.refresh_from_db()
    assert (alert.status, alert.note) == (Alert.Status.ENDED, "Two fairs in November.")
