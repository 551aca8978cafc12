"""Derived columns follow the record, and never show what the address hides."""

from datetime import date, datetime, timedelta

import pytest

from organizations.places.indexing import index_place, index_places, refresh_places
from organizations.places.models import Place
from portal.shared.versions import content_version
from tests import factories

pytestmark = pytest.mark.django_db


def test_tags_answer_every_filter(now: datetime) -> None:
    place = factories.make_place(
        now=now,
        facts=["free"],
        audiences=["children"],
        fields_of_activity=["11"],
        hours=[(2, 600, 1020)],
        languages=[{"language": "vi", "weekdays": [2]}],
    )
    assert {
        "t:japanese-class",
        "x:free",
        "w:children",
        "f:11",
        "l:vi",
        "l:vi@2026-11-18",
        "l:vi@2026-11-25",
        "d:wed",
        "d:wed@morning",
        "d:wed@afternoon",
    } <= set(place.tags)
    assert "l:vi@2026-11-19" not in place.tags
    assert {"a:131041", "a:1310410004", "a:1310410004001"} <= set(place.tags)


def test_language_is_not_promised_on_closed_days(now: datetime) -> None:
    place = factories.make_place(
        now=now,
        hours=[(0, 600, 1020), (2, 600, 1020)],
        languages=[{"language": "ne"}],
    )
    assert "l:ne@2026-11-18" in place.tags
    assert "l:ne@2026-11-23" not in place.tags, "Labour Thanksgiving Day, a Monday"
    assert "l:ne@2026-11-19" not in place.tags


def test_the_night_renews_the_weekdays(now: datetime) -> None:
    closed = [(date(2026, 12, 2), date(2027, 1, 20), None, None)]
    place = factories.make_place(now=now, hours=[(2, 1140, 1260)], exceptions=closed)
    assert {"d:wed", "d:wed@evening"} <= set(place.tags)
    later = now + timedelta(days=8)
    assert refresh_places(night=later.date(), now=later, cursor=None).counts["changed"] == 1
    place.refresh_from_db()
    assert not [tag for tag in place.tags if tag.startswith("d:")]


def test_by_appointment_promises_no_day(now: datetime) -> None:
    place = factories.make_place(
        now=now, hours_known="appointment", hours=[(2, 600, 1020)], languages=[{"language": "vi"}]
    )
    assert [tag for tag in place.tags if tag.startswith(("l:", "d:"))] == ["l:vi"]


def test_town_only_stands_on_the_centre_and_hides_the_block(now: datetime) -> None:
    place = factories.make_place(now=now, address_visibility="town", building="ひみつ荘")
    assert (place.public_latitude, place.public_longitude) != (place.latitude, place.longitude)
    assert "ひみつ" not in place.search_text
    assert "若葉" in place.search_text


def test_hidden_address_leaves_no_trace(now: datetime) -> None:
    place = factories.make_place(now=now, address_visibility="never", building="ひみつ荘")
    assert place.public_latitude is None and place.map_cell is None
    assert "若葉" not in place.search_text and "ひみつ" not in place.search_text
    assert not [tag for tag in place.tags if tag.startswith("a:")]


def test_second_run_changes_nothing(now: datetime) -> None:
    place = factories.make_place(now=now, hours=[(2, 600, 1020)])
    assert index_places([place.pk], now=now) == 0
    Place.objects.filter(pk=place.pk).update(name_ja="別の名前")
    assert index_places([place.pk], now=now) == 1


def test_open_ranges_hold_today(now: datetime) -> None:
    place = factories.make_place(now=now, hours=[(2, 600, 1020)])
    minute = int(now.timestamp() // 60)
    assert Place.objects.open_at(minute).filter(pk=place.pk).exists()
    assert not Place.objects.open_at(minute + 24 * 60).filter(pk=place.pk).exists()


def test_unknown_hours_have_no_ranges(now: datetime) -> None:
    assert factories.make_place(now=now).open_ranges is None


@pytest.mark.django_db(transaction=True)
def test_version_moves_only_after_commit(now: datetime) -> None:
    place = factories.make_place(now=now)
    before = content_version()
    index_place(place.pk, now=now)
    assert content_version() == before


def test_readings_of_plain_japanese_are_found_in_kana(now: datetime) -> None:
    named = factories.make_place("親子の会", now=now, name_ja_simple="{親子|おやこ}の{会|かい}", type_slug="library")
    assert "おやこのかい" in named.search_text and "\nおやこのかい\n" in named.name_key and "|" not in named.search_text
    typed = factories.make_place("四谷日本語教室", now=now)
    for word in ("にほんごきょうしつ", "にほんごのきょうしつ", "四谷にほんごきょうしつ"):
        assert word in typed.search_text, word


def test_what_is_too_long_is_cut_from_the_description(now: datetime) -> None:
    place = factories.make_place(now=now, description_ja="説明" * 6000)
    assert place.search_text.count("\n") > 5 and "わかば" in place.search_text and "若葉" in place.search_text
