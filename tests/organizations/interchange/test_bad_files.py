"""Thousands of damaged files: the outcome is always records and named refusals, or the file refused whole.

Never another exception, never garbled text in a record, never a position outside Japan or a wrong code.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations.interchange.codes import municipality_code
from organizations.interchange.faults import RowError, UnusableFile
from organizations.interchange.garbling import garbled
from organizations.interchange.layout_files import layouts
from organizations.interchange.reading import read_organizations, read_places
from organizations.interchange.records import PlaceRecord
from tests.organizations.interchange.files import LIBRARY, csv_bytes, geojson_bytes, places_bytes, texts

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202egnp.exe",
    "\u200f\u200b\u2060",
    "=cmd|' /C calc'!A0",
    "+81-3-3364-1421",
    "@SUM(1+1)*cmd",
    "\t=1+1",
    "' OR 1=1 --",
    "%(line)s %s {0} ${x}",
    "👨‍👩‍👧‍👦" * 20,
    "あ" * 10_000,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "\x07\x08\x1b[31m",
    "\ufeff\ufffe",
    "-1e309",
    "９" * 400,
    "∞",
    "../../etc/passwd",
    "\u2028\u2029\x85",
    "縺れ",
    "?" * 50,
    "-",
    " ",
    ",",
    '"',
    "\r\n",
)
Outcome = tuple[str, list[PlaceRecord]]


def outcome(data: bytes, **options: str) -> Outcome:
    """("refused: code", []) or ("read", records); every sentence is built and every record checked on the way."""
    try:
        items = list(read_places(data, max_bytes=1_000_000, **options))  # type: ignore[arg-type]
    except UnusableFile as refusal:
        assert refusal.text() and refusal.code
        return f"refused: {refusal.code}", []
    found = []
    for item in items:
        if isinstance(item, RowError):
            assert item.text() and item.line >= 1
        else:
            check(item)
            found.append(item)
    return "read", found


def check(record: PlaceRecord) -> None:
    assert record.name.strip() == record.name != ""
    assert len(record.name) <= 200 and 0 < len(record.import_key) <= 300
    assert (record.latitude is None) == (record.longitude is None)
    if record.latitude is not None and record.longitude is not None:
        assert 20 <= record.latitude <= 46 and 122 <= record.longitude <= 154
    for code in filter(None, (record.municipality_code, record.publisher_code)):
        assert municipality_code(code) == code
    assert all(not url or url.startswith(("http://", "https://")) for url in (record.url, record.form_url))
    for text in texts(record):
        assert len(text) <= 5000
        assert "\ufffd" not in text and "\0" not in text
        assert garbled(text) is None, text
        text.encode("utf-8")
    for warning in record.warnings:
        assert warning.text()


def cut(data: bytes, step: int) -> Iterator[bytes]:
    yield from (data[:end] for end in range(0, len(data), step))


def test_files_cut_off_at_every_kind_of_position() -> None:
    """Cut files are refused, or what was read before the cut is exactly what the whole file says."""
    told: Counter[str] = Counter()
    for encoding in ("utf-8", "cp932", "utf-16"):
        whole = places_bytes(3, encoding)
        expected = outcome(whole)[1]
        for data in cut(whole, 2):
            result, found = outcome(data)
            told[result] += 1
            assert found[:-1] == expected[: max(len(found) - 1, 0)]
            assert len(found) <= len(expected)
    assert sum(told.values()) > 1_300
    assert told["read"] < sum(told.values()) // 4, told


def test_collections_cut_off_are_never_read() -> None:
    whole = geojson_bytes()
    results = {outcome(data)[0] for data in cut(whole, 3)}
    assert "read" not in results
    assert outcome(whole)[0] == "read"


def test_flipped_bits() -> None:
    chance = random.Random(20261118)
    told: Counter[str] = Counter()
    samples = [places_bytes(2), places_bytes(2, "cp932"), places_bytes(2, "utf-16"), geojson_bytes()]
    for turn in range(1000):
        data = bytearray(samples[turn % len(samples)])
        for _ in range(chance.choice((1, 1, 1, 3, 20))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        told[outcome(bytes(data))[0]] += 1
    assert told["read"] > 100
    assert sum(told.values()) - told["read"] > 100


def test_bytes_put_in_taken_out_and_moved() -> None:
    chance = random.Random(35)
    pieces = (b"\0", b'"', b",", b"\r\n", b"\n", b"\xff", b"\x82", b"\xe3\x81", "縺ｮ".encode(), b"\x1b$B", b"\t", b"'=")
    samples = [places_bytes(2), places_bytes(2, "cp932"), geojson_bytes()]
    for turn in range(700):
        data = samples[turn % len(samples)]
        at, to = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
        damaged = chance.choice(
            (
                data[:at] + chance.choice(pieces) + data[at:],
                data[:at] + data[at + chance.randrange(1, 40) :],
                data[:at] + data[to:] + data[at:to],
            )
        )
        result, _ = outcome(damaged)
        if b"\0" in damaged:
            assert result.startswith("refused")


def test_wrong_encodings_are_never_read() -> None:
    text = places_bytes(2).decode()
    writings = ("euc-jp", "iso2022_jp", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "gb18030", "big5", "euc-kr")
    for encoding in writings:
        assert outcome(text.encode(encoding, "ignore"))[0].startswith("refused"), encoding
    accidents = [
        ("utf-8", "cp932"),
        ("utf-8", "latin-1"),
        ("utf-8", "cp1252"),
        ("cp932", "latin-1"),
        ("euc-jp", "cp932"),
    ]
    for written, read in accidents:
        for saved in ("utf-8", "utf-8-sig", "utf-16"):
            for how in ("replace", "ignore"):
                wrong = text.encode(written).decode(read, how).encode(saved)
                assert outcome(wrong)[0].startswith("refused"), (written, read, saved)
    assert outcome(text.encode("ascii", "replace"))[0].startswith("refused")
    for stated in ("utf-8", "cp932", "utf-16"):
        right = [name for name in ("utf-8", "cp932", "utf-16") if name != stated]
        assert all(outcome(text.encode(name), encoding=stated)[0].startswith("refused") for name in right)


def test_lists_glued_together_in_two_encodings_are_never_read() -> None:
    first, second = places_bytes(3), places_bytes(3, "cp932")
    for one, other in ((first, second), (second, first)):
        rows = other.split(b"\r\n", 1)[1]
        for size in (40, 120, len(rows)):
            assert outcome(one + rows[:size])[0].startswith("refused")


def test_every_hostile_value_in_every_column() -> None:
    for key, layout in layouts().items():
        if key not in ("public-facility-v1", "ward-place-list"):
            continue
        name = {layout.name_column.label: "図書館"}
        for column in layout.columns:
            rows = [{**name, **(LIBRARY if key.endswith("v1") else {}), column.label: value} for value in HOSTILE]
            for encoding in ("utf-8", "utf-16"):
                result, _ = outcome(csv_bytes(rows, key, encoding=encoding))
                assert result == "read", (column, encoding)


def test_hostile_values_in_a_collection() -> None:
    properties = json.loads(geojson_bytes())["features"][0]["properties"]
    for field in properties:
        for value in (*HOSTILE, "\ud800", "\0", None, 0, -1, 1e308, True, [], {}, ["x"], {"a": {}}):
            data = json.loads(geojson_bytes())
            data["features"][0]["properties"][field] = value
            assert outcome(json.dumps(data).encode())[0] == "read"


def test_swapped_columns_never_bring_in_wrong_codes_or_places() -> None:
    chance = random.Random(7)
    headings = list(LIBRARY)
    for _ in range(300):
        one, other = chance.sample(headings, 2)
        outcome(csv_bytes([{**LIBRARY, one: LIBRARY[other], other: LIBRARY[one]}]))


ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
SLOW_MACHINES = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}


@settings(max_examples=300, **SLOW_MACHINES)  # type: ignore[arg-type]
@given(st.binary(max_size=400), st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"{", b"PK"]))
def test_any_bytes(data: bytes, start: bytes) -> None:
    assert outcome(start + data)[0].startswith("refused")


@settings(max_examples=300, **SLOW_MACHINES)  # type: ignore[arg-type]
@given(st.dictionaries(st.sampled_from(list(LIBRARY)), ANY_TEXT, max_size=6))
def test_any_text_in_any_cell(changes: dict[str, str]) -> None:
    outcome(csv_bytes([{**LIBRARY, **changes}]))


@settings(max_examples=200, **SLOW_MACHINES)  # type: ignore[arg-type]
@given(st.lists(st.lists(ANY_TEXT, max_size=30), max_size=5), st.sampled_from(["utf-8", "utf-16"]))
def test_any_rows_below_a_header(rows: list[list[str]], encoding: str) -> None:
    header = places_bytes(0).decode()
    body = "\r\n".join(",".join(cells) for cells in rows)
    outcome((header + body).encode(encoding))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, **SLOW_MACHINES)  # type: ignore[arg-type]
@given(JSON, st.sampled_from(["whole", "features", "feature", "geometry", "properties"]))
def test_any_json(value: object, where: str) -> None:
    data = json.loads(geojson_bytes())
    feature = data["features"][0]
    put: dict[str, Callable[[], object]] = {
        "whole": lambda: value,
        "features": lambda: {**data, "features": value},
        "feature": lambda: {**data, "features": [feature, value]},
        "geometry": lambda: {**data, "features": [{**feature, "geometry": value}]},
        "properties": lambda: {**data, "features": [feature, {**feature, "properties": value}]},
    }
    outcome(json.dumps(put[where]()).encode("utf-8", "surrogatepass"))


@settings(max_examples=100, **SLOW_MACHINES)  # type: ignore[arg-type]
@given(st.binary(max_size=300))
def test_organisations_answer_in_the_same_way(data: bytes) -> None:
    header = csv_bytes([], "npo-cabinet-office", encoding="cp932")
    try:
        for item in read_organizations(header + data):
            assert item.line >= 2
    except UnusableFile as refusal:
        assert refusal.text()
