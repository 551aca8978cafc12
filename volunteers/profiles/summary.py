"""A profile in words, section by section, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from organizations.vocabulary import Field
from portal.shared.language_names import LANGUAGE_NAMES
from volunteers.profiles.forms import TITLES, distance_words
from volunteers.profiles.models import VolunteerProfile
from volunteers.profiles.selectors import area_name
from volunteers.vocabulary import SLOTS, Level, Skill, TimeOfDay


class Section(NamedTuple):
    """One section: its slug and title, lines of label and words, and what is missing in it (or an empty text)."""

    slug: str
    title: str
    lines: list[tuple[str, str]]
    missing: str


def sections(profile: VolunteerProfile, language: str) -> list[Section]:
    """All sections in the reader's (active) language; no query."""
    lines = {
        "about": _about(profile),
        "skills": _skills(profile),
        "times": _times(profile),
        "place": _place(profile, language),
        "limits": _limits(profile),
    }
    missing = gaps(profile)
    return [Section(slug, str(title), lines[slug], missing.get(slug, "")) for slug, title in TITLES.items()]


def gaps(profile: VolunteerProfile) -> dict[str, str]:
    """Section → what keeps openings from fitting."""
    found = {}
    if not profile.languages or profile.born is None:
        found["about"] = _("Your languages and your age decide which openings fit.")
    if not profile.skills:
        found["skills"] = _("Say what you can do: many openings ask for it.")
    if not profile.slots and not profile.project_hours:
        found["times"] = _("Say when you are free: without it, no opening fits.")
    if profile.in_person and not profile.town_code:
        found["place"] = _("Say where you start from: without it, nothing near you is found.")
    return found


def _about(profile: VolunteerProfile) -> list[tuple[str, str]]:
    spoken = _spoken(profile)
    born = date_format(profile.born, "YEAR_MONTH_FORMAT") if profile.born else ""
    rows = [
        (_("Name to be called by"), profile.nickname),
        (_("About me"), profile.about),
        (_("Languages"), spoken),
        (_("Born"), born),
    ]
    return _told(rows)


def _spoken(profile: VolunteerProfile) -> str:
    words = pgettext("language and level", "%(language)s: %(level)s")
    levels = profile.languages.items()
    return listed(words % {"language": LANGUAGE_NAMES[code], "level": Level(level).label} for code, level in levels)


def _skills(profile: VolunteerProfile) -> list[tuple[str, str]]:
    rows = [
        (_("What I can do"), listed(str(Skill(code).label) for code in profile.skills)),
        (_("What interests me"), listed(str(Field(code).label) for code in profile.interests)),
    ]
    return _told(rows)


def _times(profile: VolunteerProfile) -> list[tuple[str, str]]:
    parts = len(TimeOfDay.choices)
    rows = []
    for day, name in WEEKDAYS.items():
        codes = SLOTS[day * parts : (day + 1) * parts]
        free = [str(label) for code, label in zip(codes, TimeOfDay.labels, strict=True) if code in profile.slots]
        rows.append((str(name), listed(free)))
    return _told(rows)


def _place(profile: VolunteerProfile, language: str) -> list[tuple[str, str]]:
    ways = [_("on site")] * profile.in_person + [_("online")] * profile.online
    rows = [(_("How"), listed(ways))]
    if profile.in_person:
        rows += [
            (pgettext("where somebody starts", "From"), area_name(profile.town_code, language)),
            (_("How far"), distance_words(profile.radius)),
        ]
    return _told(rows)


def _limits(profile: VolunteerProfile) -> list[tuple[str, str]]:
    rows = [(_("Proposals a week at most"), str(profile.proposals_per_week))]
    if profile.hours_per_month:
        rows.append((_("Hours a month at most"), str(profile.hours_per_month)))
    if profile.project_hours:
        hours = ngettext("%(number)s hour a week", "%(number)s hours a week", profile.project_hours)
        rows.append((_("Projects from my profession"), hours % {"number": profile.project_hours}))
    rows += [
        (_("How to reach me"), str(profile.get_channel_display())),
        (_("Telephone"), profile.phone),
        (_("Address for letters"), profile.postal_address),
    ]
    return _told(rows)


def times_words(times: Iterable[str]) -> str:
    """Parts of a day, or that there are none."""
    return listed(str(TimeOfDay(code).label) for code in times) or _("no time")


def _told(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, words) for label, words in rows if words]


def listed(words: Iterable[str]) -> str:
    """Several words in a row, as the language does it."""
    return pgettext("between the items of a list", ", ").join(words)
