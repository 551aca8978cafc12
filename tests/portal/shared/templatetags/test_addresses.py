"""Addresses in pages are Django's, though they are put together only once."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock
from uuid import UUID

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse
from django.utils.functional import lazy
from django.utils.translation import override

from portal.shared.templatetags import addresses


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    addresses._address.cache_clear()


def drawn(source: str, **values: Any) -> str:
    return Template(source).render(Context(values))


@pytest.mark.parametrize(
    ("name", "value"), [("kpis:indicator", "7"), ("organizations:place", 7), ("kpis:indicator", UUID(int=7))]
)
def test_it_is_the_address_in_the_language_of_the_page_however_often(name: str, value: Any) -> None:
    for language in ("ja", "en", "ja-simple", "en"):
        with override(language):
            for _again in range(2):
                assert drawn("{% url name value %}", name=name, value=value) == reverse(name, args=[value])


def test_it_is_put_together_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Mock(side_effect=reverse)
    monkeypatch.setattr(addresses, "reverse", counted)
    with override("en"):
        pages = {drawn("{% url 'kpis:scoreboard' %}|{% url 'kpis:scoreboard' as here %}{{ here }}") for _ in range(3)}
    assert pages == {"/en/kpis/|/en/kpis/"} and counted.call_count == 1


def test_true_is_not_one() -> None:
    """Equal values, other addresses: the first must not stand for the second."""
    assert drawn("{% url 'kpis:indicator' 1 %}") != drawn("{% url 'kpis:indicator' True %}")


def test_what_does_not_exist_is_said_as_django_says_it() -> None:
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'kpis:nowhere' %}")
    assert drawn("{% url 'kpis:nowhere' as here %}[{{ here }}]") == "[]"


def test_names_and_what_is_no_plain_value() -> None:
    later = lazy(lambda: "t-later", str)()
    with override("en"):
        assert drawn("{% url 'kpis:indicator' indicator_code='t-named' %}") == "/en/kpis/t-named/"
        assert drawn("{% url 'kpis:indicator' value %}", value=later) == "/en/kpis/t-later/"
