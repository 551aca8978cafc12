"""What a place's page is made of, and what it says to machines."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from organizations.directory.contacts import dial_address
from organizations.places import desk_card, selectors, services
from organizations.places.models import OpeningException, Place
from organizations.places.place_row import read_place
from organizations.places.schedule import Known, Schedule
from organizations.places.selectors import honesty, seconds_until_change
from organizations.places.structured_data import as_script, structured_data
from portal.shared.models import Ward
from portal.shared.texts import State, Text
from tests import factories
from tests.organizations.places.schedules import SCHEDULES

pytestmark = pytest.mark.django_db


def page(place: Place, now: datetime, language: str = "en", **more: Any) -> dict[str, Any]:
    found = selectors.place_page(place.pk, language, now, **more)
    assert found is not None
    return found


def shown(place: Place, language: str = "en") -> str:
    answer = Client().get(f"/{language}/places/{place.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("number", [0, 987_654_321, 2**63 - 1, 2**63, 10**30])
def test_a_number_without_place_is_no_page(number: int, now: datetime) -> None:
    assert read_place(number, "en", now.date()) is None


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en", "vi", "zh-hant", "my"])
def test_every_language_is_read_with_what_stands_in_for_it(now: datetime, language: str) -> None:
    place = factories.make_place("教室", now=now, name_ja_simple="{教室|きょうしつ}", name_zh_hant="教室（繁）")
    name = page(place, now, language)["texts"]["name"]
    expected = {
        "ja": "ja",
        "ja-simple": "ja-simple",
        "en": "ja",
        "vi": "ja-simple",
        "zh-hant": "zh-hant",
        "my": "ja-simple",
    }
    assert name.language == expected[language]


@pytest.mark.parametrize(
    ("fields", "heading"),
    [
        ({"capacity": 300}, "300 people"),
        ({"capacity": 1}, "1 person"),
        ({"fields_of_activity": ["11"]}, "<dt>Fields</dt>"),
        ({"hazards": ["flood"]}, "Flood"),
        ({"audiences": ["children"]}, "<dt>For whom</dt>"),
        ({"facts": ["step-free"]}, "No steps"),
        ({"description_ja": "くわしく"}, "くわしく"),
    ],
)
def test_each_thing_alone_is_enough_to_be_shown(now: datetime, fields: dict[str, Any], heading: str) -> None:
    found = shown(factories.make_place(now=now, **fields))
    assert 'id="what"' in found and heading in found


def test_an_empty_place_has_no_empty_section(now: datetime) -> None:
    assert 'id="what"' not in shown(factories.make_place(now=now))


def test_a_remark_of_an_editor_is_marked_as_japanese(now: datetime) -> None:
    today = date.today()
    place = factories.make_place(now=now, hours=[(day, 540, 1020) for day in range(7)], holiday_treatment="open")
    OpeningException.objects.create(place=place, first=today, last=today, note="大掃除")
    assert '<span class="soft" lang="ja">大掃除</span>' in shown(place)


def test_a_closure_is_told_by_appointment_too(now: datetime) -> None:
    today = date.today()
    place = factories.make_place(now=now, hours_known="appointment")
    OpeningException.objects.create(place=place, first=today, last=today, note="研修")
    found = shown(place)
    assert "By appointment only" in found and "研修" in found and "We do not know the hours" not in found


def test_known_hours_without_a_week_are_not_called_unknown(now: datetime) -> None:
    place = factories.make_place(now=now, hours_known="hours")
    past = date.today() - timedelta(days=3)
    OpeningException.objects.create(place=place, first=past, last=past, opens=540, closes=720)
    found = shown(place)
    assert "We do not know the hours" not in found and "Closed for now" in found
    assert "We do not know the hours" in shown(factories.make_place(now=now))


@pytest.mark.parametrize(
    ("phone", "link"),
    [("03-3209-1111", "0332091111"), ("#7119", "%237119"), ("119", "119"), ("+66 2 123 4567", "+6621234567")],
)
def test_a_number_can_be_dialled(now: datetime, phone: str, link: str) -> None:
    assert dial_address(phone) == link
    assert f'href="tel:{link}"' in shown(factories.make_place(now=now, phone=phone))


@pytest.mark.parametrize(
    ("texts", "language", "sentences"),
    [
        ([], "en", []),
        ([Text("x", "ja", State.HUMAN)], "ja", []),
        ([Text("x", "en", State.HUMAN)], "en", ["Translated by a person."]),
        ([Text("x", "en", State.SOURCE)], "en", ["Taken from an official list, not checked."]),
        ([Text("x", "ja", State.HUMAN)], "en", ["Some of this is shown in Japanese"]),
        ([Text("", "ja", State.HUMAN)], "en", []),
        ([Text("x", "ja-simple", State.HUMAN)], "ja", []),
        (
            [Text("x", "en", State.MACHINE), Text("y", "en", State.OUTDATED), Text("z", "ja", State.HUMAN)],
            "en",
            ["Some of this is shown in Japanese", "The Japanese text has changed", "Translated by a machine. It may"],
        ),
        ([Text("x", "en", State.CHECKED)] * 2, "en", ["Translated by a machine and checked"]),
    ],
)
def test_honest_sentences_on_translations(texts: list[Text], language: str, sentences: list[str]) -> None:
    found = honesty(texts, language)
    assert len(found) == len(sentences)
    assert all(one.startswith(start) for one, start in zip(found, sentences, strict=True))


@pytest.mark.parametrize(
    ("weekdays", "weeks", "today"),
    [([], [], False), ([2], [], True), ([3], [], False), ([2], [3], True), ([2], [2], False), ([], [3], True)],
)
def test_who_is_there_today(now: datetime, weekdays: list[int], weeks: list[int], today: bool) -> None:
    row = {"language": "vi", "weekdays": weekdays, "weeks": weeks}
    place = factories.make_place(now=now, languages=[row])
    ((_language, (told,)),) = page(place, now)["spoken"]
    assert told["today"] is today
    shut = factories.make_place(now=now, languages=[row], hours=[(0, 540, 720)])
    ((_language, (told,)),) = page(shut, now)["spoken"]
    assert told["today"] is False


def test_nobody_is_there_today_who_must_be_booked(now: datetime) -> None:
    hours, row = [(2, 600, 1020)], {"language": "vi", "weekdays": [2]}
    for changes, known in (({}, "appointment"), ({"mode": "telephone", "needs_booking": True}, "hours")):
        place = factories.make_place(now=now, hours=hours, hours_known=known, languages=[{**row, **changes}])
        ((_language, (told,)),) = page(place, now)["spoken"]
        assert told["today"] is False
    place = factories.make_place(now=now, hours=hours, languages=[{"language": "vi"}])
    ((_language, (told,)),) = page(place, now)["spoken"]
    assert told["today"] is True


def test_my_language_comes_first_and_unknown_ones_are_left_out(now: datetime) -> None:
    rows = [{"language": code} for code in ("ne", "tlh", "vi", "ne")]
    place = factories.make_place(now=now, languages=rows)
    found = page(place, now, "vi")
    assert [(language.code, len(rows)) for language, rows in found["spoken"]] == [("vi", 1), ("ne", 2)]
    assert found["spoken_in_mine"] is True and page(place, now, "en")["spoken_in_mine"] is False


@pytest.mark.parametrize(
    ("name", "moment", "seconds"),
    [
        ("office", "2026-06-01T08:00:00", 30 * 60),
        ("office", "2026-06-01T16:59:30", 30),
        ("office", "2026-06-01T17:00:00", 7 * 3600),
        ("late", "2026-08-01T01:00:00", 3600),
        ("always", "2026-06-01T23:59:59", 1),
        ("unknown", "2026-06-01T12:00:00", 12 * 3600),
        ("by-appointment", "2026-06-01T00:00:00", 24 * 3600),
    ],
)
def test_how_long_a_page_stays_true(name: str, moment: str, seconds: int) -> None:
    assert seconds_until_change(SCHEDULES[name], datetime.fromisoformat(f"{moment}+09:00")) == seconds


def data(place: Place, now: datetime, language: str = "en") -> dict[str, Any]:
    return structured_data(page(place, now, language), "https://example.org/en/places/1/")


def test_a_place_in_the_words_of_schema_org(now: datetime) -> None:
    place = factories.make_place(
        now=now, name_en="Class", phone="03-3209-1111", facts=["free"], postal_code="1600011", building="若葉ビル",
        languages=[{"language": "vi"}, {"language": "zh-hans"}], hours=[(0, 540, 1020), (5, 1080, 1560), (6, 0, 1440)],
    )  # fmt: skip
    found = data(place, now)
    assert (found["name"], found["telephone"], found["isAccessibleForFree"]) == ("Class", "03-3209-1111", True)
    assert found["knowsLanguage"] == ["vi", "zh-Hans"]
    assert found["address"] == {
        "@type": "PostalAddress", "addressCountry": "JP", "addressRegion": "東京都",
        "addressLocality": "新宿区若葉一丁目", "streetAddress": "1-2 若葉ビル", "postalCode": "1600011",
    }  # fmt: skip
    assert (found["geo"]["latitude"], found["@id"]) == (place.latitude, f"urn:uuid:{place.uid}")
    hours = [
        (row["dayOfWeek"].rpartition("/")[2], row["opens"], row["closes"]) for row in found["openingHoursSpecification"]
    ]
    assert hours == [("Monday", "09:00", "17:00"), ("Saturday", "18:00", "02:00"), ("Sunday", "00:00", "23:59")]
    assert "email" not in found


@pytest.mark.parametrize(("visibility", "address"), [("public", True), ("town", True), ("never", False)])
def test_machines_learn_no_more_than_readers(now: datetime, visibility: str, address: bool) -> None:
    found = data(factories.make_place(now=now, address_visibility=visibility, postal_code="1600011"), now)
    assert ("address" in found) is address
    exact = visibility == "public"
    assert ("geo" in found) is exact and ("streetAddress" in found.get("address", {})) is exact
    assert ("1600011" in json.dumps(found)) is exact


@pytest.mark.parametrize(
    ("slug", "shelter"), [("evacuation-shelter", True), ("emergency-site", True), ("aed", False), ("library", False)]
)
def test_nobody_is_asked_to_call_a_shelter_first(now: datetime, slug: str, shelter: bool) -> None:
    place = factories.make_place(now=now, type_slug=slug, phone="03-3209-1111")
    found, html = page(place, now), shown(place)
    assert (found["state_kind"], found["shelter"]) == ("unknown", shelter)
    assert ("Opens in a disaster. You need not call first." in html) is shelter
    assert ("call before you go" in html) is not shelter
    assert "openingHoursSpecification" not in data(place, now)


def test_a_shelter_whose_hours_are_known_shows_them(now: datetime) -> None:
    html = shown(factories.make_place(now=now, type_slug="evacuation-shelter", hours=[(0, 540, 720)]))
    assert "Opens in a disaster" not in html and "9:00–12:00" in html


def test_the_address_in_plain_japanese_has_furigana_on_page_and_card(now: datetime) -> None:
    place = factories.make_place(now=now)
    for path in ("", "card/"):
        html = Client().get(f"/ja-simple/places/{place.pk}/{path}").content.decode()
        assert "<ruby>新宿区<rp>(</rp><rt>しんじゅくく</rt><rp>)</rp></ruby>" in html
        assert "<ruby>若葉<rp>(</rp><rt>わかば</rt>" in html


def test_hours_of_some_weeks_or_unknown_ones_are_not_told_to_machines(now: datetime) -> None:
    assert "openingHoursSpecification" not in data(factories.make_place(now=now), now)
    found = page(factories.make_place(now=now, hours=[(0, 540, 720)]), now)
    unknown = {**found, "schedule": Schedule(Known.UNKNOWN, SCHEDULES["office"].weekly)}
    assert "openingHoursSpecification" not in structured_data(unknown, "")
    some = {**found, "schedule": SCHEDULES["class"]}
    assert "openingHoursSpecification" not in structured_data(some, "")


def test_a_long_description_is_cut_behind_its_readings(now: datetime) -> None:
    text = "あ" * 296 + "{漢字|かんじ}のあと"
    found = data(factories.make_place(now=now, description_ja=text), now)
    assert found["description"] == "あ" * 296 + "漢字のあ"


@pytest.mark.parametrize("text", ["</script>", "<!--", "a & b", "\u2028", "\u2029", '"'])
def test_no_text_ends_the_block(text: str) -> None:
    block = as_script({"name": text})
    assert json.loads(block) == {"name": text}
    assert not re.search("[<>&\u2028\u2029]", block)


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en", "vi"])
def test_the_card_says_the_same_in_both_languages(language: str) -> None:
    with translation.override(language):
        rows = desk_card.desk_sentences("consultation-desk", desk_card.chosen_language("", language))
    asks = language in ("en", "vi")
    assert len(rows) == (4 if asks else 3)
    assert [row.space for row in rows] == [True] + [False] * (len(rows) - 1)
    assert all(row.mine and row.japanese for row in rows)
    if language == "en":
        assert ("English" in rows[1].mine, "英語" in rows[1].japanese) == (True, True)
    if language == "ja":
        assert all(row.mine == row.japanese for row in rows)


def test_a_code_is_drawn_without_styles() -> None:
    drawn = desk_card.qr_svg("https://example.org/en/places/1/")
    assert drawn.startswith("<svg") and 'class="desk-qr"' in drawn
    assert "style" not in drawn and "<script" not in drawn
    assert desk_card.qr_svg("https://example.org/en/places/2/") != drawn


def test_the_original_says_nothing_of_translations(now: datetime) -> None:
    place = factories.make_place(now=now, name_en="Class", summary_ja="一")
    services.update_place_texts(place_id=place.pk, revision=1, texts={"summary_en": "one"}, by=None, now=now)
    assert page(place, now)["honesty"] == ["Translated by a person."]
    original = page(place, now, original=True)
    assert (original["honesty"], original["texts"]["summary"].value) == ([], "一")


@pytest.mark.parametrize("status", ["draft", "suspended", "closed"])
def test_an_organization_that_is_not_public_is_not_named(cast: factories.Cast, now: datetime, status: str) -> None:
    assert "Tsunagu Japanese Circle" in shown(cast.place)
    cast.organization.status = status
    cast.organization.save()
    assert page(cast.place, now)["organization"] is None


@pytest.mark.parametrize(
    ("type_slug", "wish", "space"),
    [
        ("consultation-desk", "I would like to ask about this:", True),
        ("japanese-class", "I would like to join. What do I need to do?", False),
        ("food-support", "I would like to come here. What do I need to do?", False),
    ],
)
def test_the_card_says_what_one_wants_at_such_a_place(type_slug: str, wish: str, space: bool) -> None:
    first = desk_card.desk_sentences(type_slug, "")[0]
    assert (first.mine, first.space) == (wish, space) and first.mine != first.japanese


def test_a_reader_of_plain_japanese_asks_for_a_language_of_their_choice(client: Client, now: datetime) -> None:
    place = factories.make_place(now=now, languages=[{"language": "th"}])
    url = f"/ja-simple/places/{place.pk}/card/"
    plain = client.get(url).content.decode()
    assert "を話せる方はいますか" not in plain and plain.index('href="?lang=th"') < plain.index('href="?lang=vi"')
    assert 'href="?lang=ja' not in plain
    chosen = client.get(url, {"lang": "vi"}).content.decode()
    assert "ベトナム語を話せる方はいますか" in chosen and 'href="?lang=vi" rel="nofollow" aria-current="true"' in chosen
    assert "を話せる方はいますか" not in client.get(url, {"lang": "klingon"}).content.decode()


def test_paper_shows_the_number_and_the_day_and_nothing_of_today(client: Client, now: datetime) -> None:
    place = factories.make_place(
        now=now, phone="03-1234-5678", email="desk@example.org", url="https://class.example/", hours=[(2, 600, 1020)]
    )
    html = client.get(f"/en/places/{place.pk}/").content.decode()
    paper = html.partition('<dl class="pairs print-only">')[2].partition("</dl>")[0]
    assert "03-1234-5678" in paper and "desk@example.org" in paper and "https://class.example/" in paper
    assert 'class="place__state no-print"' in html and '<section class="place__contact no-print"' in html
    assert not re.search(r"<p>Today:", html) and "Printed on " in html
    assert f"http://testserver/en/places/{place.pk}/</p>" in html


@pytest.mark.parametrize("phone", ["03-1111-2222", ""])
def test_a_mistake_is_reported_on_a_page_of_its_own_or_by_telephone(client: Client, now: datetime, phone: str) -> None:
    Ward.objects.update_or_create(pk=1, defaults={"municipality_code": "131041", "phone": phone})
    place = factories.make_place(now=now)
    assert f"/en/report/place/{place.pk}/" in client.get(f"/en/places/{place.pk}/").content.decode()
    report = client.get(f"/en/report/place/{place.pk}/").content.decode()
    assert ("tel:" in report) == bool(phone)
