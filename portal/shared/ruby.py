"""Furigana: one markup, ``{漢字|かんじ}``, in catalogues and in content, turned into ruby at the end.

The pass expects finished HTML in which text of people is escaped, as Django's templates write it.
Where a page must show the markup itself, write its first brace as ``&#123;``.
"""

from __future__ import annotations

import re

_KANA = r"\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fb-\u30fe \u3000"
_BASE_CHARACTER = r"""[^<>{}|&"'\x00-\x1f\x7f]"""
# A markup followed by what would close an outer one is left alone: taking it away would
# leave a new markup behind, and the pass would not be idempotent.
_OUTER_END = rf"{_BASE_CHARACTER}{{0,80}}+(?:\|{_BASE_CHARACTER}{{1,480}}+)?\}}"


def _markup(reading: str) -> str:
    return (
        rf"\{{(?<!<\{{)(?<!</\{{)(?P<base>{_BASE_CHARACTER}{{1,60}})"
        rf"\|(?P<reading>{reading})\}}(?!{_OUTER_END})"
    )


_MARKUP = re.compile(_markup(rf"[{_KANA}]{{1,80}}"))
_MARKUP_IN_SCRIPT = re.compile(_markup(rf"(?:[{_KANA}]|\\u30[0-9a-fA-F]{{2}}){{1,80}}"))

_ATTRIBUTES = r"""(?:[^>"']|"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))*+(?:>|\Z)"""
_RAW_ELEMENTS = "script|style|textarea|title|option|text"
# Most of a page: tags without a bar, and the text behind them, taken in one bite; of the elements whose text
# is treated in another way only those without a brace.
_PLAIN_TAG = r"""[^>"'|]*+(?:"[^"|]*+"[^>"'|]*+|'[^'|]*+'[^>"'|]*+)*+>"""
_PLAIN_RUN = rf"""
    (?:<(?!(?:{_RAW_ELEMENTS})[\s/>])[/a-z]{_PLAIN_TAG}[^<{{]*+
      |<(?:option|title|text)(?=[\s>]){_PLAIN_TAG}[^<{{]*+(?=</)
    )++
"""
_SCANNER = re.compile(
    rf"""
      {_PLAIN_RUN}
    | <!---?>|<!--.*?(?:--!?>|\Z)
    | (?P<opening><(?P<element>{_RAW_ELEMENTS})(?=[\s/>]){_ATTRIBUTES})
      (?P<body>(?:[^<]++|<(?!/(?P=element)[\s/>]))*+)
    | <[/!?a-z]{_ATTRIBUTES}
    | {_MARKUP.pattern}
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""(?P<name>[^\s"'<>/=]++)(?P<equals>\s*+=\s*+)(?P<value>"[^"]*+"?|'[^']*+'?|[^\s"'>]++)""")
_BUTTON = re.compile(r"""<input\b[^>]*\btype\s*=\s*["']?(?:submit|button|reset)\b""", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(r"(?P<month>がつ\}\s*)?(?<![0-9.,])(?P<day>[0-9]{1,2})\Z")
_KA_DAYS = frozenset(["2", "3", "4", "5", "6", "7", "8", "9", "10", "14", "20", "24"])
_KEPT_BODIES = frozenset({"textarea", "style"})


def has_ruby(text: str) -> bool:
    """Whether the text carries at least one reading."""
    return "|" in text and _MARKUP.search(text) is not None


def strip_ruby(text: str) -> str:
    """The text without its readings: for mail, CSV, JSON, page titles and search."""
    return _MARKUP.sub(r"\g<base>", text) if "|" in text else text


def readings_only(text: str) -> str:
    """The text as it is read aloud, each base replaced by its reading: for those who search in kana."""
    return _MARKUP.sub(_reading, text) if "|" in text else text


def readings_in(text: str) -> dict[str, str]:
    """Each marked base with its reading."""
    return {found["base"]: _reading(found) for found in _MARKUP.finditer(text)} if "|" in text else {}


def ruby_pass(html: str, *, show: bool) -> str:
    """Finished HTML with its furigana shown as ``<ruby>`` or taken away.

    In attributes, ``<title>``, ``<option>``, ``<script>`` and SVG text the base alone remains;
    ``value="…"`` and the body of ``<textarea>`` stay as they are, for there editors write the
    markup. Nothing else of the page changes; a second pass changes nothing; time is linear.
    """
    if "|" not in html or _MARKUP_IN_SCRIPT.search(html) is None:
        return html

    def rewrite(found: re.Match[str]) -> str:
        base = found["base"]
        if base is not None:
            return _ruby(base, _reading(found)) if show else base
        if found["element"] is not None:
            return _strip_attributes(found["opening"]) + _strip_body(found["element"], found["body"])
        return _strip_attributes(found[0])

    return _SCANNER.sub(rewrite, html)


def furigana_shown(request_cookie: str | None, language: str) -> bool:
    """Whether a page shows furigana: the reader's cookie decides, else only plain Japanese does."""
    if request_cookie in {"on", "off"}:
        return request_cookie == "on"
    return language == "ja-simple"


def _reading(found: re.Match[str]) -> str:
    """The reading as marked; a day of the month behind its number has the one that is spoken (3日 = みっか)."""
    reading = found["reading"]
    if found["base"] != "日" or reading != "にち":
        return reading
    number = _NUMBER_BEFORE.search(found.string, max(0, found.start() - 12), found.start())
    if number is None:
        return reading
    if number["day"] == "1":
        return "ついたち" if number["month"] else reading
    return "か" if number["day"] in _KA_DAYS else reading


def _ruby(base: str, reading: str) -> str:
    return f"<ruby>{base}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>"


def _strip_body(element: str, body: str) -> str:
    name = element.lower()
    if name in _KEPT_BODIES or "|" not in body:
        return body
    pattern = _MARKUP_IN_SCRIPT if name == "script" else _MARKUP
    return pattern.sub(r"\g<base>", body)


def _strip_attributes(tag: str) -> str:
    if "|" not in tag or tag.startswith("<!--"):
        return tag
    keeps_value = _BUTTON.match(tag) is None

    def rewrite(found: re.Match[str]) -> str:
        if keeps_value and found["name"].lower() == "value":
            return found[0]
        return found["name"] + found["equals"] + strip_ruby(found["value"])

    return _ATTRIBUTE.sub(rewrite, tag)
