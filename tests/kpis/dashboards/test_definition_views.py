"""An official changes a definition: nothing is saved unseen, and nobody's words are lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kpis.catalogue.models import Definition, Indicator
from kpis.rollups.services import roll_up
from tests.factories import Cast
from tests.kpis import factories
from tests.volunteers import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/en/ward/kpis/t-listings/definition/"


@pytest.fixture
def listings() -> Indicator:
    found = factories.make_indicator("t-listings", "items-published", unit="items", name_en="Calls")
    make.make_opening("one", now=timezone.now() - timedelta(days=1))
    roll_up(night=timezone.localdate(), now=timezone.now(), cursor=found.pk - 1)
    return found


@pytest.fixture
def official(cast: Cast, listings: Indicator) -> Client:
    client = Client()
    client.force_login(cast.official)
    return client


def _typed(client: Client, **changed: str) -> dict[str, str]:
    page = client.get(PAGE)
    form = page.context["form"]
    values = {field.html_name: str(field.value() or "") for field in form}
    year = timezone.localdate().year - (timezone.localdate().month < 4)
    return {**values, "version": str(page.context["version"]), "starts": f"{year}-04-01", "reason": "why", **changed}


def _hidden(answer: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    return found[1] if found else ""


def test_what_changes_is_shown_before_it_is_saved(official: Client, listings: Indicator):
    typed = _typed(official, name_ja="公開した募集", method_ja="公開日で数える")
    shown = official.post(PAGE, typed)
    page = shown.content.decode()
    assert shown.status_code == 200 and listings.definitions.count() == 1
    assert "公開日で数える" in page and "Do they still say the same?" in page
    assert [one.label for one in shown.context["differences"]] == ["Name (日本語)", "How it is computed (日本語)"]
    effect = shown.context["effect"]
    assert len(effect.counted_anew) == 1 and effect.months >= 1
    typed["seen"] = _hidden(shown, "seen")
    sneaked = official.post(PAGE, {**typed, "method_ja": "別の数え方"})
    assert sneaked.status_code == 200 and listings.definitions.count() == 1
    saved = official.post(PAGE, typed, follow=True)
    assert "Version 2 holds from" in saved.content.decode()
    made = listings.definitions.get(version=2)
    assert (made.method_ja, made.reason) == ("公開日で数える", "why") and made.by_post is not None
    lines = saved.context["version_lines"]
    assert [(line.definition.version, len(line.differences)) for line in lines] == [(2, 2), (1, 0)]


def test_of_two_windows_the_second_reads_both_texts(official: Client, listings: Indicator):
    mine = _typed(official, method_ja="私の案", unit="activities")
    Definition.objects.create(
        indicator=listings, version=2, starts="2026-04-01", name_ja="指標", unit="items", adds_up="sum", period="year",
        source="items-published", method_ja="先の案", reason="faster",
    )  # fmt: skip
    told = official.post(PAGE, mine)
    page = told.content.decode()
    assert told.status_code == 409 and "先の案" in page and "私の案" in page
    mine["version"] = _hidden(told, "version")
    mine["seen"] = _hidden(official.post(PAGE, mine), "seen")
    saved = official.post(PAGE, mine, follow=True)
    assert saved.context["months"][0].value == "1 item", "until a night counts it anew, a value keeps its unit"
    assert listings.definitions.get(version=3).method_ja == "私の案"


def test_a_field_says_what_is_wrong(official: Client, listings: Indicator):
    wrong = official.post(PAGE, _typed(official, name_ja_simple="{募集|ぼしゅう", unit="percent", adds_up="latest"))
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"name_ja_simple"}
    wrong = official.post(PAGE, _typed(official, unit="percent", adds_up="latest"))
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"source"})


def test_sources_are_named_in_the_readers_language(official: Client, listings: Indicator):
    words = dict(official.get(PAGE).context["form"].fields["source"].choices)
    assert words["page-views"] == "Page views of the information site"
    assert words["hours-confirmed"] == "Hours confirmed by organisations"
    assert len(set(words.values())) == len(words), "no two read alike"
    assert not [key for key, one in words.items() if key and key == one], "no key stands alone"
    assert not [one for one in words.values() if re.search("[ぁ-ん]", one)]
