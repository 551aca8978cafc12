"""Both sides of a search come to one form, whatever the script, width or case."""

import unicodedata

import jaconv
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


KANA = st.text(alphabet="あいかがきぎさざはばぱっつづゃやーアカガパヴ・ ", min_size=1, max_size=12)
SPELLINGS = st.text(alphabet="ＡＢａｂAB１1ｱｶﾞアガあが髙高・ー - 　龍竜", max_size=20)


@given(SPELLINGS)
def test_width_case_and_script_of_kana_make_no_difference(text: str) -> None:
    forms = (text, text.upper(), text.lower(), unicodedata.normalize("NFKC", text), unicodedata.normalize("NFD", text))
    assert len({normalise(form) for form in forms}) == 1


@given(st.text(max_size=60), st.sampled_from(" 　-ー・、。'()「」~〜"))
def test_what_falls_away_may_stand_anywhere(text: str, mark: str) -> None:
    base = normalise(text)
    assert normalise(mark + base + mark) == base


@given(st.text(min_size=2, max_size=60))
def test_a_word_is_found_by_its_pairs(text: str) -> None:
    """Every pair of a part of a text is a pair of the whole: so the index never misses a match."""
    whole = normalise(text)
    for start in range(max(0, len(whole) - 1)):
        part = whole[start : start + 5]
        assert set(bigrams(part)) <= set(bigrams(whole))


@given(st.text(max_size=60))
def test_pairs_are_sorted_distinct_and_two_long(text: str) -> None:
    found = bigrams(normalise(text))
    assert found == sorted(set(found)) and all(len(pair) == 2 for pair in found)
    assert len(found) <= max(0, len(normalise(text)) - 1)


@pytest.mark.parametrize("text", ["", "あ", "a"])
def test_one_letter_has_no_pair(text: str) -> None:
    assert bigrams(text) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("日本語 教室", ["日本語", "教室"]),
        ("　日本語　教室　", ["日本語", "教室"]),
        ("教室 キョウシツ きょうしつ", ["教室", "きょうしつ"]),
        ("ー ・ 、", []),
        ("a b c d e f g h i j", ["a", "b", "c", "d", "e", "f", "g", "h"]),
        ("AED", ["aed"]),
        ("", []),
    ],
)
def test_words_of_a_query(query: str, found: list[str]) -> None:
    assert words(query) == found


@given(KANA, KANA)
def test_unvoiced_and_full_size_kana_decide_the_order_first(one: str, other: str) -> None:
    plain = {text: kana_key(text).partition(" ")[0] for text in (one, other)}
    if plain[one] < plain[other]:
        assert kana_key(one) < kana_key(other)
    assert not set(plain[one]) & set("がぎざばぱっゃゔづ"), "no voice mark, no small kana"


@given(KANA)
def test_hiragana_and_katakana_sort_alike(text: str) -> None:
    assert kana_key(jaconv.hira2kata(text)) == kana_key(jaconv.kata2hira(text))


def test_voiced_and_small_kana_break_ties_only() -> None:
    names = ["がか", "かが", "かか", "がが"]
    keys = [kana_key(name) for name in names]
    assert len({key.partition(" ")[0] for key in keys}) == 1 and len(set(keys)) == 4


def test_a_long_name_has_a_key_of_bounded_length() -> None:
    assert len(kana_key("が" * 10_000)) <= 191


def test_children_are_written_in_three_ways() -> None:
    assert normalise("子供食堂") == normalise("子ども食堂") == normalise("こども食堂") == "こども食堂"
    assert normalise("子 供") == "こども" and normalise("親子") == "親子"
