"""A card in the reader's language, honest where a text is another's, and silent about hidden addresses."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from organizations.places.models import Place
from organizations.resource_map.cards import Card
from organizations.resource_map.place_types import read_types
from organizations.resource_map.query import MapQuery
from organizations.resource_map.selectors import Page, find_places, seconds_true
from organizations.towns import table as towns
from organizations.towns.readings import plain_town
from portal.shared.ruby import has_ruby, strip_ruby
from tests import factories

pytestmark = pytest.mark.django_db


def _page(now: datetime, language: str = "en", home: str = "131041", **query: Any) -> Page:
    with translation.override(language):
        return find_places(
            MapQuery(**query), language=language, now=now, types=read_types(language), home_municipality=home
        )


def _card(now: datetime, language: str = "en", home: str = "131041", **query: Any) -> Card:
    (card,) = _page(now, language, home, **query).cards
    return card


def test_a_name_in_another_language_says_so(now: datetime) -> None:
    place = factories.make_place("四谷日本語教室", now=now)
    assert (_card(now)["name"], _card(now)["name_lang"]) == ("四谷日本語教室", "ja")
    assert _card(now, "ja")["name_lang"] == ""
    Place.objects.filter(pk=place.pk).update(name_en="Yotsuya class", name_vi="Lớp Yotsuya")
    assert (_card(now)["name"], _card(now)["name_lang"]) == ("Yotsuya class", "")
    assert _card(now, "ja-simple")["name_lang"] == "ja"
    assert _card(now, "vi")["name"] == "Lớp Yotsuya"


def test_the_name_shown_does_not_depend_on_the_active_language(now: datetime) -> None:
    factories.make_place("四谷日本語教室", now=now, name_en="Yotsuya class")
    with translation.override("ja"):
        page = find_places(MapQuery(), language="en", now=now, types=read_types("en"))
    assert page.cards[0]["name"] == "Yotsuya class"


def test_languages_with_their_hours_the_one_asked_for_first(now: datetime) -> None:
    factories.make_place(
        now=now,
        languages=[
            {"language": "en"},
            {"language": "ne", "weekdays": [1], "starts": 600, "ends": 720},
            {"language": "vi", "weekdays": [3], "starts": 780, "ends": 1020},
            {"language": "ne", "weekdays": [4], "starts": 600, "ends": 720, "needs_booking": True},
        ],
    )
    assert _card(now, "ja-simple", lang="ne")["languages"][0][:2] == ("नेपाली", "ne")
    assert _card(now, lang="vi")["languages"] == [
        ("Tiếng Việt", "vi", "Thu 13–17"),
        ("English", "en", ""),
        ("नेपाली", "ne", "Tue 10–12; Fri 10–12, booking needed"),
    ]


def test_more_languages_than_a_card_holds_are_counted(now: datetime) -> None:
    codes = ["vi", "ne", "ko", "my", "fil", "th", "id", "hi"]
    factories.make_place(now=now, languages=[{"language": one} for one in codes])
    card = _card(now)
    assert (len(card["languages"]), card["more_languages"]) == (6, 2)


def test_open_state_from_the_stored_hours(now: datetime) -> None:
    factories.make_place(now=now, hours=[(2, 600, 1020), (3, 780, 1020)])
    card = _card(now)
    assert (card["state_kind"], card["state_text"]) == ("open", "Open until 17:00")
    card = _card(now + timedelta(hours=8))
    assert (card["state_kind"], card["state_text"]) == ("closed", "Opens Thu 13:00")


@pytest.mark.parametrize(
    ("known", "phone", "words"),
    [
        ("unknown", "03-1111-2222", "Hours not known: please call"),
        ("unknown", "", "Hours not known"),
        ("appointment", "", "By appointment"),
    ],
)
def test_no_hours_are_never_closed(now: datetime, known: str, phone: str, words: str) -> None:
    factories.make_place(now=now, hours_known=known, phone=phone)
    card = _card(now)
    assert (card["state_kind"], card["state_text"]) == (known, words)


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("evacuation-shelter", "Opens in a disaster. You need not call first."),
        ("emergency-site", "Opens in a disaster. You need not call first."),
        ("aed", "Hours not known: please call"),
        ("public-toilet", "Hours not known: please call"),
        ("consultation-desk", "Hours not known: please call"),
    ],
)
def test_only_what_opens_in_a_disaster_needs_no_call(now: datetime, slug: str, words: str) -> None:
    factories.make_place(now=now, hours_known="unknown", phone="03-1111-2222", type_slug=slug)
    card = _card(now)
    assert (card["state_kind"], card["state_text"]) == ("unknown", words)


@pytest.mark.parametrize(
    ("language", "home", "town", "lang"),
    [
        ("ja", "131041", "若葉一丁目", ""),
        ("ja", "131130", "新宿区若葉一丁目", ""),
        ("ja-simple", "131041", "{若葉|わかば}1{丁目|ちょうめ}", ""),
        ("ja-simple", "131130", "{新宿区|しんじゅくく} {若葉|わかば}1{丁目|ちょうめ}", ""),
        ("en", "131130", "新宿区若葉一丁目", "ja"),
        ("zh-hans", "131041", "若葉一丁目", "ja"),
    ],
)
def test_the_town_as_the_reader_can_read_it(now: datetime, language: str, home: str, town: str, lang: str) -> None:
    factories.make_place(now=now)
    card = _card(now, language, home)
    assert (card["town"], card["town_lang"]) == (town, lang)


def test_the_town_in_latin_letters(now: datetime) -> None:
    factories.make_place(now=now)
    assert _card(now)["town"].startswith("Wakaba")


def test_hidden_parts_of_an_address_are_on_no_card(now: datetime) -> None:
    secret = {"block": "9-87-6", "building": "ひみつ荘", "floor": "8F"}
    factories.make_place("町まで", now=now, address_visibility="town", **secret)
    factories.make_place("かくす", now=now, address_visibility="never", **secret)
    shown = repr(_page(now, "ja", home="").cards)
    assert not any(part in shown for part in secret.values())
    hidden = next(card for card in _page(now, "ja", home="").cards if card["name"] == "かくす")
    assert (hidden["town"], hidden["distance"]) == ("", "")


def test_a_distance_is_about(now: datetime) -> None:
    place = factories.make_place(now=now, address_visibility="town")
    centre = (place.public_latitude, place.public_longitude)
    assert _card(now, near=centre)["distance"] == "about 100 m"


def test_words_stay_true_until_the_next_change(now: datetime) -> None:
    factories.make_place(now=now, hours=[(2, 600, 1020)])
    factories.make_place(now=now, hours=[(2, 660, 1020)])
    assert _page(now).keep_seconds == 30 * 60
    assert _page(now, open=True).keep_seconds == 60
    assert _page(now + timedelta(seconds=45), open=True).keep_seconds == 15
    late = now.replace(hour=23, minute=50)
    assert _page(late).keep_seconds == 10 * 60
    assert seconds_true([], now=now.replace(hour=23, minute=59, second=59)) == 1


def test_every_town_of_the_table_has_readable_furigana() -> None:
    for code in ("131041", "131121"):
        for town in towns.towns_of(code):
            shown = plain_town(town)
            assert not re.search(r"[{}|]", strip_ruby(shown)), shown
            assert not has_ruby(strip_ruby(shown)) and has_ruby(shown)


@pytest.mark.parametrize(
    ("language", "written", "shown", "lang"),
    [
        ("en", "若葉", "Wakaba", ""),
        ("ja-simple", "若葉", "{若葉|わかば}", ""),
        ("ja", "若葉", "若葉", ""),
        ("zh-hans", "若葉", "若葉", "ja"),
        ("en", "どこか", "どこか", "ja"),
    ],
)
def test_a_town_written_without_its_chome(now: datetime, language: str, written: str, shown: str, lang: str) -> None:
    factories.make_place(now=now, town=written, town_code="")
    card = _card(now, language)
    assert (card["town"], card["town_lang"]) == (shown, lang)
