"""The page of the map: every form of the same search, at the same price, whatever the address."""

import random
import re
from datetime import datetime
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.resource_map import views
from organizations.resource_map.cursors import Cursor
from organizations.resource_map.query import PARAMETERS
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES = ["ja", "ja-simple", "en"]


def _names(html: str) -> list[str]:
    return re.findall(r'card__title"><a [^>]*>([^<]*)<', html)


def _get(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["list", "map", "print"])
def test_each_view_in_each_language(client: Client, now: datetime, language: str, view: str) -> None:
    place = factories.make_place(now=now, name_en="Yotsuya class", languages=[{"language": "vi", "weekdays": [3]}])
    html = _get(client, f"/{language}/map/?view={view}&type=japanese-class")
    assert f'href="/{language}/places/{place.pk}/"' in html
    assert '<b lang="vi">Tiếng Việt</b>' in html
    assert ('id="map"' in html) == (view != "print")
    assert "leaflet.js" in html or view == "print"
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", html)


def test_the_list_is_tied_to_the_map(client: Client, now: datetime) -> None:
    place = factories.make_place(now=now)
    html = _get(client, "/en/map/?q=四谷&facts=&sort=kana&view=map")
    assert f'data-place="{place.pk}"' in html
    assert f'data-query="q={quote("四谷")}"' in html and 'data-points="/map/points"' in html


def test_equal_forms_carry_the_same_search(client: Client, now: datetime) -> None:
    factories.make_place(now=now, facts=["free"])
    html = _get(client, "/en/map/?facts=free&open=0&q=&view=list")
    for address in ("/open-data/places.csv?facts=free", "/open-data/places.geojson?facts=free"):
        assert f'href="{address}"' in html
    for view in ("map", "print"):
        assert f'href="/en/map/?facts=free&amp;view={view}"' in html


def test_a_chip_takes_its_filter_away(client: Client, now: datetime) -> None:
    factories.make_place(now=now, facts=["free", "online"], languages=[{"language": "vi"}])
    html = _get(client, "/en/map/?facts=free&facts=online&lang=vi")
    chips = re.findall(r'<a class="chip" href="([^"]*)"', html)
    assert "/en/map/?lang=vi&amp;facts=online" in chips
    assert "/en/map/?facts=free&amp;facts=online" in chips
    assert "/en/map/" in chips


def test_the_form_remembers_what_was_chosen(client: Client, now: datetime) -> None:
    factories.make_place(now=now)
    html = _get(client, "/en/map/?facts=free&lang=vi&area=222127&near=35.69,139.70&radius=5&open=1&type=library")
    for part in (
        'name="facts" value="free" checked',
        '<option value="vi" lang="vi" selected>',
        '<option value="222127" selected>',
        '<option value="5" selected>',
        'name="near" value="35.69000,139.70000"',
        'name="open" value="1" checked',
        'name="type" value="library" checked',
    ):
        assert part in html, part


def test_what_could_not_be_used_is_said_on_the_page(client: Client, now: datetime) -> None:
    factories.make_place(now=now)
    html = _get(client, "/en/map/?near=abc&type=castle&after=zzz")
    assert "“near” must be" in html and "“castle” is not known" in html and "here is the first page" in html
    assert _names(html) == ["四谷日本語教室"]


def test_nothing_found_says_what_to_try(client: Client, now: datetime) -> None:
    factories.make_place(now=now)
    for address, step in (
        ("q=xyzzy&area=131041", "without the words"),
        ("q=四谷&open=1", "closed now"),
        ("near=35.9,139.7&radius=1&q=四谷&facts=free", "Ask the ward"),
        ("near=35.75,139.7&radius=1", "within 20 km"),
        ("q=四谷&area=131130", "all towns"),
    ):
        html = _get(client, f"/en/map/?{address}")
        assert "No place fits all of this" in html and step in html, step


@pytest.mark.parametrize("words", ["xyzzy", "xyzzy xyz", "四谷 xyzzy"])
def test_an_empty_list_costs_no_more_than_a_full_one(client: Client, now: datetime, words: str) -> None:
    factories.make_place(now=now)
    assert _queries(client, f"/en/map/?q={words}&facts=free&lang=vi&open=1&near=35.6852,139.7247&area=131041") <= 8


def test_a_page_behind_the_end_leads_back(client: Client, now: datetime) -> None:
    place = factories.make_place(now=now)
    html = _get(client, f"/en/map/?after={Cursor('rank', (place.rank, place.pk))}")
    assert "no more places" in html and "To the first page" in html


def test_pages_follow_each_other_by_links(client: Client, now: datetime) -> None:
    for number in range(45):
        factories.make_place(f"教室{number:02}", now=now)
    path, seen, pages = "/en/map/", [], 0
    while path:
        html = _get(client, path)
        seen += _names(html)
        pages += 1
        found = re.search(r'href="([^"]*)" rel="next"', html)
        path = found[1].replace("&amp;", "&") if found else ""
    assert pages == 3 and sorted(seen) == [f"教室{number:02}" for number in range(45)]


