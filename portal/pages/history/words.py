"""States of a row in words: which field, in which language, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.directory.models import Membership
from organizations.places.models import LanguageService, OpeningException, OpeningHours
from portal.shared.language_names import LANGUAGE_NAMES
from portal.shared.languages import LANGUAGES
from volunteers.bits import BitsField
from volunteers.openings.models import Shift
from volunteers.openings.wording import shift_words, slots_words
from volunteers.vocabulary import Skill

AUTONYMS = {one.code.replace("-", "_"): one.autonym for one in LANGUAGES}
CODES = {one.code.replace("-", "_"): one.code for one in LANGUAGES}


@dataclass(frozen=True)
class Change:
    """One field: `language` is the autonym of the column's language, `lang` its code, both empty for plain fields."""

    label: str
    before: str
    after: str
    language: str = ""
    lang: str = ""


def changes(model: type[models.Model], before: models.Model, after: models.Model) -> list[Change]:
    """What differs between two states, in the order of the model's fields."""
    found = []
    for column in before._meta.fields:
        name = column.attname
        if name.startswith("pgh_") or name == "id" or getattr(before, name) == getattr(after, name):
            continue
        label, language = _label(model, column.name)
        found.append(
            Change(
                label=label,
                before=_words(model, column.name, getattr(before, name)),
                after=_words(model, column.name, getattr(after, name)),
                language=AUTONYMS.get(language, ""),
                lang=CODES.get(language, ""),
            )
        )
    return found


def _label(model: type[models.Model], name: str) -> tuple[str, str]:
    """The field's own words and the language of its column."""
    names = {one.name: one for one in model._meta.get_fields() if isinstance(one, models.Field)}
    for language in sorted(AUTONYMS, key=len, reverse=True):
        base = name.removesuffix(f"_{language}")
        if base != name and base in names:
            return str(names[base].verbose_name), language
    return str(names[name].verbose_name) if name in names else name, ""


def _words(model: type[models.Model], name: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    column = model._meta.get_field(name)
    if isinstance(column, BitsField):
        return _codes_words(column.vocabulary, value)
    if isinstance(value, list):
        inner = dict(getattr(getattr(column, "base_field", None), "choices", None) or [])
        return ", ".join(str(inner.get(one, one)) for one in value)
    if isinstance(value, datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return str(dict(getattr(column, "choices", None) or []).get(value, value))


def _codes_words(vocabulary: str, codes: Iterable[str]) -> str:
    """Codes of one of the volunteers' lists."""
    if vocabulary == "slots":
        return slots_words(codes)
    labels: Mapping[str, Any] = {"languages": LANGUAGE_NAMES, "skills": dict(Skill.choices)}.get(vocabulary, {})
    return ", ".join(str(labels.get(one, one)) for one in codes)


def field_label(model: type[models.Model]) -> str:
    """What a part of a place or organisation is called."""
    labels = {
        Membership: _("Member"),
        OpeningHours: _("Opening hours"),
        OpeningException: _("Closed or open otherwise"),
        LanguageService: _("Language"),
        Shift: _("Shift"),
    }
    return labels[model]


def row_words(model: type[models.Model], row: Any, people: Mapping[int, str]) -> str:
    """One row of a part, in a line."""
    if model is Membership:
        role = Membership.Role(row.role).label
        accepted = "" if row.accepted else f" ({_('invited')})"
        return f"{people.get(row.person_id, '?')}: {role}{accepted}"
    if model is OpeningHours:
        return f"{_words(model, 'weekday', row.weekday)} {_span(row.opens, row.closes)}"
    if model is Shift:
        return _shift_words(row)
    if model is OpeningException:
        days = " – ".join(dict.fromkeys(date_format(day, "SHORT_DATE_FORMAT") for day in (row.first, row.last)))
        return f"{days} {_span(row.opens, row.closes) or _('closed')} {row.note}".strip()
    days = " ".join(
        str(dict(OpeningHours._meta.get_field("weekday").choices or []).get(one, one)) for one in row.weekdays
    )
    parts = (row.language, days, _span(row.starts, row.ends), _words(model, "mode", row.mode))
    return " ".join(filter(None, parts))


def _shift_words(row: Any) -> str:
    when = shift_words(row.starts, row.ends) if row.starts and row.ends else ""
    people = ngettext("%(number)d person", "%(number)d people", row.places) % {"number": row.places}
    return " ".join(filter(None, (when, people, _("cancelled") if row.cancelled else "")))


def _span(opens: int | None, closes: int | None) -> str:
    if opens is None or closes is None:
        return ""
    return f"{opens // 60}:{opens % 60:02}–{closes // 60}:{closes % 60:02}"
