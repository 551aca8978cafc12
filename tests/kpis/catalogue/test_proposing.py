"""Targets are data of a kind, for days, from a baseline; what no indicator could be judged by is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from kpis.catalogue.models import Indicator, Target
from kpis.catalogue.proposing import EDITED, propose_target
from kpis.catalogue.selectors import targets_by_indicator, versions_of
from kpis.measurements.entering import approve_entry
from kpis.measurements.models import Closing
from portal.accounts.models import Post
from portal.shared.japan import JAPAN
from portal.shared.models import Act
from tests.factories import Cast, make_person
from tests.kpis import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=JAPAN)
YEAR = {"first": date(2026, 4, 1), "last": date(2027, 3, 31)}


def _propose(indicator: Indicator, **columns: Any) -> Target:
    plain = {**dict.fromkeys(EDITED), "kind": "at-least", "stage": "final", "value": Decimal(30), **YEAR}
    by = make_person("official").pk
    return propose_target(indicator_id=indicator.pk, columns={**plain, **columns}, by=by, now=NOW)


def test_a_target_is_proposed_once():
    indicator = factories.make_indicator("t-wanted")
    target = _propose(indicator, words_ja="三十件", words_en="thirty")
    assert (target.status, target.value, target.words_ja) == ("proposed", 30, "三十件")
    assert Act.objects.filter(verb="propose_target", object_id=target.pk).count() == 1
    with pytest.raises(ValidationError, match="stands already"):
        _propose(indicator, words_ja="三十件")
    _propose(indicator, words_ja="三十件", stage="midterm")
    _propose(indicator, kind="plus-count", value=5, baseline_note_ja="増えた数そのものを測る")
    assert indicator.targets.count() == 3


@pytest.mark.parametrize(
    ("definition", "columns", "field"),
    [
        ({}, {"value": None}, "value"),
        ({}, {"kind": "level", "value": None}, "words_ja"),
        ({}, {"kind": "plus-percent"}, "baseline"),
        ({}, {"kind": "plus-points", "baseline": 3}, "kind"),
        ({}, {"kind": "at-most"}, "kind"),
        ({"direction": "down"}, {}, "kind"),
        ({"unit": "percent", "adds_up": "latest"}, {"value": Decimal(101)}, "value"),
        ({}, {"value": Decimal(-1)}, "value"),
        ({}, {"first": date(2027, 4, 1)}, "last"),
        ({}, {"first": None}, "first"),
        ({}, {"first": date(2025, 4, 1), "last": date(2026, 3, 31)}, "last"),
        ({}, {"kind": "whatever"}, "kind"),
        ({}, {"value": Decimal(10**13)}, "value"),
        ({}, {"kind": "double", "value": Decimal(10**7), "baseline": Decimal(10**6)}, "value"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(definition: dict[str, Any], columns: dict[str, Any], field: str):
    indicator = factories.make_indicator("t-wanted", **definition)
    post = Post.objects.create(kind=Post.Kind.OFFICIAL)
    Closing.objects.create(fiscal_year=2025, number="KPI-2025", report=[], closed=NOW, closed_post=post)
    with pytest.raises(ValidationError) as refused:
        _propose(indicator, **columns)
    assert set(refused.value.message_dict) == {field}
    assert not indicator.targets.exists()


def test_the_page_says_where_the_indicator_would_stand(cast: Cast):
    now = timezone.now()
    entry = factories.make_entry(now)
    approve_entry(entry_id=entry.pk, by=make_person("colleague").pk, post_id=entry.entered_post_id, now=now)
    client = Client()
    client.force_login(cast.official)
    page = "/en/ward/kpis/t-entered/targets/new/"
    typed = {"kind": "at-least", "value": "10", "stage": "final", "days": "every"}
    wrong = client.post(page, {**typed, "days": "other"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"first"})
    shown = client.post(page, typed, follow=True)
    assert [(line.state, line.reason) for line in shown.context["targets"]] == [
        ("Far behind", "7 matches; the target is 10 matches.")
    ]
    days = client.get(page).context["form"]["days"].field.choices
    client.post(page, {**typed, "days": days[1][0]})
    lines = client.get("/en/ward/kpis/t-entered/").context["targets"]
    assert sorted(line.state for line in lines) == ["", "Far behind"]


def test_a_target_keeps_the_unit_it_was_meant_in(cast: Cast):
    indicator = factories.make_indicator("t-wanted", unit="matches")
    target, past = _propose(indicator), _propose(indicator, first=date(2024, 4, 1), last=date(2025, 3, 31))
    later = timezone.now() + timedelta(seconds=1)
    factories.make_definition(indicator, 2, "", unit="people", reason="x", starts=date(2026, 4, 1), created=later)
    client = Client()
    client.force_login(cast.official)
    lines = client.get("/en/ward/kpis/t-wanted/").context["targets"]
    found = [(one.target, one.words, one.state, one.outdated) for one in lines]
    assert found == [(past, "At least 30 matches", "", False), (target, "At least 30 matches", "", True)]
    judged = targets_by_indicator(versions_of([indicator.pk], "en"), timezone.localdate(), "proposed")[indicator.pk]
    assert [one.pk for one in judged] == [past.pk], "nobody is judged by a number meant in another unit"
