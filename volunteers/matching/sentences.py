"""Reasons and obstacles as short sentences in the reader's language, never as points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from organizations.places.wording import weekday_names
from organizations.vocabulary import Field
from portal.shared.japan import JAPAN
from portal.shared.language_names import LANGUAGE_NAMES
from volunteers.matching.conditions import NOT_IN_PERSON, Condition
from volunteers.matching.scoring import Parts
from volunteers.openings.models import Opening
from volunteers.openings.times import slots_between
from volunteers.profiles.models import VolunteerProfile
from volunteers.vocabulary import SLOTS, TIMES, Level, Skill, TimeOfDay

MOST_NAMED = 3
_KILOMETRE = 10  # steps of 100 m


def listed(words: Iterable[str]) -> str:
    """Joined as the language does."""
    return pgettext("between the items of a list", ", ").join(words)


def reasons_of(profile: VolunteerProfile, opening: Opening, parts: Sequence[int], moment: datetime) -> list[str]:
    """Why the two were brought together, the strongest first; what is no longer so is left out.

    `parts` as stored. Asks nothing of the database where `opening.shifts` was fetched before.
    """
    known = Parts(*parts)
    found = [
        _languages(profile, opening),
        _skills(profile, opening),
        _time(profile, opening, known, moment),
        _way(known),
        _("Interested in: %(field)s") % {"field": Field(opening.field).label} if known.interest else "",
        _("Has done this kind of work before") if known.experience else "",
    ]
    return [one for one in found if one]


def _languages(profile: VolunteerProfile, opening: Opening) -> str:
    asked = {*opening.languages_basic, *opening.languages_welcome}
    common = [str(LANGUAGE_NAMES[code]) for code in profile.languages if code in asked]
    return _("Speaks %(languages)s") % {"languages": listed(common)} if common else ""


def _skills(profile: VolunteerProfile, opening: Opening) -> str:
    asked = {*opening.skills_required, *opening.skills_welcome}
    common = [str(Skill(code).label) for code in profile.skills if code in asked]
    return _("Can do: %(skills)s") % {"skills": listed(common)} if common else ""


def _time(profile: VolunteerProfile, opening: Opening, parts: Parts, moment: datetime) -> str:
    if opening.kind == Opening.Kind.PROJECT:
        return _("Has %(hours)s hours a week") % {"hours": profile.project_hours}
    if opening.kind == Opening.Kind.ONGOING:
        common = [slot_words(code) for code in profile.slots if code in set(opening.slots)]
        return _("Free: %(times)s") % {"times": listed(common[:MOST_NAMED])} if common else ""
    free = set(profile.slots)
    days = sorted(
        one.starts.astimezone(JAPAN)
        for one in opening.shifts.all()
        if one.cancelled is None
        and one.starts
        and one.ends
        and one.starts > moment
        and free.issuperset(slots_between(one.starts, one.ends))
    )
    # Days that the person has taken out are known as a number alone.
    if not days or len(days) > parts.free:
        return _("Free at %(free)s of %(asked)s times") % {"free": parts.free, "asked": parts.asked}
    return _("Free on %(days)s") % {"days": listed(_day(one) for one in days[:MOST_NAMED])}


def _day(moment: datetime) -> str:
    words = {"date": date_format(moment, "MONTH_DAY_FORMAT"), "weekday": weekday_names()[moment.weekday()]}
    return _("%(date)s (%(weekday)s)") % words


def slot_words(code: str) -> str:
    """A part of the week: weekday and time of day."""
    place = SLOTS.index(code)
    time = TimeOfDay(TIMES[place % len(TIMES)])
    return _("%(weekday)s %(time)s") % {"weekday": weekday_names()[place // len(TIMES)], "time": time.label}


def _way(parts: Parts) -> str:
    if parts.distance == NOT_IN_PERSON:
        return _("Can be done online")
    if parts.distance == 0:
        return _("Less than 100 m away")
    if parts.distance < _KILOMETRE:
        return _("About %(metres)s m away") % {"metres": parts.distance * 100}
    return _("About %(kilometres)s km away") % {"kilometres": f"{parts.distance / _KILOMETRE:.1f}"}


def blocking_words(opening: Opening, blocking: Mapping[str, Any]) -> list[str]:
    """Why a night reached nobody for the opening, for the coordinator: what nobody fulfils, and what would help."""
    if blocking["eligible"]:
        return [
            ngettext(
                "%(number)s person would fit, but is needed more elsewhere or has reached the limit.",
                "%(number)s people would fit, but are needed more elsewhere or have reached their limits.",
                blocking["eligible"],
            )
            % {"number": blocking["eligible"]}
        ]
    asked = [condition_words(opening, Condition(one)) for one in blocking["together"]]
    if len(asked) == 1:
        found = [_("There is nobody who %(condition)s.") % {"condition": asked[0]}]
    else:
        listing = pgettext("between conditions that are all asked for", " and ").join(asked)
        found = [_("There is nobody who %(conditions)s at the same time.") % {"conditions": listing}]
    lifting = blocking["lifting"]
    if lifting:
        number = blocking["without"][lifting]
        words = {"condition": condition_words(opening, Condition(lifting)), "number": number}
        found.append(
            ngettext(
                "Without “%(condition)s” there would be %(number)s person.",
                "Without “%(condition)s” there would be %(number)s people.",
                number,
            )
            % words
        )
    return found


def missed_words(why: str) -> str:
    """Why openings reached nobody, in general."""
    return {
        "elsewhere": _("Somebody fits, but is asked for other openings up to their limit"),
        "asked": _("Whoever fits was asked before, takes part already, or takes no more proposals now"),
        "time": _("Whoever fits is not free then"),
        "condition": _("Nobody fulfils what the opening asks"),
    }[why]


def condition_words(opening: Opening, condition: Condition) -> str:
    """What the opening asks of people, as the end of “somebody who …”."""
    if condition == Condition.LANGUAGES:
        spoken = [f"{LANGUAGE_NAMES[code]} ({Level(level).label})" for code, level in opening.languages.items()]
        return _("speaks %(languages)s") % {"languages": listed(spoken)}
    if condition == Condition.SKILLS:
        return _("can do %(skills)s") % {"skills": listed(str(Skill(code).label) for code in opening.skills_required)}
    if condition == Condition.TIME:
        return _("is free: %(times)s") % {"times": _times_asked(opening)}
    if condition == Condition.AGE:
        return _("has said to be %(age)s or older") % {"age": opening.minimum_age}
    return {
        Condition.PLACE: _("comes this far"),
        Condition.IDENTITY: _("was checked by the ward office"),
        Condition.NEW: _("has not been asked before"),
        Condition.CAPACITY: _("has room for another proposal"),
    }[condition]


def _times_asked(opening: Opening) -> str:
    if opening.kind == Opening.Kind.PROJECT:
        return _("%(hours)s hours a week") % {"hours": opening.project_hours}
    if opening.kind == Opening.Kind.ONGOING:
        return listed(slot_words(code) for code in opening.slots[:MOST_NAMED])
    days = [_day(one.starts.astimezone(JAPAN)) for one in opening.shifts.all() if one.starts and not one.cancelled]
    return listed(days[:MOST_NAMED])
