"""The tables of languages hold together and match Django's own."""

from django.conf.locale import LANG_INFO
from django.utils.translation import to_locale

from portal.shared.languages import (
    BY_CODE,
    EXTRA_LANG_INFO,
    INTERFACE_LANGUAGES,
    LANGUAGES,
    SERVICE_LANGUAGES,
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


def test_codes_from_outside_are_understood() -> None:
    expected = {"tl": "fil", "zh_TW": "zh-hant", "PT-br": "pt", " en ": "en", "zh-Hans-CN": "zh-hans"}
    for given, code in expected.items():
        found = find_language(given)
        assert found is not None and found.code == code
    assert find_language("xx") is None
    assert find_language("") is None
