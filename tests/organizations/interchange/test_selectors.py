"""What the import screens show: the ledger in pages, a report cut to what a page can carry, refused rows as a file."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from organizations.interchange.models import ImportRun, ImportUpload
from organizations.interchange.selectors import (
    ROWS_SHOWN,
    RUNS_SHOWN,
    past_imports,
    refused_csv,
    report_page,
    runs_that_left_rows_out,
    waiting_uploads,
)
from tests import factories


def refused(count: int) -> list[dict[str, Any]]:
    return [{"line": line, "column": "名称", "reason": f"reason {line}"} for line in range(2, count + 2)]


def table(report: dict[str, Any]) -> list[list[str]]:
    content = b"".join(refused_csv(report))
    assert content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def run(now: datetime, name: str = "a.csv", **fields: Any) -> ImportRun:
    given = {"at": now, "file_name": name, "sha256": "0" * 64, "layout": "x", "encoding": "utf-8", **fields}
    return ImportRun.objects.create(**given)


def test_refused_rows_as_a_file() -> None:
    assert table({"rows": refused(2), "refused": 2}) == [
        ["Line", "Column", "Reason"],
        ["2", "名称", "reason 2"],
        ["3", "名称", "reason 3"],
    ]
    assert table({}) == [["Line", "Column", "Reason"]]


@pytest.mark.parametrize(("count", "words"), [(3, "And 1 more."), (5_000, "And 4998 more.")])
def test_a_file_of_refused_rows_says_what_it_leaves_out(count: int, words: str) -> None:
    assert table({"rows": refused(2), "refused": count})[-1] == ["", "", words]


def test_the_file_speaks_the_reader_s_language() -> None:
    with translation.override("ja"):
        assert table({})[0] != ["Line", "Column", "Reason"]


@pytest.mark.parametrize("text", ["=1+1", "+81", "@x", "a,b", 'a"b', "a\nb", "\ud800", "'=1"])
def test_hostile_values_stay_one_harmless_cell(text: str) -> None:
    (_, row) = table({"rows": [{"line": 2, "column": text, "reason": text}]})
    assert len(row) == 3
    assert row[1][:1] not in ("=", "+", "@") and row[1] == row[2]


@pytest.mark.parametrize(
    ("kept", "told", "shown", "more"),
    [(0, 0, 0, 0), (1, 1, 1, 0), (ROWS_SHOWN, ROWS_SHOWN, ROWS_SHOWN, 0), (ROWS_SHOWN + 1, ROWS_SHOWN + 1, 100, 1),
     (ROWS_SHOWN + 5, 7_000, 100, 6_900)],
)  # fmt: skip
def test_a_report_on_a_page(kept: int, told: int, shown: int, more: int) -> None:
    page = report_page({"rows": refused(kept), "refused": told, "notes": refused(kept), "noted": told})
    assert (len(page["rows"]), page["more_rows"], len(page["notes"]), page["more_notes"]) == (shown, more, shown, more)


def test_a_report_from_before_counts_were_kept() -> None:
    page = report_page({"rows": refused(ROWS_SHOWN + 3), "notes": refused(ROWS_SHOWN + 2)})
    assert (page["more_rows"], page["more_notes"]) == (3, 2)


@pytest.mark.parametrize(
    ("stored", "told"), [("cp932", "CP932 (Shift_JIS)"), ("utf-8", "UTF-8"), ("EBCDIC", "EBCDIC"), (None, "")]
)
def test_encodings_have_names_for_people(stored: str | None, told: str) -> None:
    report = {"recognised": {"encoding": stored}} if stored else {}
    assert report_page(report)["recognised"]["encoding"] == told


@pytest.mark.parametrize(
    ("recognised", "words", "absent"),
    [
        (
            {"title": "公共施設一覧", "layout": "public-facility-v1", "header_row": 3},
            ["公共施設一覧", "line 3"],
            ["GeoJSON"],
        ),
        ({"title": "", "layout": "", "header_row": 0}, ["none (GeoJSON)", "–"], ["line 0"]),
        ({"unknown_columns": ["担当課", "<b>"]}, ["担当課、&lt;b&gt;", "not read"], ["missing"]),
        ({"missing_columns": ["名称_カナ"]}, ["名称_カナ", "missing"], ["not read"]),
    ],
)
def test_what_was_recognised_is_shown(recognised: dict[str, Any], words: list[str], absent: list[str]) -> None:
    html = render_to_string("ward/import_recognised.html", {"recognised": {"encoding": "UTF-8", **recognised}})
    assert all(word in html for word in [*words, "UTF-8"])
    assert not any(word in html for word in absent)


def test_rows_of_a_report_are_shown_with_line_column_and_reason() -> None:
    rows = [{"line": 3, "column": "", "reason": "<script>"}]
    html = render_to_string("ward/import_rows.html", {"rows": rows, "more": 2, "caption": "Left out"})
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert ">3</td>" in html and ">–</td>" in html and "And 2 more." in html and "Left out" in html


@pytest.mark.django_db
class TestLedger:
    def test_pages_do_not_overlap_and_leave_nothing_out(self, now: datetime) -> None:
        made = [run(now, f"{number}.csv").pk for number in range(2 * RUNS_SHOWN + 5)]
        seen: list[int] = []
        before: int | None = None
        for _ in range(3):
            page = past_imports(refused=False, before=before)
            seen += [one.pk for one in page["runs"]]
            before = page["older"]
        assert seen == made[::-1] and before is None

    @pytest.mark.parametrize("count", [0, 1, RUNS_SHOWN])
    def test_a_page_that_holds_all_has_no_next(self, now: datetime, count: int) -> None:
        for number in range(count):
            run(now, f"{number}.csv")
        page = past_imports(refused=False, before=None)
        assert (len(page["runs"]), page["older"]) == (count, None)

    def test_reports_are_not_loaded_for_a_list(self, now: datetime, django_assert_num_queries: Any) -> None:
        run(now, report={"rows": refused(3)}, by=factories.make_person("Official"))
        with django_assert_num_queries(1):
            (found,) = past_imports(refused=False, before=None)["runs"]
            assert found.by.name == "Official"
        assert "report" in found.get_deferred_fields()

    def test_only_the_latest_import_of_each_file_waits(self, now: datetime) -> None:
        run(now, "mended.csv", refused_rows=3)
        run(now + timedelta(hours=1), "mended.csv")
        run(now, "broken again.csv")
        waiting = run(now, "broken again.csv", refused_rows=1)
        other = run(now - timedelta(days=9), "old.csv", refused_rows=2)
        assert set(runs_that_left_rows_out()) == {waiting, other}
        page = past_imports(refused=True, before=other.pk)
        assert list(page["runs"]) == [waiting]

    def test_uploads_wait_for_whoever_brought_them_and_for_a_day(self, now: datetime) -> None:
        mine, other = factories.make_person("A"), factories.make_person("B")

        def upload(by: Any, hours: int, done: ImportRun | None = None) -> ImportUpload:
            at = now - timedelta(hours=hours)
            return ImportUpload.objects.create(at=at, by=by, file_name="a", size=1, kind="place", run=done)

        first, second = upload(mine, 3), upload(mine, 1)
        upload(other, 1), upload(mine, 24), upload(mine, 1, run(now))
        assert waiting_uploads(mine.pk, now) == [second, first]
        assert waiting_uploads(None, now) == []
