"""What each language is called in the language of the page, for those who choose on behalf of others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.shared.languages import INTERFACE_LANGUAGES, SERVICE_LANGUAGES
from portal.shared.ruby import readings_only, strip_ruby
from portal.shared.words import normalise

LANGUAGE_NAMES: Mapping[str, str | Promise] = MappingProxyType(
    {
        "ja": _("Japanese"),
        "ja-simple": _("Plain Japanese"),
        "en": _("English"),
        "zh-hans": _("Chinese (simplified)"),
        "zh-hant": _("Chinese (traditional)"),
        "ko": _("Korean"),
        "vi": _("Vietnamese"),
        "ne": _("Nepali"),
        "fil": _("Filipino"),
        "my": _("Burmese"),
        "yue": _("Cantonese"),
        "th": _("Thai"),
        "id": _("Indonesian"),
        "ms": _("Malay"),
        "km": _("Khmer"),
        "lo": _("Lao"),
        "mn": _("Mongolian"),
        "hi": _("Hindi"),
        "bn": _("Bengali"),
        "si": _("Sinhala"),
        "ta": _("Tamil"),
        "ur": _("Urdu"),
        "fa": _("Persian"),
        "ar": _("Arabic"),
        "tr": _("Turkish"),
        "ku": _("Kurdish"),
        "uz": _("Uzbek"),
        "ru": _("Russian"),
        "uk": _("Ukrainian"),
        "es": _("Spanish"),
        "pt": _("Portuguese"),
        "fr": _("French"),
        "de": _("German"),
        "it": _("Italian"),
        "jsl": _("Japanese Sign Language"),
    }
)
"""Every service language by its code."""


def language_choices() -> list[tuple[str, str | Promise]]:
    """Code and label: its name here, then how its speakers write it."""
    return [(one.code, format_lazy("{} — {}", LANGUAGE_NAMES[one.code], one.autonym)) for one in SERVICE_LANGUAGES]


_IN_BRACKETS = re.compile(r"\s*[(（].*[)）]\s*")
_ALSO = {"tagalog": "fil", "タガログ語": "fil", "たがろぐご": "fil", "mandarin": "zh-hans", "ビルマ語": "my"}


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    """Normalised names, in every interface language and in their own, with the code; the first of two counts."""
    found: dict[str, str] = {}
    for code, label in LANGUAGE_NAMES.items():
        names = [one.autonym for one in SERVICE_LANGUAGES if one.code == code]
        for interface in INTERFACE_LANGUAGES:
            with translation.override(interface.code):
                name = str(label)
            names += [strip_ruby(name), readings_only(name)]
        for name in names:
            found.setdefault(normalise(name), code)
            found.setdefault(normalise(_IN_BRACKETS.sub("", name)), code)
    return {**{normalise(name): code for name, code in _ALSO.items()}, **found}


def language_named(text: str) -> str:
    """The code of the service language that is called just so in any language of the portal, or an empty text."""
    return _codes_by_name().get(normalise(text), "")
