"""Both sides of a search come to one form, whatever the script, width or case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.shared.words import MAX_LENGTH, bigrams, kana_key, normalise, words

SAME = [
    ("ボランティア", "ぼらんてぃあ"),
    ("ﾎﾞﾗﾝﾃｨｱ", "ボランティア"),
    ("ＴＯＫＹＯ", "tokyo"),
    ("日本語 教室", "日本語教室"),
    ("日本語　教室", "日本語教室"),
    ("センター", "センタ"),
    ("霞ヶ丘", "霞ケ丘"),
    ("髙田馬場", "高田馬場"),
    ("山﨑", "山崎"),
    ("１−２", "1-2"),
    ("1‐2", "1–2"),
    ("Tiếng Việt", "tieng viet"),
    ("ＡＥＤ", "aed"),
    ("㈱", "(株)"),
    ("Café", "CAFE"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_form(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


DIFFERENT = [("が", "か"), ("日本語", "日本"), ("はし", "ばし"), ("ぱん", "ばん"), ("नेपाली", "नेपाल")]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text(max_size=300))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_part_has_a_subset_of_the_pairs(start: str, end: str) -> None:
    whole = normalise(start) + normalise(end)
    assert set(bigrams(normalise(start))) <= set(bigrams(whole))


@given(st.text(max_size=500))
def test_words_are_few_and_never_empty(text: str) -> None:
    found = words(text)
    assert len(found) <= 8 and all(found) and len(set(found)) == len(found)


def test_length_is_bounded() -> None:
    assert len(normalise("あ" * 1_000_000)) == MAX_LENGTH


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "‮abc", "​", "👨‍👩‍👧"])
def test_hostile_characters_do_no_harm(text: str) -> None:
    assert isinstance(normalise(text), str)


def test_gojuon_order() -> None:
    given_names = ["ガッコウ", "カキ", "サクラ", "ザッシ", "アオ", "ハハ", "パパ", "ハツ", "バス"]
    assert sorted(given_names, key=kana_key) == [
        "アオ",
        "カキ",
        "ガッコウ",
        "サクラ",
        "ザッシ",
        "バス",
        "ハツ",
        "ハハ",
        "パパ",
    ]
