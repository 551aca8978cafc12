"""A language among the search words is meant as a language: whoever types its name looks for people who speak it."""

from __future__ import annotations

from dataclasses import dataclass

from portal.shared.language_names import language_named

LONGEST_NAME_WORDS = 3
QUOTES = '"“”„«»「」『』'
JAPANESE = ("ja", "ja-simple")


@dataclass(frozen=True, slots=True)
class Heard:
    """The code of the language, the words beside its name, and the words as they look when only words are meant."""

    code: str
    rest: str
    quoted: str


def language_in(q: str) -> Heard | None:
    """The first language named in the words. Japanese is none: 日本語 looks for classes; a name in quotes is a word."""
    parts = q.split()
    for size in range(min(LONGEST_NAME_WORDS, len(parts)), 0, -1):
        for start in range(len(parts) - size + 1):
            name = " ".join(parts[start : start + size])
            code = "" if any(sign in name for sign in QUOTES) else language_named(name)
            if code and code not in JAPANESE:
                before, behind = parts[:start], parts[start + size :]
                return Heard(code, " ".join([*before, *behind]), " ".join([*before, f"“{name}”", *behind]))
    return None
