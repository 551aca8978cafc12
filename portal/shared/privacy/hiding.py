"""Taking a person out of words that others typed, without taking out words that only look like the person.

Whoever signs up chooses the name: were it hidden wherever it stands, anybody could blank what the house has kept by
being called "published" and leaving. So a name is looked for only where people stand, and only as a whole word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

HIDDEN = "…"
LEAST_LATIN, LEAST_OTHER = 5, 3
"""From how many characters on a name tells one person from others."""
PEOPLE_KEYS = frozenset(
    {"deleted_email", "email", "from_email", "kana", "name", "successor", "to", "to_email", "usual_name", "who"}
)
"""Under these keys of a JSON value stands who somebody is."""
TYPED_KEYS = frozenset({"answer", "note", "reason", "words"})
"""Under these stands what somebody typed."""

_KANJI = "\u3005\u3006\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
_HANGUL = "\uac00-\ud7a3"
_SCRIPTS = (_KANJI, _HIRAGANA, _KATAKANA)
_LETTERS = f"[^\\W{''.join(_SCRIPTS)}]"
_EAST_ASIAN = re.compile(f"[{''.join(_SCRIPTS)}{_HANGUL}]")
_TITLES_BEFORE = ("代表", "担当", "会長", "理事", "事長", "園長", "所長", "館長", "職員", "委員", "講師")
_TITLES_AFTER = "様|氏|殿|君|先生|さん|さま|くん|ちゃん|代表|担当|会長|理事|園長|所長|館長|職員|委員|講師"


def telling(name: str) -> str:
    """The name if it can be looked for in free text, else nothing: long enough, and in letters more than one word."""
    words = name.split()
    letters = sum(len(word) for word in words)
    if _EAST_ASIAN.search(name):
        return name if letters >= LEAST_OTHER else ""
    return name if letters >= LEAST_LATIN and len(words) > 1 else ""


@dataclass(frozen=True)
class Marks:
    """What betrays a person: addresses anywhere, `names` where a whole value is one, `spoken` in free text."""

    addresses: tuple[str, ...]
    names: tuple[str, ...] = ()
    spoken: str = ""

    def hide_in_text(self, text: str) -> str:
        """Free text without the addresses and the spoken name."""
        text = self._without_addresses(text)
        return self._name.sub(HIDDEN, text) if self.spoken else text

    def hide_in_json(self, value: Any, key: str = "") -> Any:
        """The same value; keys and numbers stay, and so does every word that is not about people."""
        if isinstance(value, Mapping):
            return {one: self.hide_in_json(inner, one) for one, inner in value.items()}
        if isinstance(value, list):
            return [self.hide_in_json(one, key) for one in value]
        if not isinstance(value, str):
            return value
        if key in PEOPLE_KEYS and _plain(value) in self._plain_names:
            return HIDDEN
        return self.hide_in_text(value) if key in PEOPLE_KEYS | TYPED_KEYS else self._without_addresses(value)

    def _without_addresses(self, text: str) -> str:
        for pattern in self._patterns:
            text = pattern.sub(HIDDEN, text)
        return text

    @cached_property
    def _plain_names(self) -> frozenset[str]:
        return frozenset(_plain(name) for name in self.names) - {""}

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        """An address is not the end or the beginning of another."""
        before, after = r"(?<![a-z0-9])(?<![a-z0-9][._%+-])", r"(?![a-z0-9])(?![.-][a-z0-9])"
        return tuple(re.compile(before + re.escape(one) + after, re.IGNORECASE) for one in self.addresses)

    @cached_property
    def _name(self) -> re.Pattern[str]:
        parts = self.spoken.split()
        space = r"\s*" if _EAST_ASIAN.search(self.spoken) else r"\s+"
        middle = space.join(re.escape(part) for part in parts)
        return re.compile(_before(parts[0][0]) + middle + _after(parts[-1][-1]), re.IGNORECASE)


def names_alone(names: Iterable[str]) -> tuple[str, ...]:
    """Those that are not empty."""
    return tuple(name for name in names if name.strip())


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _before(letter: str) -> str:
    """Nothing of the same script stands before, except a title."""
    script = _script(letter)
    if script != _KANJI:
        return f"(?<!{_class(script)})"
    titles = "|".join(f"(?<={title})" for title in _TITLES_BEFORE)
    return f"(?:(?<!{_class(script)})|{titles})"


def _after(letter: str) -> str:
    """Nothing of the same script stands behind, except a title; Korean particles join the word."""
    if re.match(f"[{_HANGUL}]", letter):
        return ""
    return f"(?:(?!{_class(_script(letter))})|(?={_TITLES_AFTER}))"


def _script(letter: str) -> str:
    return next((one for one in _SCRIPTS if re.match(f"[{one}]", letter)), "")


def _class(script: str) -> str:
    return f"[{script}]" if script else _LETTERS
