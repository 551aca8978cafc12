"""Search words: both sides of a comparison are brought to one form, then cut into pairs of characters.

PostgreSQL's own parsers keep a Japanese clause as one token and its trigrams miss two-letter words;
an array of bigrams finds 相談 as fast as 日本語教室 (measured in the platform facts).
"""

from __future__ import annotations

import re
import unicodedata

import jaconv

MAX_LENGTH = 20_000
OLD_FORMS = str.maketrans(
    {
        "髙": "高", "﨑": "崎", "濵": "浜", "濱": "浜", "邉": "辺", "邊": "辺", "澤": "沢", "齋": "斎", "齊": "斉",
        "櫻": "桜", "國": "国", "學": "学", "會": "会", "縣": "県", "區": "区", "廣": "広", "眞": "真", "嶋": "島",
        "嶌": "島", "﨟": "臘", "𠮷": "吉", "德": "徳", "惠": "恵", "榮": "栄", "圓": "円", "寶": "宝", "龍": "竜",
        "瀧": "滝", "舘": "館", "ヶ": "け", "ケ": "け", "ヵ": "か",
    }
)  # fmt: skip
CHILDREN = re.compile("子供|子ども")
_IGNORED = re.compile(r"[\s\-‐‑‒–—―−ーｰ~〜～_・･.,、。'’\"“”()（）「」『』\[\]{}|《》<>/:;!?！？]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]")


def normalise(text: str) -> str:
    """One form for every way to write a word: width, case, kana, accents, dashes, spaces and old kanji fall away.

    子供 and 子ども become こども: all three stand in the names of the same kind of place.

    Text is cut at 20,000 characters, so that hostile input stays cheap. What falls away may bring marks together
    that form one character, so the pass is repeated until nothing changes.
    """
    before, after = text[:MAX_LENGTH], _one_pass(text[:MAX_LENGTH])
    while after != before:
        before, after = after, _one_pass(after)
    return after


def _one_pass(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(OLD_FORMS)
    plain = _IGNORED.sub("", jaconv.kata2hira(_without_accents(folded)))
    return CHILDREN.sub("こども", plain)[:MAX_LENGTH]


def _without_accents(text: str) -> str:
    """`tiếng` becomes `tieng`; kana keep their sound marks."""
    if text.isascii():
        return text
    parts = []
    for character in text:
        if "\u00c0" <= character <= "\u024f" or "\u1e00" <= character <= "\u1eff":
            base = _ACCENTS.sub("", unicodedata.normalize("NFD", character))
            parts.append("d" if base == "đ" else base)
        elif not "\u0300" <= character <= "\u036f":
            parts.append(character)
    return "".join(parts)


def words(query: str) -> list[str]:
    """The normalised words of a query, split at white space, at most eight, without repetition."""
    found = [normalise(part) for part in unicodedata.normalize("NFKC", query[:400]).split()]
    return list(dict.fromkeys(word for word in found if word))[:8]


def bigrams(normalised: str) -> list[str]:
    """The distinct pairs of neighbouring characters, sorted; empty for fewer than two characters."""
    return sorted({normalised[i : i + 2] for i in range(len(normalised) - 1)})


_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
_VOICED = str.maketrans(
    "がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽゔ", "かきくけこさしすせそたちつてとはひふへほはひふへほう"
)


def kana_key(text: str) -> str:
    """Gojūon order by plain comparison: unvoiced full-size kana first, the exact form after a blank to break ties."""
    exact = normalise(text)[:95]
    plain = exact.translate(_SMALL).translate(_VOICED)
    return f"{plain} {exact}"
