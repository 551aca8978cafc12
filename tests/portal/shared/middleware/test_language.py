"""An address without a language, or with one that is not offered yet, answers in what the reader reads best."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/vi/nowhere/", "", "ja-simple"),
        ("/vi/nowhere/", "vi", "ja-simple"),
        ("/vi/nowhere/", "vi,en;q=0.8", "en"),
        ("/zh-hans/nowhere/", "zh-CN", "ja"),
        ("/nowhere/", "vi", "ja-simple"),
        ("/nowhere/", "", "ja"),
        ("/xx/nowhere/", "", "ja"),
        ("/en/nowhere/", "vi", "en"),
    ],
)
def test_a_missing_page_is_said_so_in_words_that_are_read(path: str, accepted: str, language: str) -> None:
    answer = Client(headers={"accept-language": accepted} if accepted else {}).get(path)
    assert answer.status_code == 404 and answer["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.content.decode()


def test_a_choice_stands_before_the_address() -> None:
    client = Client()
    client.cookies["language"] = "en"
    assert client.get("/vi/nowhere/")["Content-Language"] == "en"
