"""A language typed into the box of words is a language, however its speakers or their helpers call it."""

from datetime import datetime

import pytest
from django.http import QueryDict
from django.test import Client

from organizations.resource_map.heard import language_in
from organizations.resource_map.reading import Reading, read_query
from tests import factories


def _read(address: str) -> Reading:
    return read_query(QueryDict(address))


@pytest.mark.parametrize(
    ("words", "code", "rest"),
    [
        ("nepali", "ne", ""),
        ("NEPALI", "ne", ""),
        ("ネパール語", "ne", ""),
        ("ねぱーるご", "ne", ""),
        ("नेपाली", "ne", ""),
        ("Tiếng Việt", "vi", ""),
        ("tieng viet", "vi", ""),
        ("class Bahasa Indonesia free", "id", "class free"),
        ("中国語 相談", "zh-hans", "相談"),
        ("繁體中文", "zh-hant", ""),
        ("タガログ語", "fil", ""),
        ("Japanese sign language", "jsl", ""),
    ],
)
def test_a_name_of_a_language_is_heard(words: str, code: str, rest: str) -> None:
    heard = language_in(words)
    assert heard is not None and (heard.code, heard.rest) == (code, rest)


@pytest.mark.parametrize("words", ["", "日本語", "Japanese", "日本語 教室", "“nepali”", '"nepali"', "nepa", "nepalis"])
def test_other_words_stay_words(words: str) -> None:
    assert language_in(words) is None


def test_what_is_quoted_is_searched_as_a_word() -> None:
    heard = language_in("class nepali today")
    assert heard is not None and heard.quoted == "class “nepali” today"
    assert language_in(heard.quoted) is None


def test_a_language_chosen_in_the_list_is_not_overruled() -> None:
    same, other = _read("q=nepali+class&lang=ne"), _read("q=nepali&lang=vi")
    assert (same.query.q, same.query.lang, same.heard) == ("class", "ne", None)
    assert (other.query.q, other.query.lang, other.heard) == ("nepali", "vi", None)


def test_the_language_typed_is_the_one_of_today() -> None:
    reading = read_query(QueryDict("q=nepali&today=1"), mother_tongue="en")
    assert (reading.query.lang, reading.query.today, reading.notices) == ("ne", True, ())


@pytest.mark.django_db
def test_the_page_says_so_and_offers_the_word(client: Client, now: datetime) -> None:
    factories.make_place("言葉の家", now=now, languages=[{"language": "ne"}])
    factories.make_place("Nepali の本", now=now)
    html = client.get("/en/map/?q=nepali").content.decode()
    assert "言葉の家" in html and "の本" not in html and "Places where Nepali is spoken" in html
    assert 'href="/en/map/?q=%E2%80%9Cnepali%E2%80%9D"' in html
    html = client.get("/en/map/?q=“nepali”").content.decode()
    assert "の本" in html and "言葉の家" not in html and "is spoken" not in html
    points = client.get("/map/points?bbox=139.66,35.66,139.75,35.74&zoom=14&q=nepali").json()
    assert [one[4] for one in points["places"]] == ["言葉の家"]
