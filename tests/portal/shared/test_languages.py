"""The tables of languages hold together and match Django's own."""

import re

import pytest
from django.conf.locale import LANG_INFO
from django.utils.translation import to_locale
from hypothesis import given
from hypothesis import strategies as st

from portal.shared.languages import (
    BY_CODE,
    EXTRA_LANG_INFO,
    INTERFACE_LANGUAGES,
    LANGUAGES,
    SERVICE_LANGUAGES,
    Language,
    find_language,
)


def test_ten_content_languages_with_their_columns() -> None:
    assert [lang.column for lang in LANGUAGES] == [
        "ja",
        "ja_simple",
        "en",
        "zh_hans",
        "zh_hant",
        "ko",
        "vi",
        "ne",
        "fil",
        "my",
    ]


def test_every_chain_ends_in_japanese_and_never_repeats() -> None:
    for lang in SERVICE_LANGUAGES:
        assert len(set(lang.chain)) == len(lang.chain)
        assert "ja" in lang.chain
        assert all(code in BY_CODE for code in lang.chain)


def test_codes_and_autonyms_are_unique() -> None:
    assert len(BY_CODE) == len(SERVICE_LANGUAGES)
    assert len({lang.autonym for lang in SERVICE_LANGUAGES}) == len(SERVICE_LANGUAGES)


def test_interface_languages_are_content_languages() -> None:
    content = {lang.code for lang in LANGUAGES}
    assert [lang.code for lang in INTERFACE_LANGUAGES] == ["ja", "ja-simple", "en"]
    assert {lang.code for lang in INTERFACE_LANGUAGES} <= content


def test_every_content_language_is_known_to_django_with_our_additions() -> None:
    assert not {lang.code for lang in LANGUAGES} - set(LANG_INFO) - set(EXTRA_LANG_INFO)


def test_plain_japanese_has_its_own_locale_directory() -> None:
    assert to_locale("ja-simple") == "ja_Simple"


@pytest.mark.parametrize(
    ("given_code", "code"),
    [
        ("tl", "fil"), ("tl-PH", "fil"), ("zh_TW", "zh-hant"), ("zh-HK", "zh-hant"), ("zh-Hant-HK", "zh-hant"),
        ("zh-Hant-TW", "zh-hant"), ("zh-Hans-CN", "zh-hans"), ("zh", "zh-hans"), ("zh-SG", "zh-hans"), ("PT-br", "pt"),
        (" en ", "en"), ("EN_us", "en"), ("ja-Easy", "ja-simple"), ("ja_simple", "ja-simple"), ("ja-JP", "ja"),
        ("in", "id"), ("vn", "vi"), ("my-MM", "my"), ("yue-Hant-HK", "yue"),
    ],
)  # fmt: skip
def test_codes_from_outside_are_understood(given_code: str, code: str) -> None:
    found = find_language(given_code)
    assert found is not None and found.code == code


@pytest.mark.parametrize("code", ["xx", "", " ", "-", "---", "日本語", "en us", "x" * 100_000])
def test_other_codes_mean_nothing(code: str) -> None:
    assert find_language(code) is None


@given(st.sampled_from(SERVICE_LANGUAGES), st.sampled_from(["", "-JP", "_US", "-x-private", "-Latn-DE"]), st.booleans())
def test_every_spelling_of_a_known_code_is_found(lang: Language, tail: str, upper: bool) -> None:
    written = lang.code.replace("-", "_") + tail
    assert find_language(written.upper() if upper else written) == lang


@given(st.text(max_size=60))
def test_any_text_is_a_language_or_none(text: str) -> None:
    found = find_language(text)
    assert found is None or BY_CODE[found.code] is found


@pytest.mark.parametrize("lang", LANGUAGES, ids=lambda one: one.code)
def test_urls_columns_and_html_are_three_spellings_of_one(lang: Language) -> None:
    assert re.fullmatch(r"[a-z]{2,3}(_[a-z]+)?", lang.column)
    assert lang.column.replace("_", "-") == lang.code == lang.html_lang.lower()


def test_only_three_languages_run_from_the_right() -> None:
    assert [lang.code for lang in SERVICE_LANGUAGES if lang.direction == "rtl"] == ["ur", "fa", "ar"]
    assert all(EXTRA_LANG_INFO[code]["bidi"] is False for code in EXTRA_LANG_INFO)


def test_readers_of_chinese_and_english_fall_back_to_ordinary_japanese() -> None:
    assert {lang.code for lang in LANGUAGES if lang.fallbacks == ("ja",)} == {"ja-simple", "en", "zh-hans", "zh-hant"}
    assert BY_CODE["vi"].chain == ("vi", "ja-simple", "ja")
