"""Search words, tags, rank and public position: what is derived, from what, and what stays out of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from organizations.places import indexing, services, type_services
from organizations.places.indexing import index_place, index_places, index_together, refresh_places
from organizations.places.models import Place
from organizations.towns import table as towns
from portal.shared.words import bigrams, normalise
from tests import factories

pytestmark = pytest.mark.django_db
SECRET = "ひみつ荘"


@pytest.mark.parametrize(
    ("fields", "rank"),
    [
        ({}, 40),
        ({"latitude": None, "longitude": None}, 0),
        ({"confirmed": 0}, 540),
        ({"confirmed": 29}, 540),
        ({"confirmed": 30}, 490),
        ({"confirmed": 299}, 90),
        ({"confirmed": 300}, 40),
        ({"confirmed": 3000}, 40),
        ({"confirmed": -5}, 540),
        ({"hours": [(0, 540, 720)]}, 160),
        ({"languages": [{"language": "vi"}]}, 140),
        ({"phone": "119"}, 120),
        ({"email": "a@example.org"}, 120),
        ({"phone": "119", "form_url": "https://example.org/"}, 120),
        ({"summary_ja": "一"}, 100),
        ({"summary_ja": "一", "description_ja": "二"}, 100),
        ({"name_en": "Class"}, 100),
        ({"facts": ["free"]}, 80),
        (
            {
                "confirmed": 0, "hours": [(0, 540, 720)], "languages": [{"language": "vi"}], "phone": "119",
                "summary_ja": "一", "name_en": "Class", "facts": ["free"],
            },
            1000,
        ),
    ],
)  # fmt: skip
def test_the_rank_is_freshness_and_completeness(now: datetime, fields: dict[str, Any], rank: int) -> None:
    if "confirmed" in fields:
        fields = {**fields, "confirmed": now.date() - timedelta(days=fields["confirmed"])}
    assert factories.make_place(now=now, **fields).rank == rank


@pytest.mark.parametrize(
    ("visibility", "position", "words", "areas"),
    [
        ("public", "exact", {"若葉", "1-2", "ひみつ", "新宿区", "wakaba"}, 3),
        ("town", "centre", {"若葉", "新宿区", "wakaba"}, 3),
        ("never", "none", set(), 0),
    ],
)
def test_each_visibility_shows_what_it_says(
    now: datetime, visibility: str, position: str, words: set[str], areas: int
) -> None:
    place = factories.make_place("教室", now=now, address_visibility=visibility, building=SECRET)
    centre = towns.town("131041", "0004001")
    assert centre is not None
    positions = {
        "exact": (place.latitude, place.longitude),
        "centre": (centre.latitude, centre.longitude),
        "none": (None, None),
    }
    assert (place.public_latitude, place.public_longitude) == positions[position]
    assert (place.map_cell is None) == (position == "none")
    everything = {"若葉", "1-2", "ひみつ", "新宿区", "wakaba"}
    assert {word for word in everything if normalise(word) in place.search_text} == words
    assert len([tag for tag in place.tags if tag.startswith("a:")]) == areas
    secret = set(bigrams(normalise(SECRET)))
    assert bool(secret & set(place.bigrams)) == (visibility == "public")


def test_a_town_the_table_lacks_is_nowhere_on_the_map(now: datetime) -> None:
    place = factories.make_place(now=now, address_visibility="town", town_code="9999999")
    assert (place.public_latitude, place.map_cell) == (None, None)
    assert "a:1310419999999" in place.tags and "若葉" in place.search_text


@pytest.mark.parametrize("visibility", ["public", "town", "never"])
def test_without_codes_there_are_no_areas(now: datetime, visibility: str) -> None:
    place = factories.make_place(now=now, address_visibility=visibility, municipality_code="", town_code="")
    assert [tag for tag in place.tags if tag.startswith("a:")] == []
    place = factories.make_place(now=now, address_visibility=visibility, town_code="")
    expected = [] if visibility == "never" else ["a:131041"]
    assert [tag for tag in place.tags if tag.startswith("a:")] == expected


def test_names_are_found_whole_in_part_and_by_one_letter(now: datetime) -> None:
    place = factories.make_place(
        "{四谷|よつや}日本語教室", now=now, kana="ヨツヤニホンゴキョウシツ", name_en="Yotsuya Class", name_vi="Lớp"
    )
    names = place.name_key.strip("\n").split("\n")
    assert names == ["四谷日本語教室", "yotsuyaclass", "lop", "よつや日本語教室", "よつやにほんごきょうしつ"]
    assert place.name_key == "\n" + "\n".join(names) + "\n"
    for pair in ("四谷", "\n四", "室\n", "\nl", "ss"):
        assert pair in place.name_bigrams, pair
    assert place.sort_key.startswith("よつやにほんこきようしつ ")


def test_words_of_type_organization_and_every_language_are_found(cast: factories.Cast, now: datetime) -> None:
    place = factories.make_place(
        now=now, organization=cast.organization, summary_ja="{相談|そうだん}できます", description_ne="नमस्ते"
    )
    for word in ("日本語教室", "lớp học tiếng nhật", "つなぐ日本語の会", "tsunagu japanese", "相談できます", "नमस्ते"):
        assert normalise(word) in place.search_text, word
    assert "そうだんできます" in place.search_text, "whoever types kana finds the reading"
    assert "相談そうだん" not in place.search_text, "but never both as one word"


def test_very_long_texts_are_cut_and_still_found_at_their_beginning(now: datetime) -> None:
    place = factories.make_place(now=now, description_ja="はじまり" + "長い文" * 1600)
    assert len(place.search_text) <= indexing.SEARCH_TEXT_LENGTH
    assert "はじまり" in place.search_text


def test_what_did_not_change_is_not_written(now: datetime) -> None:
    places = [factories.make_place(f"教室{number}", now=now) for number in range(3)]
    Place.objects.filter(pk=places[1].pk).update(name_en="New name")
    ids = [place.pk for place in places]
    assert index_places(ids, now=now) == 1
    assert index_places(ids, now=now) == 0
    assert index_places([], now=now) == 0
    index_place(987_654_321, now=now)


def test_many_are_taken_in_chunks(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [factories.make_place(f"教室{number}", now=now).pk for number in range(5)]
    Place.objects.update(search_hash="drifted")
    monkeypatch.setattr(indexing, "CHUNK", 2)
    assert index_places(ids, now=now) == 5


def _night(now: datetime) -> Mapping[str, int]:
    return refresh_places(night=now.date(), now=now, cursor=None).counts


def test_the_night_moves_on_by_a_day_and_leaves_closed_places_alone(now: datetime) -> None:
    daily = factories.make_place(now=now, hours=[(day, 540, 720) for day in range(7)], languages=[{"language": "vi"}])
    quiet = factories.make_place("公園", now=now)
    closed = factories.make_place("閉所", now=now, status="closed", hours=[(0, 540, 720)])
    tomorrow = now + timedelta(days=1)
    assert _night(tomorrow) == {"places": 2, "changed": 1}
    assert _night(tomorrow) == {"places": 2, "changed": 0}
    before = {place.pk: (place.tags, place.open_ranges) for place in (daily, quiet, closed)}
    for place in (daily, quiet, closed):
        place.refresh_from_db()
    assert [(place.tags, place.open_ranges) == before[place.pk] for place in (daily, quiet, closed)] == [
        False, True, True,
    ]  # fmt: skip
    days = sorted(tag.partition("@")[2] for tag in daily.tags if tag.startswith("l:vi@"))
    assert (days[0], days[-1]) == ("2026-11-19", "2026-12-02")


def test_drift_is_mended(now: datetime) -> None:
    place = factories.make_place(now=now)
    truth = place.search_text
    Place.objects.filter(pk=place.pk).update(search_text="nonsense", search_hash="")
    assert _night(now)["changed"] == 1
    place.refresh_from_db()
    assert place.search_text == truth


def test_writes_that_belong_together_are_indexed_once(now: datetime) -> None:
    place = factories.make_place(now=now)
    with index_together(now=now):
        services.update_place_contact(place_id=place.pk, revision=1, contact={"phone": "119"}, by=None, now=now)
        services.update_place_facts(place_id=place.pk, revision=2, facts={"facts": ["free"]}, by=None, now=now)
        place.refresh_from_db()
        assert "x:free" not in place.tags
    place.refresh_from_db()
    assert "x:free" in place.tags and place.rank == 160


def test_a_broken_batch_is_not_indexed_and_leaves_the_next_alone(now: datetime) -> None:
    place = factories.make_place(now=now)
    with pytest.raises(KeyError), index_together(now=now):
        services.update_place_facts(place_id=place.pk, revision=1, facts={"facts": ["free"]}, by=None, now=now)
        raise KeyError
    place.refresh_from_db()
    assert (place.facts, place.revision) == ([], 1)
    services.update_place_facts(place_id=place.pk, revision=1, facts={"facts": ["online"]}, by=None, now=now)
    place.refresh_from_db()
    assert "x:online" in place.tags


def test_places_are_found_by_the_new_name_of_their_type(now: datetime) -> None:
    places = [factories.make_place(f"教室{number}", now=now) for number in range(3)]
    other = factories.make_place("食堂", now=now, type_slug="food-support")
    before = other.search_text
    row = places[0].type
    changed = type_services.update_place_type(type_id=row.pk, columns={"name_ko": "새 이름"}, by=None, now=now)
    assert changed == ["name_ko"]
    assert type_services.reindex_places_of_type(type_id=row.pk, now=now) == 3
    assert type_services.reindex_places_of_type(type_id=row.pk, now=now) == 0
    for place in (*places, other):
        place.refresh_from_db()
    assert all(normalise("새 이름") in place.search_text for place in places)
    assert other.search_text == before


@pytest.mark.parametrize("today", [date(2026, 12, 30), date(2027, 1, 1)])
def test_a_language_is_not_promised_at_the_turn_of_the_year(now: datetime, today: date) -> None:
    moment = now.replace(year=today.year, month=today.month, day=today.day)
    hours = [(day, 540, 720) for day in range(7)]
    place = factories.make_place(now=moment, hours=hours, languages=[{"language": "vi"}], holiday_treatment="open")
    days = sorted(tag.partition("@")[2] for tag in place.tags if "@" in tag)
    assert days[0] == "2027-01-04"
