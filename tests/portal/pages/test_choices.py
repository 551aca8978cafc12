"""A reader's language and furigana are remembered by links alone, and never lead away."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_language_is_remembered(client: Client) -> None:
    answer = client.get("/en/language/", {"next": "/en/map/?q=a"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/map/?q=a")
    japanese = {"accept-language": "ja"}
    assert client.get("/", headers=japanese)["Location"] == "/en/"
    assert b'<html lang="en"' in client.get("/open-data/", headers=japanese).content
    client.get("/ja-simple/language/")
    assert client.get("/", headers=japanese)["Location"] == "/ja-simple/"


def test_each_page_links_to_itself_in_other_languages(client: Client) -> None:
    page = client.get("/en/map/?q=tea").content.decode()
    assert 'href="/ja/language/?next=%2Fja%2Fmap%2F%3Fq%3Dtea"' in page
    data = client.get("/open-data/").content.decode()
    assert 'href="/en/language/?next=%2Fopen-data%2F"' in data


@pytest.mark.parametrize("path", ["/en/language/", "/en/furigana/"])
@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\x"]
)
def test_choices_never_lead_away(client: Client, path: str, target: str) -> None:
    assert client.get(path, {"next": target})["Location"] == "/en/"
