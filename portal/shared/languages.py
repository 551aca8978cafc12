"""The languages of the portal: which exist, how each writes its own name, what stands in for it.

Settings import this module, so it imports nothing of Django. A language has three spellings:
``code`` (settings, URL, ``LANGUAGE_CODE``), ``column`` (suffix of a multilingual model column)
and ``html_lang`` (the ``lang`` attribute, BCP 47).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

SOURCE_CODE = "ja"
"""The language in which content is authoritative; its columns are never empty where required."""

PLAIN_CODE = "ja-simple"
"""Plain Japanese, read with furigana unless the reader switched them off."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language, named as its own speakers write it.

    ``fallbacks`` are codes, best first: what a reader is shown where a text does not exist in
    this language. Readers of Chinese and English get ordinary Japanese (kanji carry meaning for
    the former, and the original is what the latter can have translated); everyone else gets
    plain Japanese first.
    """

    code: str
    autonym: str
    english: str
    html_lang: str
    fallbacks: tuple[str, ...] = (PLAIN_CODE, SOURCE_CODE)
    direction: str = "ltr"

    @property
    def column(self) -> str:
        """Suffix of this language's model columns: ``name_<column>``."""
        return self.code.replace("-", "_")

    @property
    def chain(self) -> tuple[str, ...]:
        """This language's code and then its fallbacks."""
        return (self.code, *self.fallbacks)


LANGUAGES: tuple[Language, ...] = (
    Language("ja", "日本語", "Japanese", "ja", fallbacks=(PLAIN_CODE,)),
    Language(PLAIN_CODE, "やさしい にほんご", "Plain Japanese", "ja-simple", fallbacks=(SOURCE_CODE,)),
    Language("en", "English", "English", "en", fallbacks=(SOURCE_CODE,)),
    Language("zh-hans", "简体中文", "Chinese (simplified)", "zh-Hans", fallbacks=(SOURCE_CODE,)),
    Language("zh-hant", "繁體中文", "Chinese (traditional)", "zh-Hant", fallbacks=(SOURCE_CODE,)),
    Language("ko", "한국어", "Korean", "ko"),
    Language("vi", "Tiếng Việt", "Vietnamese", "vi"),
    Language("ne", "नेपाली", "Nepali", "ne"),
    Language("fil", "Filipino", "Filipino", "fil"),
    Language("my", "မြန်မာဘာသာ", "Burmese", "my"),
)
"""The ten languages in which content has columns."""

_OTHER_SERVICE_LANGUAGES: tuple[Language, ...] = (
    Language("yue", "廣東話", "Cantonese", "yue", fallbacks=(SOURCE_CODE,)),
    Language("th", "ภาษาไทย", "Thai", "th"),
    Language("id", "Bahasa Indonesia", "Indonesian", "id"),
    Language("ms", "Bahasa Melayu", "Malay", "ms"),
    Language("km", "ភាសាខ្មែរ", "Khmer", "km"),
    Language("lo", "ພາສາລາວ", "Lao", "lo"),
    Language("mn", "Монгол", "Mongolian", "mn"),
    Language("hi", "हिन्दी", "Hindi", "hi"),
    Language("bn", "বাংলা", "Bengali", "bn"),
    Language("si", "සිංහල", "Sinhala", "si"),
    Language("ta", "தமிழ்", "Tamil", "ta"),
    Language("ur", "اردو", "Urdu", "ur", direction="rtl"),
    Language("fa", "فارسی", "Persian", "fa", direction="rtl"),
    Language("ar", "العربية", "Arabic", "ar", direction="rtl"),
    Language("tr", "Türkçe", "Turkish", "tr"),
    Language("ku", "Kurdî", "Kurdish", "ku"),
    Language("uz", "Oʻzbekcha", "Uzbek", "uz"),
    Language("ru", "Русский", "Russian", "ru"),
    Language("uk", "Українська", "Ukrainian", "uk"),
    Language("es", "Español", "Spanish", "es"),
    Language("pt", "Português", "Portuguese", "pt"),
    Language("fr", "Français", "French", "fr"),
    Language("de", "Deutsch", "German", "de"),
    Language("it", "Italiano", "Italian", "it"),
    Language("jsl", "日本手話", "Japanese Sign Language", "jsl", fallbacks=(SOURCE_CODE,)),
)

SERVICE_LANGUAGES: tuple[Language, ...] = LANGUAGES + _OTHER_SERVICE_LANGUAGES
"""Languages in which a place may serve people; a superset of the content languages."""

BY_CODE: Mapping[str, Language] = MappingProxyType({lang.code: lang for lang in SERVICE_LANGUAGES})

_INTERFACE_CODES: tuple[str, ...] = ("ja", "ja-simple", "en")

INTERFACE_LANGUAGES: tuple[Language, ...] = tuple(BY_CODE[code] for code in _INTERFACE_CODES)
"""The languages offered as interface now, in the order of the language switch."""

_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "tl": "fil",
        "tgl": "fil",
        "zh": "zh-hans",
        "zh-cn": "zh-hans",
        "zh-sg": "zh-hans",
        "zh-tw": "zh-hant",
        "zh-hk": "zh-hant",
        "zh-mo": "zh-hant",
        "ja-easy": PLAIN_CODE,
        "in": "id",
        "jp": "ja",
        "kr": "ko",
        "vn": "vi",
    }
)


def find_language(code: str) -> Language | None:
    """The language meant by a code from outside (file, query string), or None.

    Case, underscores, well-known aliases (``tl``, ``zh-TW``) and regions (``pt-BR``, ``zh-Hant-HK``)
    are understood.
    """
    wanted = code.strip().lower().replace("_", "-")[:40]
    while wanted:
        found = BY_CODE.get(_ALIASES.get(wanted, wanted))
        if found is not None:
            return found
        wanted = wanted.rpartition("-")[0]
    return None


def _lang_info(language: Language) -> dict[str, Any]:
    return {
        "bidi": language.direction == "rtl",
        "code": language.code,
        "name": language.english,
        "name_local": language.autonym,
    }


EXTRA_LANG_INFO: dict[str, dict[str, Any]] = {
    lang.code: _lang_info(lang)
    for lang in SERVICE_LANGUAGES
    if lang.code in {"ja-simple", "fil", "yue", "lo", "si", "ku", "jsl"}
}
"""What ``django.conf.locale.LANG_INFO`` lacks; settings update it with this."""
