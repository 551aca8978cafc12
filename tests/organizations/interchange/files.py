"""Files for these tests: small ones made here, and the real ones beside the project where they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from organizations.interchange.faults import RowError
from organizations.interchange.layout_files import layouts
from organizations.interchange.records import PlaceRecord

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

LIBRARY = {
    "都道府県コード又は市区町村コード": "131041",
    "NO": "7",
    "都道府県名": "東京都",
    "市区町村名": "新宿区",
    "名称": "中央図書館（本館）",
    "名称_カナ": "チュウオウトショカン",
    "住所": "東京都新宿区大久保3-1-1",
    "方書": "2階",
    "緯度": "35.7062",
    "経度": "139.7075",
    "電話番号": "03-3364-1421",
    "利用可能曜日": "火水木金土日",
    "開始時間": "9:00",
    "終了時間": "21:45",
    "利用可能日時特記事項": "月曜日、年末年始は休館",
    "説明": "外国語の本が\nあります。",
    "URL": "https://www.example.jp/library",
    "備考": "図書館",
}


def real_file(name: str) -> Path:
    """A file of real open data, or a skip that says so."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"real data not here: {name}")
    return path


def csv_bytes(
    rows: Iterable[Mapping[str, str]],
    layout: str = "public-facility-v1",
    *,
    encoding: str = "utf-8",
    before: Iterable[list[str]] = (),
    columns: list[str] | None = None,
) -> bytes:
    """A CSV file in a layout's columns; rows give cells by heading; `before` are rows above the header."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerows(before)
    headings = columns or [column.label for column in layouts()[layout].columns]
    writer.writerow(headings)
    writer.writerows([row.get(heading, "") for heading in headings] for row in rows)
    return target.getvalue().encode(encoding)


def places_bytes(count: int = 4, encoding: str = "utf-8") -> bytes:
    """A list of a few different places, like a ward's own."""
    rows = [
        {**LIBRARY, "NO": str(number), "名称": f"第{number}図書館", "緯度": f"35.70{number}"}
        for number in range(1, count + 1)
    ]
    return csv_bytes(rows, encoding=encoding)


def geojson_bytes(*, point: object = (139.70, 35.71), **properties: Any) -> bytes:
    """A collection of one shelter in the national layout."""
    given = {
        "NO": 24901,
        "共通ID": "E1310400002121",
        "都道府県名及び市町村名": "東京都新宿区",
        "施設・場所名": "榎町センター",
        "住所": "東京都新宿区榎町36",
        "指定緊急避難場所との住所同一": "",
        "その他市町村長が必要と認める事項": None,
        "受入対象者": "高齢者",
        "備考": "",
        **properties,
    }
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": point}, "properties": given}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False).encode()


def records(reading: Iterable[Any]) -> list[Any]:
    return [item for item in reading if not isinstance(item, RowError)]


def errors(reading: Iterable[Any]) -> list[RowError]:
    return [item for item in reading if isinstance(item, RowError)]


def texts(record: PlaceRecord) -> list[str]:
    """Every text of a record, extras included."""
    values = [getattr(record, one.name) for one in fields(record)]
    return [value for value in values if isinstance(value, str)] + [text for _, text in record.extras]
