"""How the columns of an opening are checked before they are written, and two editors kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from organizations.places.models import Place, PlaceQuerySet
from organizations.towns import table as towns
from portal.shared.denials import Denial
from portal.shared.records import checked_columns
from portal.shared.transitions import MoveRefusedError
from portal.shared.translating import name_needed, text_columns
from volunteers.bits import BitsField, pack, unpack
from volunteers.openings.gaps import ADULTS_WITH_CHILDREN
from volunteers.openings.models import Opening, OpeningQuerySet
from volunteers.spoken import language_columns

TEXT_FIELDS = ("title", "summary", "meeting_point", "bring", "scope")
TEXT_COLUMNS = text_columns(TEXT_FIELDS)
PLAIN_COLUMNS = frozenset(
    {
        "kind", "field", "skills_required", "skills_welcome", "languages_welcome", "on_site", "online", "slots",
        "project_hours", "confidential", "starts", "ends", "deadline", "minimum_age", "identity_required",
        "with_children", "adults_present", "money", "insured", "answer",
    }
)  # fmt: skip
COLUMNS = PLAIN_COLUMNS | {"place_id", "town_code", "languages"}
"""What a caller may give: `languages` are those required, language → level; the point follows from place or town."""
NOWHERE: Mapping[str, Any] = {"place_id": None, "town_code": "", "latitude": None, "longitude": None}


class OpeningEditedMeanwhileError(Exception):
    """Somebody saved the opening first; `opening` is how it stands now."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(f"opening {opening.pk} stands at revision {opening.revision}")
        self.opening = opening


def lock_opening(opening_id: int) -> Opening:
    """The opening with its organisation, kept from other writers; who inserts an application need not wait."""
    rows = OpeningQuerySet(Opening).select_for_update(of=("self",), no_key=True)
    return rows.select_related("organization").get(pk=opening_id)


def refuse_overtaken(opening: Opening, revision: int | None) -> None:
    """MoveRefusedError where the decision was made on another revision; None is the system."""
    if revision is not None and opening.revision != revision:
        raise MoveRefusedError(
            Denial(
                "changed-meanwhile",
                _("Somebody changed this opening meanwhile. The state is now “%(state)s”.")
                % {"state": opening.get_status_display()},
                _("Nothing of yours was changed. Please read the page again before you decide."),
            )
        )


def checked_values(columns: Mapping[str, Any], organization_id: int) -> dict[str, Any]:
    """The columns as they are written; ValidationError by column, ValueError for a column unknown here."""
    plain = {name: value for name, value in columns.items() if name not in ("place_id", "town_code", "languages")}
    values = checked_columns(Opening, plain, PLAIN_COLUMNS)
    for name in values:
        field = Opening._meta.get_field(name)
        if isinstance(field, BitsField):
            values[name] = unpack(pack(values[name] or (), field.order), field.order)
    if "languages" in columns:
        values |= language_columns(columns["languages"])
    if "place_id" in columns or "town_code" in columns:
        values |= _position(columns.get("place_id"), columns.get("town_code") or "", organization_id)
    if values.get("on_site") is False:
        values |= NOWHERE
    return values


def _position(place_id: int | None, town_code: str, organization_id: int) -> dict[str, Any]:
    """Of the organisation's place as the public sees it, or of the town: nobody types coordinates."""
    if place_id is not None:
        place = PlaceQuerySet(Place).published().filter(pk=place_id, organization_id=organization_id).first()
        if place is None:
            raise ValidationError({"place_id": _("This is no place of the organisation. Please choose another one.")})
        return _position_of(place)
    if not town_code:
        return dict(NOWHERE)
    town = towns.town(town_code[:6], town_code[6:])
    if town is None:
        raise ValidationError({"town_code": _("This town is not known. Please choose one from the list.")})
    return {"place_id": None, "town_code": town_code, "latitude": town.latitude, "longitude": town.longitude}


def _position_of(place: Place) -> dict[str, Any]:
    if place.public_latitude is None:
        words = _("The address of this place is not shown to anybody. Please choose a town instead.")
        raise ValidationError({"place_id": words})
    code = place.municipality_code + place.town_code
    return {
        "place_id": place.pk,
        "town_code": code if len(code) == 13 else "",
        "latitude": place.public_latitude,
        "longitude": place.public_longitude,
    }


def refuse_contradictions(opening: Opening) -> None:
    """What the table's constraints forbid, said at the field."""
    problems: dict[str, str] = {}
    if not opening.title_ja:
        problems["title_ja"] = name_needed()
    if opening.ends < opening.starts:
        problems["ends"] = _("The last day lies before the first.")
    elif opening.deadline is not None and opening.deadline > opening.ends:
        problems["deadline"] = _("The last day to answer lies after the end. Please choose an earlier one.")
    if not (opening.on_site or opening.online):
        problems["on_site"] = _("Please choose on site, online, or both.")
    alone = opening.with_children and opening.adults_present < ADULTS_WITH_CHILDREN
    if alone and opening.status != Opening.Status.DRAFT:
        problems["adults_present"] = _("With children, at least two adults of the organisation must be there.")
    if problems:
        raise ValidationError(problems)
