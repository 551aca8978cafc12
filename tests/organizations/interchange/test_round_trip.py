"""Out as open data, in again, out again: the same file; and what one export lost is not lost further by the next."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from organizations.directory.models import Organization
from organizations.interchange.garbling import garbled
from organizations.interchange.importing import import_organizations, import_places
from organizations.interchange.layout_files import layouts
from organizations.interchange.models import ImportRun
from organizations.interchange.reading import read_organizations, read_places
from organizations.interchange.reports import Report
from organizations.interchange.rows import is_blank
from organizations.places.indexing import index_place
from organizations.places.models import OpeningHours, Place
from portal.shared.versions import content_changed
from tests import factories
from tests.conftest import NOW
from tests.organizations.interchange.files import real_file
from tests.organizations.interchange.lists import CIRCLE, HALL, ROOM, bring, bring_organizations

OWN_NUMBERS = {"ID", "NO", "更新日時", "掲載ページ", "番号"}
"""What a new database numbers, dates or addresses anew."""
PLACE_LAYOUTS = [one.key for one in layouts().values() if one.kind == "place" and one.form == "csv"]


def exported(path: str = "places.csv") -> bytes:
    caches["pages"].clear()
    answer: Any = Client().get(f"/open-data/{path}")
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def rows(content: bytes, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    """The rows without what cannot stay the same, in an order that does not hang on numbers."""
    found = csv.DictReader(io.StringIO(content.decode(encoding), newline=""), strict=True)
    plain = [{name: text for name, text in row.items() if name not in OWN_NUMBERS} for row in found]
    return sorted(plain, key=lambda row: sorted(row.items()))


def start_anew() -> None:
    """As a portal that has never seen these places."""
    ImportRun.objects.all().delete()
    Place.objects.all().delete()
    content_changed()


def take_in(content: bytes, layout: str | None = None) -> Report:
    reading = read_places(content, layout=layout)
    return import_places(reading, file_name="a.csv", sha256="0" * 64, dry_run=False, by=None, now=NOW)


def again(content: bytes, path: str = "places.csv", layout: str | None = None) -> bytes:
    """The export of a portal that knows only this export."""
    start_anew()
    report = take_in(content, layout)
    assert report.refused == []
    return exported(path)


@pytest.mark.django_db
def test_the_ward_s_own_list_comes_back_whole(now: datetime) -> None:
    factories.make_place(
        "四谷こども館",
        now=now,
        type_slug="library",
        hours=[(0, 540, 1020), (2, 540, 1020)],
        kana="ヨツヤコドモカン",
        name_en="Yotsuya Children's Hall",
        description_ja="だれでも来てください。",
        access_ja="四ツ谷駅から5分",
        floor="2階",
        building="区民ビル",
        postal_code="1600011",
        phone="03-1234-5678",
        extension="12",
        email="desk@example.jp",
        url="https://example.jp/",
        form_url="https://example.jp/form",
        contact_note="LINEもあります",
        hazards=["flood", "earthquake"],
        capacity=120,
    )
    first = exported()
    second = again(first)
    assert rows(second) == rows(first)
    back = Place.objects.get()
    assert (back.type.slug, back.floor, back.hazards, back.capacity) == ("library", "2階", ["flood", "earthquake"], 120)
    assert list(OpeningHours.objects.values_list("weekday", "opens", "closes")) == [(0, 540, 1020), (2, 540, 1020)]
    assert (back.town_code, back.latitude, back.longitude) == ("0004001", 35.6852, 139.7247)


Week = list[tuple[int, int, int, list[int]]]
LUNCH: Week = [(day, *span, []) for day in (0, 1, 3) for span in ((540, 720), (780, 1020))]
WHOLE_WEEKS: dict[str, tuple[Week, dict[str, Any]]] = {
    "lunch break": (LUNCH, {}),
    "several kinds of days": ([*LUNCH, (4, 1080, 1560, []), (5, 600, 720, [])], {"closed_at_year_end": False}),
    "nth weeks": ([(5, 600, 720, [2, 4]), (6, 600, 720, [-1])], {"holiday_treatment": "open"}),
    "plain, with a weekend": ([(day, 600, 1020, []) for day in range(7)], {}),
    "plain, open on holidays": ([(0, 600, 1020, [])], {"holiday_treatment": "open"}),
    "plain, moved by holidays": ([(day, 600, 1020, []) for day in range(1, 7)], {"holiday_treatment": "shift"}),
    "hours of holidays": ([(0, 600, 1020, []), (7, 600, 720, [])], {"holiday_treatment": "own"}),
    "past midnight": ([(4, 1320, 1560, []), (5, 1320, 1560, [])], {}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("note", ["", "要予約", "=1", "祝日の翌日は電話で確かめてください。"])
@pytest.mark.parametrize("kind", WHOLE_WEEKS)
def test_the_whole_week_comes_back(now: datetime, kind: str, note: str) -> None:
    week, fields = WHOLE_WEEKS[kind]
    place = factories.make_place(now=now, phone="03-1234-5678", hours_known="hours", hours_note_ja=note, **fields)
    for weekday, opens, closes, weeks in week:
        OpeningHours.objects.create(place=place, weekday=weekday, opens=opens, closes=closes, weeks=weeks)
    index_place(place.pk, now=now)
    columns = ("weekday", "opens", "closes", "weeks")
    before = list(OpeningHours.objects.order_by(*columns).values_list(*columns))
    first = exported()
    second = again(first)
    back = Place.objects.get()
    assert list(OpeningHours.objects.order_by(*columns).values_list(*columns)) == before
    assert back.hours_note_ja == note
    told = (back.hours_known, back.holiday_treatment, back.closed_at_year_end)
    assert told == (place.hours_known, place.holiday_treatment, place.closed_at_year_end)
    assert rows(second) == rows(first)
    without_days = exported("places.csv?layout=public-toilet-v1&type=japanese-class")
    assert take_in(without_days, "public-toilet-v1").refused == []
    toilet = Place.objects.exclude(pk=back.pk).get()
    found = OpeningHours.objects.filter(place=toilet).order_by(*columns)
    assert list(found.values_list(*columns)) == before


@pytest.mark.django_db
def test_a_place_by_appointment_comes_back_as_one(now: datetime) -> None:
    factories.make_place(now=now, phone="03-1234-5678", hours_known="appointment", hours_note_ja="前の日までに")
    first = exported()
    assert rows(first)[0]["利用可能日時特記事項"] == "〔予約制〕 前の日までに"
    assert rows(again(first)) == rows(first)
    assert Place.objects.values_list("hours_known", "hours_note_ja").get() == ("appointment", "前の日までに")


REAL = [
    "std-v1/222127_library.csv",
    "std-v1/222127_community_center.csv",
    "std-v1/222127_child_rearing_support_center.csv",
    "std-v1/222127_evacuation_space.csv",
    "std-v1/222127_hinannjo.csv",
    "shelters-gsi/evacuation_131041.json",
    "shelters-gsi/emergency_131121.json",
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", REAL)
def test_real_lists_come_back_whole(name: str) -> None:
    report = take_in(real_file(name).read_bytes())
    first = exported()
    assert len(rows(first)) == report.created > 0
    second = again(first)
    assert rows(second) == rows(first)
    assert rows(again(second)) == rows(first)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("layout", "encoding"),
    [*((key, "utf-8") for key in PLACE_LAYOUTS), ("aed-v1", "cp932"), ("ward-place-list", "cp932")],
)
def test_every_government_layout_is_taken_back_by_this_portal(now: datetime, layout: str, encoding: str) -> None:
    hint = layouts()[layout].type_hint
    kind = {"施設種別": {"public-facility": "公共施設", "aed": "AED"}.get(hint, hint)}
    if "days" not in {column.field for column in layouts()[layout].columns}:
        kind |= dict.fromkeys(("利用可能曜日", "開始時間", "終了時間"), "")  # times without days are not understood
    bring(now, {**HALL, **kind}, {**ROOM, **kind})
    path = f"places.csv?layout={layout}&encoding={encoding}"
    first = exported(path)
    read_as = "utf-8-sig" if encoding == "utf-8" else encoding
    assert len(rows(first, read_as)) == 2
    assert read_places(first).recognised.layout == layout, "recognised by its header alone"
    second = again(first, path)
    assert rows(second, read_as) == rows(first, read_as)
    assert Place.objects.filter(type__slug=hint).count() == 2


@pytest.mark.django_db
def test_organisations_come_back_whole(now: datetime) -> None:
    fields = {"活動分野１": "1", "活動分野１９": "1", "説明": "外国人住民を支える。", "URL": "https://example.jp/"}
    bring_organizations(
        now, {**CIRCLE, **fields}, {**CIRCLE, "ID": "2", "名称": "もみじ会", "法人番号": "", "団体種別": "学校"}
    )
    first = exported("organizations.csv")
    Organization.objects.all().delete()
    content_changed()
    reading = read_organizations(first)
    report = import_organizations(reading, file_name="a", sha256="0" * 64, dry_run=False, by=None, now=now)
    assert (reading.recognised.layout, report.refused) == ("organization-list", [])
    assert rows(exported("organizations.csv")) == rows(first)
    kinds = dict(Organization.objects.values_list("name_ja", "kind"))
    assert kinds == {"つなぐ会": "npo", "もみじ会": "school"}


@pytest.mark.django_db
def test_an_address_that_is_not_shown_is_not_made_up(now: datetime) -> None:
    factories.make_place("町まで", now=now, address_visibility="town", phone="03-1234-5678", block="9-8-7")
    factories.make_place("電話だけ", now=now, address_visibility="never", phone="03-1234-5679", block="9-8-7")
    first = exported()
    start_anew()
    assert take_in(first).refused == []
    by_name = {one.name_ja: one for one in Place.objects.all()}
    assert (by_name["町まで"].town, by_name["町まで"].block) == ("若葉一丁目", "")
    assert (by_name["電話だけ"].town, by_name["電話だけ"].latitude, by_name["電話だけ"].map_cell) == ("", None, None)
    for place in by_name.values():
        assert "9-8-7" not in f"{place.block}{place.search_text}"


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")), max_size=25
)
STARTS = st.sampled_from(["", "", "=", "+81", "-", "@", "＝", "-5.2", '"', ",", "<b>", "{", "|"])
CELLS = st.builds(lambda start, words: (start + words).strip(), STARTS, WORDS).filter(
    lambda text: (
        garbled(text) is None
        and "〓" not in text
        and "\ufffd" not in text
        and not text.startswith("'")
        and not is_blank(text)
    )
)
DAYS = st.sampled_from(["", "月火水木金", "火水木金土日", "平日", "第2・第4水曜日", "毎日", "なし？", "土日祝"])
TIMES = st.sampled_from(["", "9:00", "17:00", "21:30", "24:00", "26:00", "正午", "午後12:30", "日没"])
NOTES = st.sampled_from(["", "24時間", "要予約", "月～金:9:00～17:00", "【開館時間】9:00～17:00 【休館日】月曜日"])
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "名称_英字": CELLS,
        "説明": CELLS,
        "備考": CELLS,
        "バリアフリー情報": CELLS,
        "アクセス方法": CELLS,
        "設置位置": CELLS | st.sampled_from(["2階", "B1F", "1階ロビー"]),
        "建物名等(方書)": CELLS,
        "連絡先備考（その他、SNSなど）": CELLS,
        "団体名": CELLS,
        "利用可能曜日": DAYS,
        "開始時間": TIMES,
        "終了時間": TIMES,
        "利用可能日時特記事項": NOTES | CELLS,
        "想定収容人数": st.sampled_from(["", "0", "120", "約80人", "1,200人", "多数"]),
        "電話番号": st.sampled_from(["", "03-3200-0001", "0332000001", "代表", "03-3200-0001（内線 12）"]),
        "郵便番号": st.sampled_from(["", "160-0022", "1600022", "16"]),
        "緯度": st.sampled_from(["", "35.7", "35.123456789"]),
        "災害種別_洪水": st.sampled_from(["", "1", "○", "×", "△"]),
        "施設種別": st.sampled_from(["", "図書館", "AED", "寄席"]),
    },
)


class RoundTrips(TestCase):
    """Each example has a transaction of its own."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(ROWS, min_size=1, max_size=3))
    def test_the_second_export_is_the_last_word(self, given_rows: list[dict[str, str]]) -> None:
        """What a file says in words that we do not understand may change once; after that nothing moves any more."""
        factories.place_type("public-facility")
        listed = [{**HALL, **row, "ID": str(number)} for number, row in enumerate(given_rows)]
        assert bring(NOW, *listed).refused == []
        second = again(exported())
        third = again(second)
        assert rows(third) == rows(second)
        assert len(rows(third)) == len(listed)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.just("") | CELLS, st.just("") | CELLS, st.just("") | CELLS)
    def test_no_text_changes_on_its_way(self, name: str, description: str, contact: str) -> None:
        factories.place_type("public-facility")
        texts = {"name_ja": f"館{name}"[:200], "description_ja": description, "contact_note": contact}
        factories.make_place(now=NOW, **texts)
        first = exported()
        assert rows(again(first)) == rows(first)
