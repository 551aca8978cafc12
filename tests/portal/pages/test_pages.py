"""The pages about the portal itself, and the frame that all pages share."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from portal.shared.languages import INTERFACE_LANGUAGES
from portal.shared.models import Ward
from portal.shared.versions import content_changed
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES = [one.code for one in INTERFACE_LANGUAGES]
PATHS = (
    "",
    "map/",
    "map/?view=print",
    "credits/",
    "accessibility/",
    "privacy/",
    "style/",
    "organizations/",
    "accounts/login/",
)


def _ward(**columns: object) -> None:
    Ward.objects.update_or_create(pk=1, defaults={"municipality_code": "131041", **columns})
    content_changed()
    caches["pages"].clear()


def _main(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_the_frame_of_every_page(client: Client, now: datetime, language: str, path: str) -> None:
    factories.make_place(now=now)
    html = client.get(f"/{language}/{path}").content.decode()
    assert html.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert html.index('class="skip" href="#main"') < html.index("<header>")
    assert html.count("<h1") == 1 and html.count('id="main"') == 1
    links = re.findall(r'<a href="[^"]*" lang="([^"]+)" hreflang="[^"]+"( aria-current="true")?>', html)
    switch = links[: len(LANGUAGES)]
    assert [code for code, _ in switch] == [one.html_lang for one in INTERFACE_LANGUAGES]
    assert [code for code, current in switch if current] == [language]
    assert ('class="furigana"' in html) == language.startswith("ja")
    assert "{%" not in html and "{{" not in html and "%(" not in html
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", html)]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_no_label_or_title_shows_the_markup_of_furigana(
    client: Client, now: datetime, language: str, path: str
) -> None:
    factories.make_place(now=now, name_ja_simple="{四谷|よつや} {教室|きょうしつ}")
    html = client.get(f"/{language}/{path}").content.decode()
    attributes = re.findall(r'\s(?:aria-label|alt|content|title|placeholder|data-(?:label|messages))="([^"]*)"', html)
    titles = re.findall(r"<title>(.*?)</title>", html) + re.findall(r"<option[^>]*>([^<]*)", html)
    assert not [text for text in attributes + titles if re.search(r"\{[^{}|\"]+\|[ぁ-ゖ ]+\}", text)]
    assert "<ruby>" not in "".join(attributes + titles)


@pytest.mark.parametrize("path", ["", "map/", "credits/", "privacy/", "accessibility/"])
def test_plain_japanese_has_furigana_on_every_kanji(client: Client, path: str) -> None:
    html = client.get(f"/ja-simple/{path}").content.decode()
    shown = re.sub(
        r"<(title|option|script|textarea)\b.*?</\1>|<ruby>.*?</ruby>|<(\w+)[^>]* lang=\"ja\"[^>]*>.*?</\2>",
        "",
        html,
        flags=re.DOTALL,
    )
    shown = re.sub(r"<nav class=\"langs.*?</nav>|<[^>]*>", " ", shown, flags=re.DOTALL)
    assert sorted(set(re.findall(r"[一-鿿]+", shown))) == []


@pytest.mark.parametrize("path", ["", "map/", "credits/"])
def test_furigana_come_and_go_by_the_reader_s_choice(client: Client, path: str) -> None:
    assert "<ruby>" in client.get(f"/ja-simple/{path}").content.decode()
    client.get("/ja-simple/furigana/", {"show": "off"})
    without = client.get(f"/ja-simple/{path}").content.decode()
    assert "<ruby>" not in without and not re.search(r"\{[^{}|\"]+\|[ぁ-ゖ ]+\}", without)


def test_a_credit_without_address_is_no_link(client: Client) -> None:
    _ward(tile_credit="地理院タイル", tile_credit_url="")
    html = _main(client.get("/en/credits/").content.decode())
    assert '<span lang="ja">地理院タイル</span>' in html and 'href=""' not in html
    _ward(tile_credit_url="https://maps.example/")
    assert '<a href="https://maps.example/" lang="ja">地理院タイル</a>' in client.get("/en/credits/").content.decode()


def test_without_tiles_nobody_is_credited_or_feared(client: Client) -> None:
    _ward(tile_url="", tile_credit="地理院タイル")
    assert "地理院タイル" not in client.get("/en/credits/").content.decode()
    assert "map service" not in client.get("/en/privacy/").content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["privacy/", "accessibility/"])
def test_whom_to_call_and_what_to_do_without_a_number(client: Client, language: str, path: str) -> None:
    _ward(phone="03-1234-5678")
    assert "03-1234-5678" in _main(client.get(f"/{language}/{path}").content.decode())
    _ward(phone="")
    html = _main(client.get(f"/{language}/{path}").content.decode())
    assert "—" not in html and "（）" not in html and "None" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_style_page_shows_each_kind_of_field_fresh_and_refused(client: Client, language: str) -> None:
    html = client.get(f"/{language}/style/").content.decode()
    for name in ("name", "mail", "note", "mode", "facts", "agreed"):
        assert f'name="{name}"' in html
    assert html.count('class="notice notice--stop" role="alert"') == 1, "only the refused form is refused"
    assert "autofocus" not in html, "a page of samples takes nobody's focus"
    for state in ("open", "closed", "appointment", "unknown"):
        assert f"badge--{state}" in html


def test_an_npo_s_desk_is_its_own(client: Client, cast: factories.Cast) -> None:
    client.force_login(cast.manager)
    html = client.get("/en/npo/").content.decode()
    assert "Tsunagu Japanese Circle" in html and "Midori" not in html
    client.force_login(cast.outsider)
    assert "Tsunagu Japanese Circle" not in client.get("/en/npo/").content.decode()


def test_robots_stay_away_from_desks(client: Client) -> None:
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/plain" and lines[0] == "User-agent: *"
    assert {"Disallow: /*/npo/", "Disallow: /*/ward/", "Disallow: /*/accounts/"} <= set(lines)
    assert "Disallow: /" not in lines


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en", "en"),
        ("ja", "ja"),
        ("ja-simple", "ja-simple"),
        ("fr-CH, en;q=0.5", "en"),
        ("", "ja"),
        ("vi-VN, vi;q=0.9", "ja-simple"),
        ("zh-TW", "ja"),
        ("vi, ja;q=0.3", "ja"),
        ("xx", "ja"),
    ],
)
def test_the_front_address_leads_to_the_browser_s_language(client: Client, accepted: str, language: str) -> None:
    answer = client.get("/", headers={"accept-language": accepted})
    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/")
    assert {"Cookie", "Accept-Language"} <= {part.strip() for part in answer["Vary"].split(",")}


@pytest.mark.parametrize("path", ["", "map/", "credits/", "privacy/", "accessibility/", "language/", "furigana/"])
def test_pages_to_read_are_only_read(client: Client, path: str) -> None:
    assert client.post(f"/en/{path}").status_code == 405


@pytest.mark.parametrize("path", ["", "map/", "accounts/login/", "nowhere/"])
def test_a_demonstration_says_so_on_every_page_and_nothing_else_does(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    assert "demo-note" not in client.get(f"/en/{path}").content.decode()
    caches["pages"].clear()
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, demo=True))
    html = client.get(f"/en/{path}").content.decode()
    assert "Demonstration: invented people and places." in html and 'href="/en/credits/#demonstration"' in html
    assert 'id="demonstration"' in client.get("/en/credits/").content.decode()


def test_the_foot_leads_to_organisations_and_not_to_the_developers_page(client: Client) -> None:
    foot = client.get("/en/").content.decode().partition("<footer")[2]
    assert 'href="/en/organizations/"' in foot and "/en/style/" not in foot


@pytest.mark.parametrize(
    ("sender", "phone", "words"),
    [
        ("ward@example.org", "03-1111-2222", "by e-mail in your language"),
        ("", "03-1111-2222", "Call the ward office: 03-1111-2222"),
        ("", "", "Please tell the ward office."),
    ],
)
def test_home_promises_only_ways_to_report_that_exist(client: Client, sender: str, phone: str, words: str) -> None:
    _ward(sender=sender, phone=phone)
    assert words in _main(client.get("/en/").content.decode()).partition("You saw a mistake")[2]
