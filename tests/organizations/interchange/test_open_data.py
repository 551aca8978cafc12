"""Files for everybody: equal to the list, harmless, silent about hidden addresses, and sent only when changed."""

import csv
import gzip
import io
import json
import random
import tracemalloc
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone

from organizations.interchange.guarding import guard, unguard
from organizations.interchange.layout_files import layouts
from organizations.interchange.open_data import blocks
from organizations.interchange.open_data_requests import FileRequest
from organizations.places.models import Place
from organizations.resource_map.place_types import read_types
from organizations.resource_map.query import MapQuery
from organizations.resource_map.selectors import find_places
from portal.shared.models import Ward
from portal.shared.versions import content_version
from tests import factories
from tests.organizations.resource_map.spots import place_spots, scattered

pytestmark = pytest.mark.django_db


def _body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _get(client: Client, path: str, **headers: str) -> bytes:
    answer = client.get(f"/open-data/{path}", **headers)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.content
    return _body(answer)


def _rows(client: Client, query: str = "", encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    text = _get(client, f"places.csv{query}").decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_default_layout_begins_with_the_common_columns(client: Client, now: datetime) -> None:
    place = factories.make_place(now=now, hours=[(0, 540, 1020), (2, 540, 1020)], languages=[{"language": "vi"}])
    (row,) = _rows(client)
    labels = [column.label for column in layouts()["ward-place-list"].columns]
    assert list(row)[: len(labels)] == labels
    assert (row["ID"], row["名称"], row["所在地_連結表記"]) == (
        str(place.pk),
        "四谷日本語教室",
        "東京都新宿区若葉一丁目1-2",
    )
    assert (row["利用可能曜日"], row["開始時間"], row["終了時間"]) == ("月水", "09:00", "17:00")
    assert (row["対応言語"], row["緯度"], row["掲載ページ"]) == (
        "vi", "35.6852", f"http://testserver/ja/places/{place.pk}/",
    )  # fmt: skip


@pytest.mark.parametrize(
    "search", [{}, {"lang": "vi"}, {"type": ("library",)}, {"q": "若葉"}, {"q": "温泉"}, {"facts": ("free",)}]
)
def test_every_form_holds_the_places_of_the_list(client: Client, now: datetime, search: dict[str, Any]) -> None:
    factories.make_place(now=now, languages=[{"language": "vi"}])
    factories.make_place("若葉図書館", now=now, type_slug="library", facts=["free"])
    factories.make_place("電話相談", now=now, address_visibility="never")
    factories.make_place("休止中", now=now, status="suspended")
    query = MapQuery(**search)
    page = find_places(query, language="ja", now=timezone.now(), types=read_types("ja"), size=100)
    expected = sorted(card["id"] for card in page.cards)
    string = f"?{query.query_string()}"
    assert [int(row["ID"]) for row in _rows(client, string)] == expected
    assert [one["id"] for one in json.loads(_get(client, f"places.json{string}"))["places"]] == expected
    assert [one["id"] for one in json.loads(_get(client, f"places.geojson{string}"))["features"]] == expected


HOSTILE = [
    '=HYPERLINK("http://x")', "+81", "-1+1", "@SUM(A1)", "\t=1", "＝１", "{=1|いち}", ',"=1', '","=1', 'a"b', "a,b;c",
    "one\ntwo\r\nthree", "<script>alert(1)</script>", "\u202eabc", "\x01\x02\x1f", "\\N", "\\", "'", "😀", "{四谷|よつや}",
    "%s %(x)s", "| | |", '"', '"",', "\u2028", "NULL",
]  # fmt: skip
FREE_TEXT = [
    one.name
    for one in Place._meta.concrete_fields
    if isinstance(one, models.CharField | models.TextField) and not one.choices
    and one.name not in {"search_text", "name_key", "sort_key", "search_hash", "import_layout", "import_hash", "import_key"}
    and (one.max_length or 99) >= 30
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_column_stays_one_harmless_cell(client: Client, now: datetime, text: str) -> None:
    place = factories.make_place(now=now)
    Place.objects.filter(pk=place.pk).update(**dict.fromkeys(FREE_TEXT, text))
    raw = _get(client, "places.csv").decode("utf-8-sig")
    assert raw.count("\n") == 2 and raw.endswith("\r\n")
    for row in (*_rows(client), *_rows(client, "?encoding=cp932", "cp932")):
        assert None not in row and len(row) == len(raw.split("\r\n")[0].split(","))
        assert not any(cell[:1] in ("=", "+", "@", "\t", "＝", "-") for cell in row.values())
        assert "よつや" not in "".join(row.values()) and "いち}" not in "".join(row.values())
    for name, key in (("json", "places"), ("geojson", "features")):
        assert len(json.loads(_get(client, f"places.{name}"))[key]) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "'=1", "''+1", "＝１", "\u20131+1", "\u2212SUM(A1)"])
