"""Writes to places: one verb, one transaction, nothing lost when two people edit at once.

`by` is the id of the acting Person, `revision` the one the editor has seen; every function returns the new
revision and raises EditedMeanwhileError when somebody was faster, ValidationError for what cannot be stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from organizations.directory.contact_fields import check_column, checked_phone
from organizations.directory.models import Organization
from organizations.places import sentences
from organizations.places.address import check_on_map, located
from organizations.places.choices import AddressVisibility, HoursKnown
from organizations.places.editing import (
    EditedMeanwhileError,
    Editor,
    lock_place,
    replace_rows,
    store_columns,
    stored_rows,
    write_edit,
)
from organizations.places.indexing import index_place
from organizations.places.models import LanguageService, OpeningException, OpeningHours, Place
from organizations.places.opening_plan import OpeningPlan
from organizations.places.spoken import SpokenRow, spoken_faults
from portal.shared.audit import record_act
from portal.shared.japan import JAPAN
from portal.shared.records import as_json, checked_columns
from portal.shared.translating import change_texts, name_needed, text_columns
from portal.shared.versions import content_changed

TEXT_FIELDS = ("name", "summary", "description", "access", "hours_note")
TEXT_COLUMNS = text_columns(TEXT_FIELDS)
CONTACT = frozenset({"phone", "extension", "email", "form_url", "url", "contact_note"})
FACTS = frozenset({"type_id", "facts", "audiences", "fields_of_activity", "hazards", "capacity"})
ADDRESS = frozenset(
    {
        "address_visibility", "postal_code", "municipality_code", "town", "block", "building", "floor",
        "latitude", "longitude",
    }
)  # fmt: skip
HIDING_KINDS = frozenset({Organization.Kind.VOLUNTARY, Organization.Kind.NEIGHBOURHOOD})
OFF_THE_MAP = {"public_latitude": None, "public_longitude": None, "map_cell": None}
HOURS_COLUMNS = ("weekday", "opens", "closes", "weeks", "last_reception")
EXCEPTION_COLUMNS = ("first", "last", "opens", "closes", "note")
LANGUAGE_COLUMNS = ("language", "weekdays", "weeks", "starts", "ends", "mode", "needs_booking")


@transaction.atomic
def create_place(
    *,
    organization_id: int | None,
    type_id: int,
    texts: Mapping[str, str],
    kana: str = "",
    address: Mapping[str, Any] | None = None,
    by: int | None,
    now: datetime,
) -> Place:
    """A new place; `texts` are columns (`name_ja` at least). It is public once its organisation is."""
    organizations = Organization.objects.select_for_update(of=("self",))
    organization = organizations.get(pk=organization_id) if organization_id else None
    visibility = {"address_visibility": default_visibility(organization)}
    values = {
        **checked_columns(Place, {**texts, "kana": kana}, TEXT_COLUMNS | {"kana"}),
        **located(checked_columns(Place, {**visibility, **(address or {})}, ADDRESS), None),
    }
    if not values.get("name_ja"):
        raise ValidationError({"name_ja": name_needed()})
    status = public_status(organization)
    place = Place(organization=organization, type_id=type_id, status=status, edited_by_hand=now, updated=now)
    for name, value in values.items():
        setattr(place, name, value)
    place.confirmed = now.astimezone(JAPAN).date()
    place.save()
    record_act(by=by, verb="create_place", on=place, now=now, detail={"after": as_json(values)})
    index_place(place.pk, now=now)
    content_changed()
    return place


def public_status(organization: Organization | None) -> str:
    """A place is public from the start, unless its organisation is not: then it waits for it as a draft."""
    public = organization is None or organization.status == Organization.Status.PUBLISHED
    return Place.Status.PUBLISHED if public else Place.Status.DRAFT


def default_visibility(organization: Organization | None) -> str:
    """Voluntary groups and neighbourhood associations often meet in homes: only the town is shown."""
    hides = organization is not None and organization.kind in HIDING_KINDS
    return AddressVisibility.TOWN if hides else AddressVisibility.PUBLIC


@transaction.atomic
def update_place_texts(
    *,
    place_id: int,
    revision: int,
    texts: Mapping[str, str],
    kana: str | None = None,
    minor: bool = False,
    still_right: Iterable[str] = (),
    by: int | None,
    now: datetime,
) -> int:
    """Change texts by column (`name_ja`, `summary_en` …); a changed Japanese text makes its translations outdated.

    `minor` keeps them valid; `still_right` are columns of languages whose outdated texts somebody has checked.
    """
    place = lock_place(place_id, revision)
    columns = checked_columns(Place, texts, TEXT_COLUMNS)
    if "name_ja" in columns and not columns["name_ja"]:
        raise ValidationError({"name_ja": name_needed()})
    values = change_texts(place, TEXT_FIELDS, columns, minor=minor, still_right=still_right)
    if kana is not None:
        values.update(checked_columns(Place, {"kana": kana}, frozenset({"kana"})))
    fresh = Place.objects.get(pk=place_id)
    return store_columns(fresh, "update_place_texts", values, Editor(by, now))


@transaction.atomic
def update_place_address(
    *, place_id: int, revision: int, address: Mapping[str, Any], by: int | None, now: datetime
) -> int:
    """Change address, position and who sees them; without coordinates the town's centre stands in."""
    place = lock_place(place_id, revision)
    columns = located(checked_columns(Place, address, ADDRESS), place)
    if {"town", "municipality_code", "address_visibility"} & columns.keys():
        check_on_map(columns, place)
    _check_can_be_asked(place, columns, "address_visibility")
    if columns.get("address_visibility") == AddressVisibility.NEVER:
        columns.update(OFF_THE_MAP)
    return store_columns(place, "update_place_address", columns, Editor(by, now))


