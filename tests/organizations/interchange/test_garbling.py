"""Mojibake is seen, and real text of any language is not taken for it."""

from __future__ import annotations

import pytest

from organizations.interchange.garbling import garbled
from tests.organizations.interchange.files import DATA, real_file

SENTENCES = (
    "新宿区役所の多文化共生プラザで日本語を学ぶ。",
    "コミュニティセンターの利用は、午前9時から午後5時まで。",
    "ひらがなで書いた、やさしい日本語の文章です。",
    "外国人総合相談窓口（電話は03-3209-1111）をご利用ください。",
)
ACCIDENTS = (
    ("utf-8", "cp932"),
    ("utf-8", "latin-1"),
    ("utf-8", "cp1252"),
    ("cp932", "latin-1"),
    ("cp932", "cp1252"),
    ("euc-jp", "cp932"),
    ("iso2022_jp", "ascii"),
)


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(("written", "read"), ACCIDENTS)
def test_text_read_in_a_wrong_encoding_is_seen(sentence: str, written: str, read: str) -> None:
    wrong = sentence.encode(written).decode(read, "ignore")
    assert garbled(wrong) is not None


def test_vietnamese_read_as_latin_1_is_seen() -> None:
    assert garbled("Tiếng Việt".encode().decode("latin-1")) is not None


@pytest.mark.parametrize(
    "text",
    [
        *SENTENCES,
        "糸が縺れる。繧繝縁の畳。",
        "霞ｹ関、市ｹ谷、木ﾉ下、茅ｶ崎",
        "ﾃｽﾄ･ｾﾝﾀｰ（第2ﾋﾞﾙ）",
        "Tiếng Việt, café “crème”, São Paulo, Übung ‚so‘",
        "한국어 中文 नेपाली မြန်မာ Filipino",
        "10℃±2、3×4㎡、№5、①②③、㈱、～、—、…",
        "https://example.jp/?q=%E3%81%82&x=1",
        "😀👨‍👩‍👧 emoji",
        "新宿区西新宿2–8–1–101",
        "北新宿2—3—7—405、“1”,“2”,“3”",
        "‚1‘‚2‘‚3‘ ƒ1ƒ2ƒ3",
    ],
)
def test_real_text_is_left_alone(text: str) -> None:
    assert garbled(text) is None


def test_no_real_file_is_taken_for_garbled() -> None:
    real_file("SOURCES.md")
    for path in sorted(DATA.rglob("*")):
        if path.suffix in (".csv", ".json", ".geojson"):
            assert garbled(path.read_text(encoding="utf-8-sig")) is None, path
