"""Dead ends: each says what happened, in the reader's language, and where to go from there."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.test import Client, RequestFactory
from django.utils import translation

from portal.pages import errors, views
from portal.shared.models import Ward
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES = ("ja", "ja-simple", "en")
WAYS_ON = ("map/", "")


def _heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert found is not None
    return found[1]


def _asked(path: str, language: str) -> str:
    """Ask as an outsider for a page that breaks off with the error of this path."""
    request = RequestFactory().get(f"/{language}/{path}")
    request.user = factories.make_user()  # type: ignore[attr-defined]
    with translation.override(language):
        answer = {
            "400": lambda: errors.bad_request(request, BadRequest("x")),
            "403": lambda: errors.forbidden(request, PermissionDenied()),
            "404": lambda: errors.not_found(request, None),
            "csrf": lambda: views.csrf_failure(request, "CSRF cookie not set."),
        }[path]()
    assert answer.status_code == {"csrf": 403}.get(path) or answer.status_code == int(path)
    return answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["400", "403", "404", "csrf"])
def test_each_dead_end_has_a_heading_a_reason_and_ways_on(language: str, path: str) -> None:
    html = _asked(path, language)
    assert f'<html lang="{language}">' in html and html.count("<h1>") == 1
    title = re.search(r"<title>(.*?) \|", html)
    assert title is not None and title[1] == _heading(html)
    assert 'class="lead"' in html
    for way in WAYS_ON:
        assert f'href="/{language}/{way}"' in html.partition("<main")[2].partition("</main>")[0]


def test_the_headings_of_dead_ends_differ() -> None:
    for language in LANGUAGES:
        assert len({_heading(_asked(path, language)) for path in ("400", "403", "404", "csrf")}) == 4


def test_a_denial_shows_its_reason_escaped() -> None:
    request = RequestFactory().get("/en/npo/")
    request.user = factories.make_user()  # type: ignore[attr-defined]
    html = errors.forbidden(request, PermissionDenied("<b>Only managers</b>")).content.decode()
    assert "&lt;b&gt;Only managers" in html and "another address" not in html


@pytest.mark.parametrize(
    "path", ["/en/nothing/", "/en/places/0/", "/en/map/x/", "/nothing", "/ja-simple/organizations/99999999/"]
)
def test_an_unknown_address_offers_the_search(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    html = answer.content.decode()
    assert 'name="q"' in html and 'role="search"' in html


def test_a_dead_end_is_kept_by_nobody(client: Client) -> None:
    for path in ("/en/nothing/", "/en/map/?q=%00"):
        assert "max-age" not in client.get(path).headers.get("Cache-Control", "")
    Ward.objects.update_or_create(pk=1, defaults={"name_en": "Before"})
    assert "Before" in client.get("/en/nothing/").content.decode()
    Ward.objects.update(name_en="After")
    assert "After" in client.get("/en/nothing/").content.decode()


def test_a_fault_needs_neither_database_nor_context() -> None:
    answer = errors.server_error(RequestFactory().get("/en/"))
    html = answer.content.decode()
    assert answer.status_code == 500
    assert 'href="/ja/"' in html and 'href="/en/"' in html and "{%" not in html and "{{" not in html


def test_a_fault_on_the_way_shows_the_page_of_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("portal.pages.selectors.home_page", broken)
    answer = Client(raise_request_exception=False).get("/en/")
    html = answer.content.decode()
    assert answer.status_code == 500 and "Something went wrong" in html
    assert "secret" not in html and "Traceback" not in html