def test_hostile_content_stays_text(client: Client, now: datetime) -> None:
    nasty = "<script>alert(1)</script>\"'&{漢字|<b>}"
    factories.make_place(nasty, now=now, town=nasty, municipality=nasty, phone=nasty[:30])
    for path in ("/en/map/", "/ja-simple/map/?view=print", f"/en/map/?q={quote(nasty)}"):
        html = _get(client, path)
        assert "<script>alert" not in html and "<b>}" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_number_of_queries_however_many_rows(client: Client, now: datetime, language: str) -> None:
    paths = [
        f"/{language}/map/{query}"
        for query in (
            "",
            "?q=教室",
            "?q=教",
            "?q=教室&type=japanese-class&facts=free&lang=vi&open=1&near=35.6852,139.7247&area=131041",
            "?view=print",
            "?sort=kana&lang=vi",
        )
    ]
    _fill(now, 10)
    few = [_queries(client, path) for path in paths]
    _fill(now, 100)
    many = [_queries(client, path) for path in paths]
    assert few == many and max(many) <= 8


def _fill(now: datetime, count: int) -> None:
    for number in range(count):
        factories.make_place(
            f"教室{number}",
            now=now,
            facts=["free"],
            hours=[(day, 0, 1440) for day in range(7)],
            languages=[{"language": "vi"}, {"language": "ne", "weekdays": [1]}],
        )


def _queries(client: Client, path: str) -> int:
    caches["pages"].clear()
    with CaptureQueriesContext(
        connection,
    ) as caught:
        _get(client, path)
    return len([one for one in caught if "content_version" not in one["sql"]]) + 1


