"""What the tests know of the browser's ward: numbers of rows, accounts, words to look for."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

EDITED = ("by_script", "without_script", "opened_twice", "mistaken", "saved_by_enter", "looked_at")
"""The manager's places, one for each journey that writes: no test reads what another has written."""

CLASS_NAMES = MappingProxyType(
    {
        "ja": "若葉やさしい日本語教室",
        "ja-simple": "{若葉|わかば}の やさしい {日本語|にほんご} {教室|きょうしつ}",
        "en": "Wakaba easy Japanese class",
    }
)
"""The class that residents look for; it is always open. Its neighbour of a similar name never is."""

LONG_NAME = "特定非営利活動法人新宿多文化共生ネットワーク東京外国人支援センター附属若葉町会館日本語学習支援室"

INVITATION = "6b0f0c3e-3b1c-4c57-9b0a-2f4f7d1c9a10"
"""Token of an invitation that is open."""


@dataclass
class Facts:
    """Ids by a word that says what is special about the row; accounts by what they may do."""

    places: dict[str, int] = field(default_factory=dict)
    organizations: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    volunteering: dict[str, int | str] = field(default_factory=dict)
    """Ids and codes of the volunteers' rooms."""
    codes: dict[str, list[str]] = field(default_factory=dict)
    """Recovery codes by e-mail address: each works once, so that nobody waits for the next number."""
    password: str = ""
