"""Japanese addresses: one joined line (連結表記) split into prefecture, municipality, town and the rest.

Without a table of all municipalities the split is a reading of the signs 都道府県・市区町村郡; names that
contain such a sign themselves (市川市, 四日市市, 大町市 …) are listed. What is not certain stays empty.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_PREFECTURE = re.compile("東京都|北海道|京都府|大阪府|神奈川県|和歌山県|鹿児島県|[^\\d\\s都道府県]{2}県")
_MISLEADING = (
    "市川市|市原市|四日市市|廿日市市|野々市市|十日町市|大町市|町田市|東村山市|武蔵村山市|羽村市|村上市|村山市|田村市|大村市"
    "|郡山市|大和郡山市|郡上市|小郡市|蒲郡市|都城市|京都市|相模原市"
)
_DESIGNATED = (
    "札幌|仙台|さいたま|千葉|横浜|川崎|相模原|新潟|静岡|浜松|名古屋|京都|大阪|堺|神戸|岡山|広島|北九州|福岡|熊本"
)
_MUNICIPALITY = re.compile(
    f"(?:{_DESIGNATED})市[^\\d市]{{1,4}}?区"
    f"|(?:{_MISLEADING})"
    "|[^\\d市区町村郡]{1,4}郡(?:上市町|下市町|市貝町|市川町|市川三郷町|大町町|玉村町|村田町|[^\\d町村]{1,6}[町村])"
    "|[^\\d市区町村]{1,6}[市区町村]"
)
_CHOME = re.compile(r"(?P<town>[^\d０-９].*?[\d０-９一二三四五六七八九十]+丁目)(?P<block>.*)")
# 字 of one letter (西藤橋町エ12): it belongs to the number, no table of towns knows it.
_LETTER = re.compile(r"(?P<town>[^\d０-９]+[町村])(?P<block>[ァ-ヶ甲乙丙丁戊己庚辛壬癸]部?(?:[\d０-９].*)?)")
_NUMBERS = re.compile(r"(?P<town>[^\d０-９]+)(?P<block>[\d０-９].*)")
_LONGEST = {"prefecture": 10, "municipality": 40, "town": 100, "block": 100}


class Parts(NamedTuple):
    """The parts of a joined address, each empty where it cannot be told."""

    prefecture: str = ""
    municipality: str = ""
    town: str = ""
    block: str = ""


def split_address(address: str, prefecture: str = "", municipality: str = "") -> Parts:
    """Split a joined address with the help of the prefecture and municipality where a file names them."""
    rest = "".join(address.split())
    found = _PREFECTURE.match(rest)
    if prefecture and rest.startswith(prefecture):
        rest = rest[len(prefecture) :]
    elif found:
        prefecture, rest = found.group(), rest[found.end() :]
    if municipality:
        at = rest.find(municipality)
        rest = rest[at + len(municipality) :] if at in range(6) else rest
    elif (named := _MUNICIPALITY.match(rest)) and (prefecture or named.group()[-1] in "市区"):
        municipality, rest = named.group(), rest[named.end() :]
    return _fitting(Parts(prefecture, municipality, *_town_and_block(rest)))


def split_area(area: str) -> Parts:
    """Split a joined name of prefecture and municipality (東京都新宿区)."""
    parts = split_address(area)
    return Parts(parts.prefecture, parts.municipality)


def address_key(text: str) -> str:
    """What two spellings of one name or address share: NFKC without case, spaces and kinds of dashes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[‐‑‒–—―−ー\-]+", "-", re.sub(r"\s+", "", folded))


def _town_and_block(rest: str) -> tuple[str, str]:
    for pattern in (_CHOME, _LETTER, _NUMBERS):
        if found := pattern.fullmatch(rest):
            return found["town"], found["block"]
    return (rest, "") if rest and not rest[0].isdigit() else ("", rest)


def _fitting(parts: Parts) -> Parts:
    return Parts(**{name: text if len(text) <= _LONGEST[name] else "" for name, text in parts._asdict().items()})
