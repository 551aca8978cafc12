"""Signs of text that went through a wrong encoding (mojibake, 文字化け), so that none of it is ever stored.

Each pattern is a sequence that real Japanese, Vietnamese or Western text does not contain but one of the
usual accidents produces: UTF-8 read as CP932, UTF-8 read as Latin-1 or Windows-1252, CP932 read as either
of these, EUC-JP read as CP932, and 7-bit JIS.
"""

from __future__ import annotations

import re

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_TRAIL = "\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_KANA = "\uff65-\uff9f"
_KANA_ALONE = "\uff66-\uff73\uff75\uff77\uff78\uff7a-\uff88\uff8a-\uff9d"  # no ｶ ｹ ﾉ: they stand between kanji
_LEAD = "縺繧繝縲"
_GARBLED = re.compile(
    "|".join(
        (
            f"[{_LEAD}][{_KANA}]",
            f"(?:[{_LEAD}][^{_LEAD}]{{1,3}}){{2}}",
            f"(?:[\u4e00-\u9fff][{_KANA_ALONE}]){{2}}",
            f"[\u4e00-\u9fff](?:\uff65[\u4e00-\u9fff][{_KANA_ALONE}]|[{_KANA_ALONE}][\u4e00-\u9fff]\uff65)",
            f"(?:[\xe2-\xef][{_TRAIL}]{{2}}){{2}}",
            "\xe3[\x81-\x83\u20ac\u201a\u0192]",
            f"\xe1[\xba\xbb][{_TRAIL}]",
            f"(?:[\u201a\u0192\x82\x83][@-~\x80-\xff{_TRAIL}]){{3}}",
            f"(?:[\uff64\uff65][{_KANA}]){{3}}",
            "[\uff61-\uff9f][\ue000-\uf8ff]|[\ue000-\uf8ff][\uff61-\uff9f]",
            "(?:[\u0152\u0160\u017d\u0178\u2039\u201c\u201d\u2013\u2014\u2022\u02c6\u2030][@-~\xc0-\xff]){3}",
            "[\x80-\x84\x86-\x9f]",
            r"\x1b\$[@B]",
        )
    )
)
_SUSPECT = re.compile(
    f"[\x1b\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122{_LEAD}\uff61-\uff9f]"
)


def garbled(text: str) -> str | None:
    """The first garbled stretch of the text (a few characters, for the report), or None."""
    suspect = _SUSPECT.search(text)
    found = _GARBLED.search(text, max(0, suspect.start() - 1)) if suspect else None
    return text[found.start() : found.end() + 8] if found else None
