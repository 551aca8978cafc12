"""Officials add what the papers did not name, say who answers for it, and retire what is no longer measured."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kpis.catalogue.models import Indicator, PolicyArea
from kpis.rollups.services import roll_up
from portal.shared.models import Act
from tests.factories import Cast
from tests.kpis import factories

pytestmark = pytest.mark.django_db
NEW = "/en/ward/kpis/new/"


@pytest.fixture
def official(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.official)
    return client


def _typed(official: Client, **changed: str) -> dict[str, str]:
    form = official.get(NEW).context["form"]
    values = {field.html_name: str(field.value() or "") for field in form}
    return {
        **values,
        "level": "kpi-output",
        "name_ja": "新しい指標",
        "source": "items-published",
        "unit": "items",
        **changed,
    }


def test_an_area_and_its_first_indicator(official: Client):
    area = {"policy": "multi-actor", "code": "001-9", "name_ja": "新しい分野"}
    wrong = official.post("/en/ward/kpis/areas/new/", area)
    assert "begin with 002-" in str(wrong.context["form"].errors["code"])
    taken = PolicyArea.objects.filter(policy="multi-actor").earliest("code").code
    wrong = official.post("/en/ward/kpis/areas/new/", {**area, "code": taken})
    assert "already" in str(wrong.context["form"].errors["code"])
    wrong = official.post("/en/ward/kpis/areas/new/", {**area, "code": "002-9", "name_ja": "", "name_en": "New"})
    assert set(wrong.context["form"].errors) == {"name_ja"} and not PolicyArea.objects.filter(code="002-9").exists()
    led = official.post("/en/ward/kpis/areas/new/", {**area, "code": "002-9"})
    made = PolicyArea.objects.get(code="002-9")
    assert led["Location"].endswith(f"?area={made.pk}")
    wrong = official.post(NEW, _typed(official, area=str(made.pk), code="years", unit="percent", adds_up="latest"))
    assert set(wrong.context["form"].errors) == {"code", "source"} and wrong.status_code == 422
    done = official.post(NEW, _typed(official, area=str(made.pk), code="002-9-calls"), follow=True)
    assert "Propose a target for it next" in done.content.decode()
    indicator = Indicator.objects.get(code="002-9-calls")
    definition = indicator.definitions.get()
    assert (indicator.role, indicator.computable, definition.version) == ("tile", "yes", 1)
    assert definition.by_post is not None and definition.starts == _april()
    again = official.post(NEW, _typed(official, area=str(made.pk), code="002-9-calls"))
    assert set(again.context["form"].errors) == {"code"}
    assert roll_up(night=timezone.localdate(), now=timezone.now(), cursor=indicator.pk - 1).counts["counted"] == 1
    assert set(Act.objects.values_list("verb", flat=True)) >= {"create_area", "create_indicator"}


def _april() -> date:
    today = timezone.localdate()
    return date(today.year - (today.month < 4), 4, 1)


def test_the_dashboard_is_narrowed_to_a_section(official: Client):
    mine, other = factories.make_indicator("t-mine"), factories.make_indicator("t-other")
    saved = official.post("/en/ward/kpis/t-mine/change/", {"owner": "地域振興課", "role": "tile"}, follow=True)
    assert "Responsible: 地域振興課" in saved.content.decode()
    shown = official.get("/en/ward/kpis/?owner=地域振興課")
    assert shown.context["policy"] == "multi-actor"
    assert [one.code for area in shown.context["areas"] for one in (*area.tiles, *area.waiting)] == [mine.code]
    assert sum(sum(number for _words, number in line.numbers) + line.unknown for line in shown.context["lines"]) == 1
    assert "owner=%E5%9C%B0" in shown.content.decode()
    everything = official.get("/en/ward/kpis/?owner=nobody&policy=multi-actor").content.decode()
    assert other.code in everything and mine.code in everything


def test_a_tile_is_retired_with_a_reason_and_comes_back(official: Client):
    indicator, page = factories.make_indicator("t-mine", "items-published"), "/en/ward/kpis/t-mine/change/"
    wrong = official.post(page, {"owner": "", "role": "statement"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"reason"})
    official.post(page, {"owner": "", "role": "statement", "reason": "事業が終わった"})
    indicator.refresh_from_db()
    assert indicator.role == "statement"
    assert roll_up(night=timezone.localdate(), now=timezone.now(), cursor=indicator.pk - 1).cursor is None
    assert official.get("/en/ward/kpis/t-mine/enter/").status_code == 404
    act = Act.objects.get(verb="change_indicator")
    assert (act.reason, act.detail["before"], act.detail["after"]) == (
        "事業が終わった", {"role": "tile"}, {"role": "statement"},
    )  # fmt: skip
    official.post(page, {"owner": "", "role": "tile", "reason": "再開"})
    assert Indicator.objects.get(pk=indicator.pk).role == "tile"


@pytest.mark.parametrize(("role", "status"), [("rule", 302), ("benchmark", 302)])
def test_what_never_was_a_tile_becomes_none(official: Client, role: Any, status: int):
    indicator = factories.make_indicator("t-rule")
    Indicator.objects.filter(pk=indicator.pk).update(role=role)
    answer = official.post("/en/ward/kpis/t-rule/change/", {"owner": "総務課", "role": "tile", "reason": "x"})
    indicator.refresh_from_db()
    assert (answer.status_code, indicator.role, indicator.owner) == (status, role, "総務課")
