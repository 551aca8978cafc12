"""What the papers propose becomes the ward's target, one at a time."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from kpis.catalogue.models import Indicator, Target
from kpis.catalogue.services import adopt_target, withdraw_target
from kpis.measurements.models import Closing
from portal.accounts.models import Post
from portal.shared.japan import JAPAN
from portal.shared.transitions import MoveRefusedError
from tests.factories import Cast, make_person
from tests.kpis import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=JAPAN)


@pytest.fixture
def indicator() -> Indicator:
    return factories.make_indicator("t-wanted")


def _target(indicator: Indicator, value: int) -> Target:
    return Target.objects.create(indicator=indicator, kind=Target.Kind.AT_LEAST, value=Decimal(value))


def test_one_target_at_a_time_is_in_force(indicator: Indicator):
    person, post = make_person("official"), Post.objects.create(kind=Post.Kind.OFFICIAL)
    first, second = _target(indicator, 30), _target(indicator, 40)
    adopted = adopt_target(target_id=first.pk, by=person.pk, post_id=post.pk, now=NOW)
    assert (adopted.status, adopted.adopted, adopted.adopted_post_id) == ("adopted", NOW, post.pk)
    with pytest.raises(MoveRefusedError) as refused:
        adopt_target(target_id=second.pk, by=person.pk, post_id=post.pk, now=NOW)
    assert refused.value.denial.code == "another-in-force"
    with pytest.raises(MoveRefusedError):
        withdraw_target(target_id=first.pk, reason="", by=person.pk, now=NOW)
    withdraw_target(target_id=first.pk, reason="too low", by=person.pk, now=NOW)
    adopt_target(target_id=second.pk, by=person.pk, post_id=post.pk, now=NOW)


def test_an_official_adopts_on_the_indicators_page(cast: Cast, indicator: Indicator):
    target, client = _target(indicator, 30), Client()
    client.force_login(cast.official)
    page = client.get("/en/ward/kpis/t-wanted/").content.decode()
    assert "Adopt" in page
    done = client.post(f"/en/ward/kpis/t-wanted/targets/{target.pk}/", {"verb": "adopt"}, follow=True)
    assert "Everybody sees it now" in done.content.decode()
    target.refresh_from_db()
    assert target.status == Target.Status.ADOPTED


def test_whoever_adopts_reads_of_another_target_for_the_same_days(cast: Cast, indicator: Indicator):
    client = Client()
    client.force_login(cast.official)
    year, other = (date(2026, 4, 1), date(2027, 3, 31)), (date(2030, 4, 1), date(2031, 3, 31))
    for place, (value, days, told) in enumerate(
        [(30, (None, None), []), (40, year, ["At least 30 matches"]), (50, other, ["At least 30 matches"])]
    ):
        target = _target(indicator, value)
        Target.objects.filter(pk=target.pk).update(first=days[0], last=days[1])
        page = client.post(f"/en/ward/kpis/t-wanted/targets/{target.pk}/", {"verb": "adopt"}, follow=True)
        said = [str(one) for one in page.context["messages"]]
        assert len(said) == 1 + len(told), place
        assert all(words in one for words, one in zip(told, said[1:], strict=True))


def test_nothing_is_adopted_for_a_year_that_was_closed_since(indicator: Indicator):
    person, post = make_person("official"), Post.objects.create(kind=Post.Kind.OFFICIAL)
    target = _target(indicator, 30)
    Target.objects.filter(pk=target.pk).update(first=date(2025, 4, 1), last=date(2026, 3, 31))
    Closing.objects.create(fiscal_year=2025, number="KPI-2025", report=[], closed=NOW, closed_post=post)
    with pytest.raises(MoveRefusedError) as refused:
        adopt_target(target_id=target.pk, by=person.pk, post_id=post.pk, now=NOW)
    assert refused.value.denial.code == "days-refused"


@pytest.mark.parametrize("reason", ["a\x00b", "x" * 1001])
def test_a_reason_that_cannot_be_stored_is_refused_in_words(cast: Cast, indicator: Indicator, reason: str):
    target, client = _target(indicator, 30), Client()
    client.force_login(cast.official)
    address = f"/en/ward/kpis/t-wanted/targets/{target.pk}/"
    page = client.post(address, {"verb": "withdraw", "reason": reason}, follow=True)
    assert page.status_code == 200 and len(list(page.context["messages"])) == 1
    target.refresh_from_db()
    assert target.status == Target.Status.PROPOSED


def test_whoever_was_signed_out_meanwhile_comes_back_to_the_indicator(indicator: Indicator):
    target = _target(indicator, 30)
    led = Client().post(f"/en/ward/kpis/t-wanted/targets/{target.pk}/", {"verb": "adopt"})
    assert led.status_code == 302 and led["Location"].endswith("next=/en/ward/kpis/t-wanted/")