def test_the_first_cell_of_a_row_is_harmless_too(client: Client, encoding: str, name: str) -> None:
    """A layout may begin with the name; a dash that CP932 lacks becomes a minus sign on its way."""
    factories.make_organization("あの会")
    factories.make_organization(name, name_en=name)
    raw = _get(client, f"organizations.csv?layout=npo-cabinet-office&encoding={encoding}")
    text = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    heading, _, cells = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert heading[0] == "法人名称"
    assert not cells[0].startswith(("=", "+", "-", "@", "＝", "－"))
    if encoding == "utf-8":
        assert cells[0] == guard(name)
        assert unguard(cells[0]) == name


@pytest.mark.parametrize("layout", ["public-toilet-v1", "public-toilet-current"])
def test_times_without_days_are_those_of_every_day(client: Client, now: datetime, layout: str) -> None:
    label = {column.field: column.label for column in layouts()[layout].columns}
    factories.make_place("毎日", now=now, type_slug="public-toilet", hours=[(day, 540, 1020) for day in range(7)])
    factories.make_place("月曜だけ", now=now, type_slug="public-toilet", hours=[(0, 540, 1020)])
    found = [
        tuple(row[label[one]] for one in ("opens", "closes", "hours_note"))
        for row in _rows(client, f"?layout={layout}")
    ]
    week = "〔月火水木金土日 9:00～17:00；祝日 休み；年末年始 休み〕"
    assert found == [("09:00", "17:00", week), ("", "", "〔月 09:00～17:00〕")]


def test_text_that_is_not_hostile_is_not_touched(client: Client, now: datetime) -> None:
    factories.make_place('「四谷」の"会" = 日本語, 1-2', now=now, phone="03-1234-5678")
    (row,) = _rows(client)
    assert (row["名称"], row["電話番号"]) == ('「四谷」の"会" = 日本語, 1-2', "03-1234-5678")


def test_what_cp932_lacks_is_marked(client: Client, now: datetime) -> None:
    factories.make_place("髙島～〜😀한국", now=now)
    assert _rows(client, "?encoding=cp932", "cp932")[0]["名称"] == "髙島～～〓〓〓"


@pytest.mark.parametrize(
    "form", ["places.csv", "places.json", "places.geojson", "places.csv?layout=public-facility-v1"]
)
def test_a_hidden_address_is_in_no_file(client: Client, now: datetime, form: str) -> None:
    secret = {
        "block": "9-8-7",
        "building": "ひみつ荘",
        "postal_code": "1609999",
        "floor": "秘密階",
        "access_ja": "秘密の道",
    }
    exact = {"latitude": 35.68641, "longitude": 139.72231}
    factories.make_place("町まで", now=now, address_visibility="town", **secret, **exact)
    factories.make_place("電話だけ", now=now, address_visibility="never", town="秘密町", **secret, **exact)
    found = _get(client, form).decode("utf-8-sig")
    assert "町まで" in found and "電話だけ" in found and "若葉一丁目" in found
    for text in ("9-8-7", "ひみつ荘", "1609999", "秘密階", "秘密の道", "秘密町", "35.68641", "139.72231"):
        assert text not in found


def test_no_person_is_in_any_file(client: Client, cast: factories.Cast) -> None:
    for form in ("places.csv", "places.json", "places.geojson", "organizations.csv"):
        found = _get(client, form).decode("utf-8-sig")
        for user in (cast.manager, cast.other_manager, cast.staff, cast.official):
            assert user.email not in found


