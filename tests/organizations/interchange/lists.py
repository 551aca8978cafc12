"""A ward's small list, row by row, and how it is brought in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from organizations.interchange.importing import import_organizations, import_places
from organizations.interchange.reading import read_organizations, read_places
from organizations.interchange.reports import Report
from tests.organizations.interchange.files import csv_bytes

HALL = {
    "全国地方公共団体コード": "131041",
    "ID": "1",
    "名称": "中央館",
    "名称_カナ": "チュウオウカン",
    "名称_英字": "Central Hall",
    "施設種別": "公共施設",
    "所在地_連結表記": "東京都新宿区下落合1-6-9",
    "緯度": "35.7157",
    "経度": "139.6996",
    "電話番号": "03-3200-0001",
    "利用可能曜日": "月火水木金",
    "開始時間": "9:00",
    "終了時間": "17:00",
    "説明": "集会室があります。",
}
ROOM = {
    **HALL,
    "ID": "2",
    "名称": "東館",
    "名称_カナ": "ヒガシカン",
    "名称_英字": "",
    "所在地_連結表記": "東京都新宿区榎町36",
}
CIRCLE = {
    "全国地方公共団体コード": "131041",
    "ID": "1",
    "名称": "つなぐ会",
    "団体種別": "NPO法人",
    "法人番号": "7000012050002",
    "所在地_連結表記": "東京都新宿区若葉1-2",
    "電話番号": "03-3200-0003",
    "設立年月日": "2003-04-10",
}


def bring(
    now: datetime,
    *rows: Mapping[str, str],
    dry_run: bool = False,
    layout: str = "ward-place-list",
    by: int | None = None,
) -> Report:
    """Import rows of a list of places."""
    reading = read_places(csv_bytes(rows, layout), layout=layout)
    return import_places(reading, file_name="list.csv", sha256="0" * 64, dry_run=dry_run, by=by, now=now)


def bring_organizations(now: datetime, *rows: Mapping[str, str], dry_run: bool = False) -> Report:
    """Import rows of the ward's own list of organisations."""
    reading = read_organizations(csv_bytes(rows, "organization-list"), layout="organization-list")
    return import_organizations(reading, file_name="o.csv", sha256="0" * 64, dry_run=dry_run, by=None, now=now)


def counts(report: Report) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, refused."""
    return report.created, report.updated, report.unchanged, len(report.refused)


def columns_of(report: Report) -> list[Any]:
    return [row["column"] for row in report.refused]
