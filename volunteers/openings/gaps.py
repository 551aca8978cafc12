"""What an opening must tell before anybody sees it, as sentences with the page where each is mended; and doubts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from portal.shared.japan import JAPAN
from portal.shared.translating import text_columns
from volunteers.openings.models import Opening, Shift

ADULTS_WITH_CHILDREN = 2
EDIT, SHIFTS = "volunteers:save_opening", "volunteers:set_shifts"
_TEXTS = sorted(text_columns(("title", "summary", "meeting_point", "bring", "scope")))
_WORDS = Path(__file__).parent / "data" / "nationality_words.txt"


@dataclass(frozen=True)
class Gap:
    """Something that is missing: the column it concerns, the sentence, and the URL name of the page to mend it."""

    field: str
    words: str
    step: str = EDIT


def gaps(opening: Opening, shifts: Iterable[Shift], now: datetime) -> list[Gap]:
    """Everything that keeps the opening from being shown, in the order of the pages."""
    return [*_said(opening), *_about_children(opening), *_timed(opening, list(shifts), now)]


def _said(opening: Opening) -> list[Gap]:
    found = []
    if not opening.__dict__.get("summary_ja"):
        found.append(Gap("summary_ja", _("Please say what there is to do.")))
    if opening.on_site and opening.latitude is None:
        found.append(Gap("where", _("Please say where it is: one of your places, or the town.")))
    if opening.kind == Opening.Kind.PROJECT:
        if not opening.project_hours:
            found.append(Gap("project_hours", _("Please say how many hours a week the project takes.")))
        if not opening.__dict__.get("scope_ja"):
            found.append(Gap("scope_ja", _("Please say what will be there at the end of the project.")))
    if opening.kind == Opening.Kind.ONGOING and not opening.slots:
        found.append(Gap("slots", _("Please say at which times of the week people are needed.")))
    return found


def _about_children(opening: Opening) -> list[Gap]:
    if not opening.with_children:
        return []
    found = []
    if opening.adults_present < ADULTS_WITH_CHILDREN:
        words = _("With children, at least two adults of the organisation must be there. Please say how many.")
        found.append(Gap("adults_present", words))
    if not opening.identity_required:
        words = _("Whoever works with children has their identity checked by the ward first. Please ask for it.")
        found.append(Gap("identity_required", words))
    return found


def _timed(opening: Opening, shifts: list[Shift], now: datetime) -> list[Gap]:
    today = now.astimezone(JAPAN).date()
    if not shifts:
        words = _("Please say when, and how many people you need.")
        return [Gap("shifts", words if opening.is_dated else _("Please say how many people you need."), SHIFTS)]
    if opening.is_dated and all(one.starts is None for one in shifts):
        return [Gap("shifts", _("Please say on which days, and from when to when."), SHIFTS)]
    if all(one.is_over(now) for one in shifts) or opening.ends < today:
        step, words = (SHIFTS, _("All its days are over.")) if opening.is_dated else (EDIT, _("Its last day is over."))
        return [Gap("ends", words, step)]
    if opening.deadline is not None and opening.deadline < today:
        return [Gap("deadline", _("The last day to answer is over."))]
    return []


def doubts(opening: Opening) -> list[str]:
    """What may be right and still deserves a second look; it keeps nobody from publishing."""
    found = []
    if opening.money == Opening.Money.FEE:
        found.append(_("Some residence permits forbid paid work. The page says that there is money, in plain words."))
    word = condition_of_nationality(opening.__dict__.get(name) or "" for name in _TEXTS)
    if word:
        words = _("The text says “%(word)s”. Nationality is never a condition here: please ask for what people can do.")
        found.append(words % {"word": word})
    if not opening.insured:
        found.append(_("Nothing is said about an insurance. Most volunteers ask about it."))
    return found


def condition_of_nationality(texts: Iterable[str]) -> str:
    """The first word that sounds like a condition of nationality, empty where there is none."""
    found = (_pattern().search(text) for text in texts)
    return next((match[0] for match in found if match), "")


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    lines = (line.strip() for line in _WORDS.read_text(encoding="utf-8").splitlines())
    return re.compile("|".join(line for line in lines if line and not line.startswith("#")), re.IGNORECASE)
