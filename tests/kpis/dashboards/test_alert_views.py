"""What needs attention, as an official sees it and says what is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpis.alerts.models import Alert
from portal.shared.models import Act
from tests.kpis import factories

pytestmark = pytest.mark.django_db
DASHBOARD = "/en/ward/kpis/"


def _text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_the_dashboard_says_that_nothing_needs_attention_and_a_past_year_says_nothing(official: Client):
    assert "No adopted target will be missed" in _text(official.get(DASHBOARD))
    assert "What needs attention" not in _text(official.get(f"{DASHBOARD}?year=2024"))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "(300 – 380); 500 matches are wanted."), ("ja", "500件")],
)
def test_every_policy_names_them_with_their_numbers(official: Client, now: datetime, language: str, sentence: str):
    factories.make_alert(now)
    page = official.get(f"/{language}/ward/kpis/?policy=funded-programme")
    (shown,) = page.context["attention"]
    assert shown.name.value == "指標t-missed" and sentence in shown.sentence
    assert shown.sentence in _text(page)


def test_one_query_however_many(official: Client, now: datetime):
    official.get(DASHBOARD)
    counts = []
    for number in range(5):
        factories.make_alert(now, indicator=factories.make_indicator(f"t-{number}"))
        with CaptureQueriesContext(connection) as found:
            page = official.get(DASHBOARD)
        counts.append(len(found))
    assert counts[0] == counts[-1] <= 15
    assert sum("kpis_alert" in one["sql"] for one in found) == 1
    assert len(page.context["attention"]) == 5


def test_an_official_says_what_is_done_and_everybody_reads_it(official: Client, now: datetime):
    alert = factories.make_alert(now)
    address = f"{DASHBOARD}alerts/{alert.pk}/"
    assert official.get("/en/ward/").context["waiting"]["alerts"] == 1
    assert address in _text(official.get(f"{DASHBOARD}t-missed/")), "the indicator's own page leads there too"
    refused = official.post(address, {"note": "x" * 1001})
    assert refused.status_code == 422 and "x" * 1001 in refused.content.decode()
    assert official.post(address, {"note": " "}).status_code == 422
    assert official.post(address, {"note": "Two fairs in November."}).url == DASHBOARD
    page = _text(official.get(DASHBOARD))
    assert "Two fairs in November." in page
    assert "Two fairs in November." in _text(official.get(address))
    act = Act.objects.get(verb="handle_alert")
    assert (act.reason, act.person_id) == ("Two fairs in November.", Alert.objects.get().handled_by_id)
    assert official.get("/en/ward/").context["waiting"]["alerts"] == 0
    late = official.post(address, {"note": "Me too."})
    assert late.status_code == 422 and "Handled" in _text(late)


def test_one_that_is_over_leads_to_its_indicator(official: Client, now: datetime):
    alert = factories.make_alert(now)
    Alert.objects.filter(pk=alert.pk).update(status=Alert.Status.ENDED, until=alert.since)
    page = official.get(f"{DASHBOARD}alerts/{alert.pk}/")
    assert page.url == f"{DASHBOARD}t-missed/"
    late = official.post(f"{DASHBOARD}alerts/{alert.pk}/", {"note": "Too late."})
    assert late.status_code == 422 and "the state is “Over”" in _text(late)


def test_what_was_typed_is_not_lost_to_a_faster_colleague_or_a_sign_in(official: Client, now: datetime):
    alert = factories.make_alert(now)
    address = f"{DASHBOARD}alerts/{alert.pk}/"
    official.post(address, {"note": "Two fairs."})
    late = official.post(address, {"note": "A letter to all clubs."})
    assert "A letter to all clubs." in _text(late)
    stranger = Client()
    assert stranger.post(address, {"note": "Three fairs."}).status_code == 302
    assert stranger.session["typed_before_sign_in"]["typed"]["note"] == ["Three fairs."]
