"""The address of the list of organisations, read forgivingly and written again."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from organizations.directory.filters import LONGEST_QUERY, ListQuery, read_query
from organizations.directory.models import Organization


def read(text: str) -> ListQuery:
    return read_query(QueryDict(text))


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("", ListQuery()),
        ("q=%E4%BC%9A&kind=npo", ListQuery("会", "npo")),
        ("q=%20%20circle%20", ListQuery("circle")),
        ("q=a%00b", ListQuery("ab")),
        ("q=" + "x" * 150, ListQuery("x" * LONGEST_QUERY)),
        ("kind=sect", ListQuery()),
        ("kind=npo&kind=sect", ListQuery()),
        ("after=12.かい", ListQuery(after=("かい", 12))),
        ("after=12.", ListQuery(after=("", 12))),
        ("after=12.a.b", ListQuery(after=("a.b", 12))),
        ("after=12", ListQuery()),
        ("after=.x", ListQuery()),
        ("after=-1.x", ListQuery()),
        ("after=%EF%BC%91.x", ListQuery()),
        ("after=" + "9" * 18 + ".x", ListQuery(after=("x", 10**18 - 1))),
        ("after=" + "9" * 19 + ".x", ListQuery()),
        ("after=1." + "x" * 300, ListQuery()),
        ("after=1.a%00b", ListQuery(after=("ab", 1))),
        ("unknown=1&page=5", ListQuery()),
    ],
)
def test_what_an_address_asks(address: str, query: ListQuery) -> None:
    assert read(address) == query


@given(
    st.builds(
        ListQuery,
        q=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=100).map(str.strip),
        kind=st.sampled_from(["", *Organization.Kind.values]),
    ),
    st.none() | st.tuples(st.text("あかさ ab.&?=%+", max_size=40), st.integers(0, 10**17)),
)
def test_what_is_written_is_read_again(query: ListQuery, after: tuple[str, int] | None) -> None:
    again = read(query.url(after).removeprefix("?"))
    assert (again.q, again.kind, again.after) == (query.q, query.kind, after)


@given(st.text(max_size=80))
def test_any_address_is_read(text: str) -> None:
    found = read("q=" + text + "&after=" + text + "&kind=" + text)
    assert len(found.q) <= LONGEST_QUERY and "\x00" not in found.q
    assert found.kind in ("", *Organization.Kind.values)


def test_words_are_compared_in_one_form() -> None:
    assert ListQuery("ＣＩＲＣＬＥ").wanted == ListQuery("circle").wanted == "circle"
    assert ListQuery("カイ").wanted == "かい"


def test_an_empty_query_is_an_empty_address() -> None:
    assert ListQuery().url() == "?"