def test_a_page_of_a_hundred_rows_costs_as_many_queries_as_one_of_ten(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(now, 110)
    found = []
    for size in (10, 100):
        monkeypatch.setattr(views, "PRINT_SIZE", size)
        found.append(_queries(client, "/en/map/?q=教室&view=print"))
    assert found[0] == found[1]


def test_paper_says_the_week_and_how_to_reach_the_place(client: Client, now: datetime) -> None:
    factories.make_place(
        now=now, phone="03-1234-5678", block="1-2", hours=[(2, 1110, 1230)], languages=[{"language": "vi"}]
    )
    factories.make_place("相談", now=now, hours_known="appointment")
    html = _get(client, "/en/map/?view=print").partition("<main")[2].partition("</main>")[0]
    for words in ("Wed: 18:30–20:30", "03-1234-5678", "若葉一丁目1-2", "By appointment", "Tiếng Việt"):
        assert words in html, words
    assert "Opens " not in html and "data-label" not in html, "nothing that is wrong tomorrow"


def test_the_title_says_what_was_searched_and_names_nobody_twice(client: Client, now: datetime) -> None:
    factories.make_place(now=now)
    for view in ("list", "map", "print"):
        titles = re.findall("<title>(.*?)</title>", _get(client, f"/en/map/?type=japanese-class&view={view}"))
        assert titles == ["Japanese class, 1 place | Tsunagu"]
    assert "<title>Places, 1 place | Tsunagu</title>" in _get(client, "/en/map/")


def test_signed_in_readers_pay_at_most_eight_queries(client: Client, cast: factories.Cast) -> None:
    client.force_login(cast.manager)
    with CaptureQueriesContext(connection) as caught:
        _get(client, "/en/map/?q=教室&type=japanese-class")
    assert len(caught) <= 8


def test_pages_with_hidden_addresses_never_show_them(client: Client, now: datetime) -> None:
    secret = {"block": "98-76-5", "building": "ひみつ荘", "floor": "ひみつ階", "postal_code": "1609876"}
    for visibility in ("town", "never"):
        factories.make_place(f"{visibility}の家", now=now, address_visibility=visibility, latitude=35.69876, **secret)
    for query in ("", "?view=map", "?view=print", "?near=35.6852,139.7247&radius=20", "?sort=kana", "?q=の家"):
        html = _get(client, f"/ja/map/{query}")
        assert "の家" in html
        assert not [part for part in (*secret.values(), "35.698", "98-76") if part in html], query


ALPHABET = [
    *(chr(code) for code in range(1, 256)), "\ud800", "\udfff", "\u202e", "\ufeff", "𠮷", "日", "本", "あ", "ｱ", "%", "&", "=",
    ",", "[", "'", '"', "\\", "<", ">", "{", "|", "}", "-1", "9" * 30, "NaN", "1e999", "35.69,139.7",
]  # fmt: skip


def _hostile(chance: random.Random) -> str:
    pairs = []
    for _ in range(chance.randint(1, 8)):
        name = chance.choice([*PARAMETERS, "page", "", "q[]"])
        value = "".join(chance.choice(ALPHABET) for _ in range(chance.choice([0, 1, 3, 12, 60])))
        pairs.append((name, value))
    text = urlencode(pairs, errors="surrogatepass")
    if chance.random() < 0.2:
        text = "".join(chance.choice(ALPHABET[:200]) for _ in range(chance.randint(1, 80)))
        text = quote(text, safe="%&=;+,[]{}|\\'\"<>?/:@!$*()~^`", errors="surrogatepass")
    return text if chance.random() < 0.9 else text * chance.randint(2, 60)


def test_a_thousand_hostile_addresses_are_answered(client: Client, now: datetime) -> None:
    _fill(now, 3)
    chance = random.Random(20261118)
    answers = {200: 0, 400: 0}
    for _ in range(1200):
        text = _hostile(chance)
        response = client.get("/en/map/", QUERY_STRING=text)
        assert response.status_code in answers, text[:300]
        answers[response.status_code] += 1
    assert answers[200] > 600


@pytest.mark.parametrize(
    "query",
    [
        "after=garbage",
        "q=" + "%ED%A0%80",
        "q=" + "a" * 4000,
        "&".join(f"a{number}=1" for number in range(99)),
        "type=library&" * 50,
        "q=%F0%A0%AE%B7",
        "q[]=1&q=%25",
        "near=" + "9" * 300 + ",1",
        "radius=1e308&near=35,135",
        "q=%27%20OR%201=1--",
    ],
)
def test_absurd_addresses(client: Client, now: datetime, query: str) -> None:
    factories.make_place(now=now)
    assert client.get("/en/map/", QUERY_STRING=query).status_code == 200


@pytest.mark.parametrize("query", ["&".join(["q=1"] * 200), "q=" + "a" * 1_000_000, "q=%00", "after=" + "x" * 9000])
def test_too_much_is_refused_with_a_sentence(client: Client, query: str) -> None:
    assert client.get("/en/map/", QUERY_STRING=query).status_code == 400


def test_only_reading(client: Client) -> None:
    assert client.post("/en/map/").status_code == 405


def test_days_and_times_are_chosen_on_the_form(client: Client, now: datetime) -> None:
    factories.make_place("夜の教室", now=now, hours=[(5, 1140, 1260)])
    factories.make_place("朝の教室", now=now, hours=[(5, 540, 660)])
    assert sorted(_names(_get(client, "/en/map/?day=sat"))) == ["夜の教室", "朝の教室"]
    html = _get(client, "/en/map/?day=fri&day=sat&time=evening")
    assert _names(html) == ["夜の教室"]
    assert 'name="day" value="sat" checked' in html and 'name="time" value="evening" checked' in html
    assert "/en/map/?day=fri&amp;time=evening" in re.findall(r'<a class="chip" href="([^"]*)"', html)
    assert _names(_get(client, "/en/map/?day=sun")) == []


def test_a_weekday_among_words_without_result_leads_to_the_filter(client: Client, now: datetime) -> None:
    factories.make_place("夜の教室", now=now, hours=[(5, 1140, 1260)])
    html = _get(client, "/en/map/?q=" + quote("教室 土曜日"))
    assert 'href="/en/map/?q=%E6%95%99%E5%AE%A4&amp;day=sat"' in html and "open on: Saturday" in html


def _speaker(**row: object) -> list[dict[str, object]]:
    return [{"language": "en", **row}]


def test_spoken_today_means_the_page_s_language(client: Client) -> None:
    moment, daily = timezone.now(), [(day, 0, 1440) for day in range(7)]
    calm = {"now": moment, "hours": daily, "holiday_treatment": "open", "closed_at_year_end": False}
    factories.make_place("今日", languages=_speaker(), **calm)
    factories.make_place("予約", languages=_speaker(mode="telephone", needs_booking=True), **calm)
    factories.make_place("相談", languages=_speaker(), **{**calm, "hours_known": "appointment"})
    factories.make_place("無言", **calm)
    html = _get(client, "/en/map/?today=1&lang=")
    assert _names(html) == ["今日"] and "you need not book" in html
    assert 'href="/en/map/?lang=en"' in html and 'value="en" lang="en" selected' in html
    assert sorted(_names(_get(client, "/en/map/?lang=en"))) == ["予約", "今日", "相談"]


@pytest.mark.parametrize("language", ["ja", "ja-simple"])
def test_spoken_today_asks_for_a_language_and_shows_no_places(client: Client, now: datetime, language: str) -> None:
    calm = {"hours": [(day, 0, 1440) for day in range(7)], "holiday_treatment": "open", "closed_at_year_end": False}
    place = factories.make_place(now=timezone.now(), languages=[{"language": "vi"}], **calm)
    for view in ("list", "map", "print"):
        html = _get(client, f"/{language}/map/?today=1&facts=free&view={view}")
        assert f"/places/{place.pk}/" not in html and 'id="map"' not in html
        assert f'href="/{language}/map/?lang=vi&amp;today=1&amp;facts=free"' in html
        assert 'name="today" value="1" checked' in html
    assert _queries(client, f"/{language}/map/?today=1") <= 8


def test_the_button_promises_no_number_before_it_is_pressed(client: Client, now: datetime) -> None:
    factories.make_place(now=now)
    assert ">Show places</button>" in _get(client, "/en/map/")
