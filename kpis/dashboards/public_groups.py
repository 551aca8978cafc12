"""Groups of a broken down number in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from kpis.catalogue.models import Unit
from kpis.dashboards.breakdown_tables import Table
from kpis.dashboards.wording import value_words
from kpis.sources.breakdowns import UNKNOWN
from organizations.directory.models import Organization
from organizations.towns import table as towns
from organizations.towns.readings import oaza_romaji, plain_oaza
from organizations.vocabulary import Field
from portal.shared.language_names import LANGUAGE_NAMES
from portal.shared.languages import PLAIN_CODE, SOURCE_CODE
from portal.shared.reach.models import PageKind
from portal.shared.texts import State, Text
from volunteers.applications.models import Application
from volunteers.openings.models import Opening

HAN_READERS = ("ja", "zh-hans", "zh-hant")
LINES_SHOWN = 10
"""Before the others unfold."""
_MUNICIPALITY = 6
"""Digits of a town's code that name its ward."""


@dataclass(frozen=True)
class Line:
    """A group as it is read; `share` in whole percent of the number."""

    name: Text
    value: str
    share: int
    code: str = ""

    @property
    def share_words(self) -> str:
        return value_words(Decimal(self.share), Unit.PERCENT)


@dataclass(frozen=True)
class Part:
    """One breakdown as it is read. `rest`: the groups that are only told together; none where nothing is hidden."""

    by: str
    title: str
    lines: list[Line]
    rest: Line | None
    overlap: bool
    hides: bool

    @property
    def first(self) -> list[Line]:
        return self.lines[:LINES_SHOWN]

    @property
    def more(self) -> list[Line]:
        return self.lines[LINES_SHOWN:]


def parts_of(found: Iterable[Table], unit: str, language: str) -> list[Part]:
    """Tables in words, in the language that is active."""
    return [_part(one, unit, language) for one in found]


def _part(found: Table, unit: str, language: str) -> Part:
    def line(name: Text, value: Decimal, code: str = "") -> Line:
        return Line(name, value_words(value, unit), round(100 * value / found.whole) if found.whole else 0, code)

    lines = [line(group_text(found.by, one.group, language), one.value, one.group) for one in found.told]
    told_together = found.hides and not found.overlap
    others = Text(_("Others together"), language, State.HUMAN)
    rest = line(others, found.rest) if told_together else None
    return Part(found.by, str(_TITLES[found.by]), lines, rest, found.overlap, found.hides)


def group_text(by: str, group: str, language: str) -> Text:
    """The group's name; a code that no list knows any more names itself."""
    if group == UNKNOWN:
        return Text(pgettext("a group", "Not known"), language, State.HUMAN)
    return _town(group, language) if by == "town" else Text(_NAMES[by](group), language, State.HUMAN)


def title_of(by: str) -> str:
    """What the groups are."""
    return str(_TITLES[by])


def _town(code: str, language: str) -> Text:
    found = _towns(code[:_MUNICIPALITY]).get(code)
    if found is None:
        return Text(code, language, State.HUMAN)
    if language == PLAIN_CODE:
        return Text(plain_oaza(found), language, State.HUMAN)
    romaji = oaza_romaji(found)
    if language not in HAN_READERS and romaji:
        return Text(romaji, language, State.HUMAN)
    return Text(found.oaza, SOURCE_CODE, State.HUMAN)


@lru_cache(maxsize=64)
def _towns(municipality_code: str) -> Mapping[str, towns.Town]:
    return {one.code10: one for one in towns.towns_of(municipality_code)}


def _labels(choices: Iterable[tuple[str, object]]) -> Callable[[str], str]:
    known = dict(choices)
    return lambda code: str(known.get(code, code))


def _language(code: str) -> str:
    return str(LANGUAGE_NAMES.get(code, code))


_TITLES = {
    "town": pgettext_lazy("groups of a number", "Town"),
    "language": pgettext_lazy("groups of a number", "Language"),
    "spoken": pgettext_lazy("groups of a number", "Language they speak"),
    "field": gettext_lazy("Field of activity"),
    "channel": pgettext_lazy("groups of a number", "How they found each other"),
    "opening-kind": pgettext_lazy("groups of a number", "How often help is wanted"),
    "organisation-kind": pgettext_lazy("groups of a number", "Kind of organisation"),
    "page-kind": pgettext_lazy("groups of a number", "Kind of page"),
}
_NAMES: Mapping[str, Callable[[str], str]] = {
    "language": _language,
    "spoken": _language,
    "field": _labels(Field.choices),
    "channel": _labels(Application.Channel.choices),
    "opening-kind": _labels(Opening.Kind.choices),
    "organisation-kind": _labels(Organization.Kind.choices),
    "page-kind": _labels(PageKind.choices),
}
