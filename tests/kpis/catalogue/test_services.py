"""What the papers propose becomes the ward's target, one at a time."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client

from kpis.catalogue.models import Indicator, Target
from kpis.catalogue.services import adopt_target, withdraw_target
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
