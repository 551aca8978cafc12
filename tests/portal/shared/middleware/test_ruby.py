"""Furigana on answers: HTML alone, with the right length, by cookie and language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.utils.translation import override

from portal.shared.middleware.ruby import RubyMiddleware

PAGE = "<p>{漢字|かんじ}</p>"


def answer(
    response: HttpResponseBase, *, cookie: str = "", language: str = "ja"
) -> tuple[HttpRequest, HttpResponseBase]:
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES["furigana"] = cookie
    with override(language):
        return request, RubyMiddleware(lambda _: response)(request)


def content(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def test_plain_japanese_shows_furigana_and_says_so_on_the_request() -> None:
    request, response = answer(HttpResponse(PAGE), language="ja-simple")
    assert "<rt>かんじ</rt>" in content(response)
    assert request.furigana is True  # type: ignore[attr-defined]


def test_japanese_takes_it_away_unless_the_cookie_asks_for_it() -> None:
    assert content(answer(HttpResponse(PAGE))[1]) == "<p>漢字</p>"
    assert "<ruby>" in content(answer(HttpResponse(PAGE), cookie="on")[1])
    assert content(answer(HttpResponse(PAGE), cookie="off", language="ja-simple")[1]) == "<p>漢字</p>"


def test_a_length_already_written_is_corrected() -> None:
    response = HttpResponse(PAGE, headers={"Content-Length": str(len(PAGE.encode()))})
    after = answer(response)[1]
    assert after["Content-Length"] == str(len("<p>漢字</p>".encode()))


def test_other_formats_streams_and_compressed_answers_pass_untouched() -> None:
    assert content(answer(HttpResponse(PAGE, content_type="text/csv"))[1]) == PAGE
    assert content(answer(HttpResponse(PAGE, headers={"Content-Encoding": "gzip"}))[1]) == PAGE
    streamed = answer(StreamingHttpResponse([PAGE.encode()]))[1]
    assert isinstance(streamed, StreamingHttpResponse)
    assert streamed.getvalue().decode() == PAGE
