"""The public's view of organisations: found by name, in order, a page at a time."""

from __future__ import annotations

from datetime import datetime

import pytest

from organizations.directory import services
from organizations.directory.filters import ListQuery
from organizations.directory.models import Organization
from organizations.directory.selectors import list_organizations, read_organization
from portal.shared.words import kana_key
from tests import factories

pytestmark = pytest.mark.django_db


def make(name: str, kana: str = "", **fields: object) -> Organization:
    return factories.make_organization(name, legal_kana=kana, sort_key=kana_key(kana or name), **fields)


def names(query: ListQuery, size: int = 50) -> list[str]:
    rows, _more = list_organizations(query, "ja", size)
    return [row["name_ja"] for row in rows]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("学び", True),
        ("まなび", True),
        ("マナビ", True),
        ("ﾏﾅﾋﾞ", True),
        ("びの", True),
        ("特定非営利", True),
        ("learning", True),
        ("ＬＥＡＲＮＩＮＧ", True),
        ("học tập", True),
        ("まなひ", True),
        ("教室", False),
        ("learn ing", False),
        ("%", False),
        ("_", False),
        ("\\", False),
    ],
)
def test_a_name_is_found_however_it_is_written(q: str, found: bool) -> None:
    make(
        "学びの会",
        "マナビノカイ",
        legal_name="特定非営利活動法人学びの会",
        name_en="Learning Circle",
        name_vi="Hội học tập",
    )
    assert (names(ListQuery(q)) == ["学びの会"]) is found


def test_order_is_gojuon_and_ties_are_broken_by_number() -> None:
    made = [make(name, kana) for name, kana in (("乙", "ハ"), ("甲", "バ"), ("丙", "カ"), ("丁", "カ"), ("戊", "ア"))]
    assert names(ListQuery()) == ["戊", "丙", "丁", "乙", "甲"]
    assert made[2].pk < made[3].pk


@pytest.mark.parametrize("size", [1, 2, 3, 5, 6])
def test_pages_are_without_gap_and_repetition(size: int) -> None:
    for number in range(5):
        make(f"会{number}", "カイ")
    seen: list[str] = []
    query: ListQuery | None = ListQuery()
    while query is not None:
        rows, more = list_organizations(query, "ja", size)
        seen += [row["name_ja"] for row in rows]
        assert len(rows) <= size
        query = ListQuery(after=(rows[-1]["sort_key"], rows[-1]["id"])) if more else None
    assert seen == [f"会{number}" for number in range(5)]


def test_only_what_is_published_is_listed() -> None:
    for status in Organization.Status.values:
        make(f"会{status}", status=status)
    assert names(ListQuery()) == ["会published"]


def test_kinds_and_words_combine() -> None:
    make("学校の会", kind="school")
    make("学校", kind="npo")
    make("会社", kind="school")
    assert names(ListQuery("学校", "school")) == ["学校の会"]
    assert sorted(names(ListQuery("", "school"))) == ["会社", "学校の会"]
    assert names(ListQuery("社", "npo")) == []


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en", "my", "zh-hant"])
def test_each_reader_gets_its_columns_and_the_japanese_ones(language: str) -> None:
    made = make("学びの会", name_en="Learning", summary_ja="一")
    row = read_organization(made.pk, language)
    assert row is not None
    assert (row["name_ja"], row["summary_ja"]) == ("学びの会", "一")
    assert f"name_{language.replace('-', '_')}" in row
    assert ("name_en" in row) == (language == "en")


@pytest.mark.parametrize(("public", "address"), [(True, "若葉1-2"), (False, "")])
def test_an_address_of_a_home_is_not_even_read(public: bool, address: str) -> None:
    made = make("会", address="若葉1-2", postal_code="1600011", address_public=public)
    row = read_organization(made.pk, "ja")
    assert row is not None
    assert (row["address"], bool(row["postal_code"])) == (address, public)


@pytest.mark.parametrize("number", [0, 987_654_321, 2**63, 10**30])
def test_what_is_missing_is_none(number: int) -> None:
    assert read_organization(number, "en") is None


def test_the_key_follows_the_reading_and_else_the_name(now: datetime) -> None:
    made = services.create_organization(texts={"name_ja": "学びの会"}, by=None, now=now)
    assert made.sort_key == kana_key("学びの会")
    services.update_organization(
        organization_id=made.pk, seen=now, texts={}, columns={"legal_kana": "マナビ"}, by=None, now=now.replace(hour=11)
    )
    made.refresh_from_db()
    assert made.sort_key == kana_key("マナビ")