def test_organizations_are_the_published_ones(client: Client, cast: factories.Cast) -> None:
    factories.make_organization("下書きの会", status="draft")
    factories.make_organization("=隠れ家", address="東京都新宿区秘密1-1", fields_of_activity=["11"], kind="voluntary")
    rows = list(csv.DictReader(io.StringIO(_get(client, "organizations.csv?in=en").decode("utf-8-sig"), newline="")))
    assert [row["名称"] for row in rows] == ["つなぐ日本語の会", "みどり子ども食堂", "'=隠れ家"]
    assert (rows[2]["活動分野１１"], rows[2]["団体種別"], rows[2]["所在地_連結表記"]) == ("1", "任意団体", "")
    assert rows[0]["名称_en"] == "Tsunagu Japanese Circle"


@pytest.mark.parametrize("key", [one.key for one in layouts().values() if one.kind == "place" and one.form == "csv"])
def test_every_government_layout_has_its_own_heading(client: Client, now: datetime, key: str) -> None:
    factories.make_place(now=now, type_slug=layouts()[key].type_hint, hazards=["flood"], capacity=120)
    rows = _rows(client, f"?layout={key}")
    assert len(rows) == 1
    assert list(rows[0])[: len(layouts()[key].columns)] == [column.label for column in layouts()[key].columns]


def test_texts_come_in_the_language_asked_for(client: Client, now: datetime) -> None:
    factories.make_place(now=now, name_vi="Lớp tiếng Nhật", languages=[{"language": "vi"}])
    place = json.loads(_get(client, "places.json?in=vi"))["places"][0]
    assert (place["name"], place["name_ja"], place["languages"]) == ("Lớp tiếng Nhật", "四谷日本語教室", ["vi"])
    assert json.loads(_get(client, "places.json?lang=vi"))["places"][0]["name"] == "Lớp tiếng Nhật"
    assert _rows(client, "?in=vi")[0]["名称_vi"] == "Lớp tiếng Nhật"


@pytest.mark.parametrize("form", ["json", "geojson"])
def test_hours_and_languages_are_whole_in_json(client: Client, now: datetime, form: str) -> None:
    spoken = {"language": "vi", "weekdays": [1], "weeks": [2], "starts": 540, "ends": 720, "needs_booking": True}
    hours = [(1, 540, 720), (1, 780, 1500), (7, 600, 660)]
    factories.make_place(now=now, hours=hours, holiday_treatment="own", languages=[spoken, {"language": "en"}])
    factories.make_place("わからない", now=now)
    found = json.loads(_get(client, f"places.{form}"))
    one, other = found["places"] if form == "json" else [each["properties"] for each in found["features"]]
    every_week = {"weeks": [], "last_reception": None}
    assert one["hours"] == [
        {"weekday": 1, "opens": "09:00", "closes": "12:00", **every_week},
        {"weekday": 1, "opens": "13:00", "closes": "25:00", **every_week},
        {"weekday": 7, "opens": "10:00", "closes": "11:00", **every_week},
    ]
    assert (one["holiday_treatment"], one["closed_at_year_end"]) == ("own", True)
    always: dict[str, Any] = {"weekdays": [], "weeks": [], "starts": None, "ends": None, "needs_booking": False}
    assert one["language_services"] == [
        {"language": "en", "mode": "staff", **always},
        {**spoken, "mode": "staff", "starts": "09:00", "ends": "12:00"},
    ]
    assert (other["hours_known"], other["hours"], other["language_services"]) == ("unknown", [], [])


def test_hours_not_yet_written_are_not_told(client: Client, now: datetime) -> None:
    """As every row stands between the migration and the next night."""
    factories.make_place(now=now, hours=[(5, 540, 1020)])
    Place.objects.update(week_words="", file_rows={})
    (place,) = json.loads(_get(client, "places.json"))["places"]
    assert (place["hours_known"], place["hours"], place["language_services"]) == ("hours", None, None)
    (row,) = _rows(client)
    assert (row["利用可能曜日"], row["利用可能日時特記事項"]) == ("土", "")


