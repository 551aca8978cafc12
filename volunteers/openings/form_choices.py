"""What an organisation's people choose from when they write an opening: where, languages, times of the week."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from organizations.places.models import Place, PlaceQuerySet
from organizations.places.wording import weekday_names
from organizations.towns import table as towns
from portal.shared.language_names import LANGUAGE_NAMES
from portal.shared.languages import BY_CODE
from volunteers.openings.models import Opening
from volunteers.vocabulary import LANGUAGES, TIMES, WEEKDAYS, TimeOfDay

PLACE, TOWN = "place:", "town:"
FIELD_OF = {"place_id": "where", "town_code": "where", "starts": "first_day", "ends": "last_day"}
"""The form's field for a column of the service, where it is called otherwise."""


def where_choices(organizations: Iterable[tuple[int, str]], municipality_code: str, kept: str = "") -> list[Any]:
    """The organisations' places on the map, then the ward's towns; `kept` is a code of elsewhere that stands already."""
    names = dict(organizations)
    rows = PlaceQuerySet(Place).published().filter(organization_id__in=names, public_latitude__isnull=False)
    places = [
        (f"{PLACE}{one.pk}", f"{one} – {names[one.organization_id]}" if len(names) > 1 else str(one))  # type: ignore[index]
        for one in rows.order_by("sort_key", "id")
    ]
    found = [(f"{TOWN}{one.code13}", one.name) for one in towns.towns_of(municipality_code)]
    if kept.startswith(TOWN) and kept not in dict(found):
        code = kept.removeprefix(TOWN)
        town = towns.town(code[:6], code[6:])
        found.append((kept, f"{towns.municipality_name(code[:6])}{town.name}" if town else code))
    groups: list[Any] = [("", "—")]
    if places:
        groups.append((_("Your places"), places))
    return [*groups, (_("Towns"), found)]


def where_of(opening: Opening) -> str:
    """The choice that stands."""
    if opening.place_id is not None:
        return f"{PLACE}{opening.place_id}"
    return f"{TOWN}{opening.town_code}" if opening.town_code else ""


def where_columns(chosen: str) -> dict[str, Any]:
    """The choice as the service takes it."""
    if chosen.startswith(PLACE):
        return {"place_id": int(chosen.removeprefix(PLACE)), "town_code": ""}
    return {"place_id": None, "town_code": chosen.removeprefix(TOWN)}


def spoken_choices() -> list[tuple[str, str]]:
    """Every language by its name here, then as its speakers write it."""
    return [(code, f"{LANGUAGE_NAMES[code]} — {BY_CODE[code].autonym}") for code in LANGUAGES]


def slot_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The parts of each day, a group for each weekday."""
    return [
        (name, [(f"{day}-{part}", f"{name} {TimeOfDay(part).label}") for part in TIMES])
        for day, name in zip(WEEKDAYS, weekday_names(), strict=True)
    ]


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, with the browser's calendar where it has one."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%Y/%m/%d"], **options)


def time_field(label: Any, **options: Any) -> forms.TimeField:
    """A time of day."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **options)


def put_errors(form: forms.BaseForm, error: Any) -> None:
    """Show what a service could not store at the field it concerns."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for column, problems in error.error_dict.items():
        name = column.rsplit("-", 1)[-1] if column.startswith("shift-") else column
        name = name if name in form.fields else FIELD_OF.get(name, name)
        form.add_error(name if name in form.fields else None, problems)
