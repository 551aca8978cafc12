"""What is typed about a volunteer, on its way into the profile's columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from organizations.towns.table import town
from portal.accounts.models import User
from portal.shared.records import checked_columns
from volunteers.bits import BitsField
from volunteers.profiles.ages import age_on, month_of
from volunteers.profiles.models import VolunteerProfile
from volunteers.spoken import language_columns
from volunteers.vocabulary import LANGUAGES, Level

COLUMNS = frozenset(
    {
        "nickname", "about", "skills", "interests", "slots", "in_person", "online", "town_code", "radius", "born",
        "proposals_per_week", "hours_per_month", "project_hours", "channel", "phone",
        "postal_address",
    }
)  # fmt: skip
OLDEST = 110


def profile_columns(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Columns for what was typed, `languages` as code → level among it; ValidationError names each field.

    The position is the town's, so that nobody's home is known.
    """
    plain = {name: value for name, value in values.items() if name != "languages"}
    columns = {
        name: _in_order(name, value) for name, value in checked_columns(VolunteerProfile, plain, COLUMNS).items()
    }
    if "nickname" in columns and not columns["nickname"]:
        raise ValidationError({"nickname": _("Please choose a name.")})
    if "languages" in values:
        columns |= language_columns(checked_languages(values["languages"]))
    if "town_code" in columns:
        columns |= position_of(columns["town_code"])
    if columns.get("born"):
        columns["born"] = _checked_month(columns["born"], today)
    return columns


def checked_languages(levels: Mapping[str, int]) -> Mapping[str, int]:
    """ValidationError (`languages`) without any, or for what is no language or no level."""
    if not levels:
        raise ValidationError({"languages": _("Please choose one language at least.")})
    if set(levels) - set(LANGUAGES) or set(levels.values()) - set(Level.values):
        raise ValidationError({"languages": _("Please choose from the list.")})
    return levels


def position_of(town_code: str) -> dict[str, float | None]:
    """Where the middle of a town is; nothing without a town, ValidationError (`town_code`) for an unknown one."""
    if not town_code:
        return {"latitude": None, "longitude": None}
    found = town(town_code[:6], town_code[6:])
    if found is None:
        raise ValidationError({"town_code": _("Please choose a town from the list.")})
    return {"latitude": found.latitude, "longitude": found.longitude}


def refuse_nowhere(*, in_person: bool, online: bool) -> None:
    """ValidationError (`in_person`) for somebody who neither comes nor is online."""
    if not in_person and not online:
        raise ValidationError({"in_person": _("Please choose one at least: on site or online.")})


def refuse_unreachable(profile: VolunteerProfile) -> None:
    """ValidationError (`channel`, `phone`, `postal_address`) for somebody who wants a mail, a call or a letter, and
    nobody knows where to."""
    by_mail = profile.channel == VolunteerProfile.Channel.MAIL
    if by_mail and not User.objects.filter(person_id=profile.person_id).exists():
        words = _("Without an account there is no e-mail address. Please choose another way.")
        raise ValidationError({"channel": words})
    if profile.channel == VolunteerProfile.Channel.TELEPHONE and not profile.phone:
        raise ValidationError({"phone": _("Please write the number, so that we can call.")})
    if profile.channel == VolunteerProfile.Channel.LETTER and not profile.postal_address:
        raise ValidationError({"postal_address": _("Please write the address, so that we can send letters.")})


def _checked_month(born: date, today: date) -> date:
    if born > today or age_on(born, today) > OLDEST:
        raise ValidationError({"born": _("Please look at the year again.")})
    return month_of(born)


def _in_order(name: str, value: Any) -> Any:
    """Codes as the row has them when it is read, so that only what differs counts as changed."""
    field = VolunteerProfile._meta.get_field(name)
    if isinstance(field, BitsField):
        return tuple(code for code in field.order if code in set(value or ()))
    return value
