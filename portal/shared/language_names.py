"""What each language is called in the language of the page, for those who choose on behalf of others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.shared.languages import SERVICE_LANGUAGES

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