@transaction.atomic
def update_place_contact(
    *, place_id: int, revision: int, contact: Mapping[str, Any], by: int | None, now: datetime
) -> int:
    """Change telephone, e-mail, form and website; the telephone number is brought to Japan's usual form."""
    place = lock_place(place_id, revision)
    columns = checked_columns(Place, contact, CONTACT)
    check_column(columns, "phone", checked_phone)
    _check_can_be_asked(place, columns, "phone")
    return store_columns(place, "update_place_contact", columns, Editor(by, now))


def _check_can_be_asked(place: Place, columns: Mapping[str, Any], field: str) -> None:
    """A hidden address needs one way to ask for it; what an import left without one may stand until it is touched."""
    hidden = columns.get("address_visibility", place.address_visibility) == AddressVisibility.NEVER
    if hidden and not any(columns.get(name, getattr(place, name)) for name in CONTACT - {"extension"}):
        raise ValidationError({field: sentences.contact_needed()})


@transaction.atomic
def update_place_facts(*, place_id: int, revision: int, facts: Mapping[str, Any], by: int | None, now: datetime) -> int:
    """Change type, plain facts, audiences, fields, hazards and capacity."""
    place = lock_place(place_id, revision)
    columns = checked_columns(Place, facts, FACTS)
    return store_columns(place, "update_place_facts", columns, Editor(by, now))


@transaction.atomic
def replace_opening_hours(*, place_id: int, revision: int, plan: OpeningPlan, by: int | None, now: datetime) -> int:
    """Put the plan in the place of all hours and exceptions."""
    place = lock_place(place_id, revision)
    faults = plan.faults()
    if faults:
        raise ValidationError([sentences.hours_problem(code) for code in faults])
    notes = [checked_columns(OpeningException, {"note": one.note}, frozenset({"note"})) for one in plan.exceptions]
    weekly = [{**asdict(row), "weeks": sorted(row.weeks)} for row in plan.hours]
    exceptions = [{**asdict(one), **note} for one, note in zip(plan.exceptions, notes, strict=True)]
    columns = {
        "hours_known": HoursKnown(plan.known).value,
        "holiday_treatment": str(plan.holidays),
        "closed_at_year_end": plan.closed_at_year_end,
    }
    before = _stored_hours(place)
    after = {**columns, "hours": weekly, "exceptions": exceptions}
    if before == after:
        return place.revision
    replace_rows(OpeningHours, place, weekly)
    replace_rows(OpeningException, place, exceptions)
    detail = {"before": as_json(before), "after": as_json(after)}
    return write_edit(place, "replace_opening_hours", columns, Editor(by, now), detail=detail)


def _stored_hours(place: Place) -> dict[str, Any]:
    columns = ("hours_known", "holiday_treatment", "closed_at_year_end")
    return {
        **{name: getattr(place, name) for name in columns},
        "hours": stored_rows(OpeningHours, place, HOURS_COLUMNS),
        "exceptions": stored_rows(OpeningException, place, EXCEPTION_COLUMNS),
    }


@transaction.atomic
def replace_language_services(
    *, place_id: int, revision: int, rows: Sequence[SpokenRow], by: int | None, now: datetime
) -> int:
    """Put the rows in the place of all that was said about languages."""
    place = lock_place(place_id, revision)
    faults = spoken_faults(rows)
    if faults:
        raise ValidationError([sentences.spoken_problem(code) for code in faults])
    values = [{**asdict(row), "weekdays": sorted(row.weekdays), "weeks": sorted(row.weeks)} for row in rows]
    before = stored_rows(LanguageService, place, LANGUAGE_COLUMNS)
    if before == values:
        return place.revision
    replace_rows(LanguageService, place, values)
    detail = {"before": {"languages": before}, "after": {"languages": values}}
    return write_edit(place, "replace_language_services", {}, Editor(by, now), detail=detail)


@transaction.atomic
def confirm_place(*, place_id: int, by: int | None, now: datetime) -> int:
    """Everything is still true today; needs no revision, for it overwrites nothing."""
    place = Place.objects.select_for_update(of=("self",)).get(pk=place_id)
    return store_columns(place, "confirm_place", {"confirmed": now.astimezone(JAPAN).date()}, Editor(by, now))


@transaction.atomic
def close_place(*, place_id: int, revision: int, reason: str, by: int | None, now: datetime) -> int:
    """Close for good: the place leaves pages, search and files, its record stays."""
    place = lock_place(place_id, revision)
    return store_columns(place, "close_place", {"status": Place.Status.CLOSED}, Editor(by, now), reason=reason)


@transaction.atomic
def reopen_place(*, place_id: int, revision: int, reason: str, by: int | None, now: datetime) -> int:
    """Take back a closure; the place is public if its organisation is.

    The organisation is locked first, as whoever publishes it does: a place that reopens in that very moment
    would else wait for ever as a draft.
    """
    organization_id = Place.objects.values_list("organization_id", flat=True).get(pk=place_id)
    organizations = Organization.objects.select_for_update(of=("self",))
    organization = organizations.get(pk=organization_id) if organization_id else None
    place = lock_place(place_id, revision)
    if place.organization_id != organization_id:
        raise EditedMeanwhileError(place)
    status = public_status(organization)
    return store_columns(place, "reopen_place", {"status": status}, Editor(by, now), reason=reason)