@pytest.mark.parametrize("form", ["places.csv", "places.json?lang=vi", "places.geojson", "organizations.csv"])
def test_unchanged_files_are_not_sent_again(client: Client, cast: factories.Cast, form: str) -> None:
    first = client.get(f"/open-data/{form}")
    _body(first)
    again = client.get(f"/open-data/{form}", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/open-data/{form}", HTTP_IF_NONE_MATCH='W/"other"').status_code == 200
    assert first["Last-Modified"] and first["Access-Control-Allow-Origin"] == "*"
    assert first["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'


def test_kept_packed_and_plain_files_are_equal(client: Client, now: datetime) -> None:
    place_spots(scattered(300), description_ja="説明" * 200)
    plain = _get(client, "places.csv")
    kept = _get(client, "places.csv")
    packed = _get(client, "places.csv", HTTP_ACCEPT_ENCODING="gzip")
    assert plain == kept == gzip.decompress(packed)


def test_memory_stays_flat_however_long_the_file(now: datetime) -> None:
    place_spots(scattered(2_000), description_ja="説明" * 2_000)
    asked = FileRequest("places.csv", MapQuery(), "ja", "ward-place-list", "utf-8", "http://testserver/")
    tracemalloc.start()
    size = sum(len(block) for block in blocks(asked, Ward(), updated=now, now=now))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 20_000_000
    assert peak < 3_000_000


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_leaves_does_not_spoil_the_connection(client: Client) -> None:
    place_spots(scattered(2_000), description_ja="説明" * 500)
    answer = client.get("/open-data/places.csv")
    next(iter(answer.streaming_content))
    answer.close()
    assert Place.objects.count() == 2_000
    assert _get(client, "places.csv").count(b"\r\n") == 2_001


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_catalogue_names_licence_and_every_file(client: Client, now: datetime, language: str) -> None:
    factories.make_place(now=now)
    page = client.get("/open-data/", HTTP_ACCEPT_LANGUAGE=language).content.decode()
    assert f'<html lang="{language}"' in page and "CC BY 4.0" in page
    listed = client.get("/open-data/?format=json").json()
    assert listed["licence"] == "CC BY 4.0" and "updated" in listed
    for dataset in listed["datasets"]:
        for file in dataset["files"]:
            assert file["url"] in page
            assert client.get(file["url"]).status_code == 200


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("places.csv?layout=nothing", "layout"),
        ("places.csv?layout=organization-list", "layout"),
        ("places.csv?encoding=utf-7", "encoding"),
        ("places.json?in=klingon", "in"),
        ("places.geojson?type=castle", "type"),
        ("places.csv?near=1,1", "near"),
        ("organizations.csv?layout=ward-place-list", "layout"),
    ],
)
def test_bad_input_is_refused_by_the_field_s_name(client: Client, address: str, field: str) -> None:
    answer = client.get(f"/open-data/{address}")
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(("wish", "language"), [("en-US,en;q=0.9", "en"), ("ja", "ja"), ("ja-simple", "ja-simple")])
@pytest.mark.parametrize(
    "address", ["places.csv?layout=nothing", "places.json?in=klingon", "places.geojson?type=castle"]
)
def test_a_refusal_speaks_the_language_of_the_one_who_asks(
    client: Client, address: str, wish: str, language: str
) -> None:
    answer = client.get(f"/open-data/{address}", HTTP_ACCEPT_LANGUAGE=wish)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, answer["Content-Language"]) == (400, language)
    assert any("ぁ" <= letter <= "ん" for letter in error["message"]) is (language != "en")
    assert "Accept-Language" in answer["Vary"]


def test_five_hundred_hostile_addresses_never_break_it(client: Client, now: datetime) -> None:
    factories.make_place(now=now)
    dice = random.Random(11)
    values = [*HOSTILE, "", "vi", "en", "131041", "35.69,139.70", "1", "utf-8", "cp932", "aed-v1", "json", "x" * 900]
    names = ["q", "type", "field", "lang", "today", "area", "near", "radius", "audience", "open", "facts", "hazard"]
    names += ["sort", "after", "view", "in", "layout", "encoding", "format", "unknown"]
    files = ["places.csv", "places.json", "places.geojson", "organizations.csv", ""]
    seen = set()
    for _ in range(500):
        pairs = [f"{dice.choice(names)}={quote(dice.choice(values))}" for _ in range(dice.randint(0, 3))]
        address = f"/open-data/{dice.choice(files)}?{'&'.join(pairs)}"
        answer = client.get(address)
        _body(answer)
        assert answer.status_code in (200, 400), address
        seen.add(answer.status_code)
    assert seen == {200, 400}


def test_head_tells_without_making_the_file(client: Client, now: datetime) -> None:
    factories.make_place(now=now)
    content_version()
    answer = client.head("/open-data/places.csv")
    assert answer.status_code == 200 and answer["ETag"] and not answer.streaming
    assert client.post("/open-data/places.csv").status_code == 405
