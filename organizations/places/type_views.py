"""The list of the types of places, and its editing by officials."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from organizations.places import type_services
from organizations.places.models import PlaceType
from organizations.places.rules import can_edit_place_type
from organizations.places.type_forms import PlaceTypeForm
from organizations.places.type_selectors import types_in_use
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed


@for_ward_staff
@require_safe
def place_types(request: HttpRequest) -> HttpResponse:
    """All types in their order, with how many places each has."""
    denial = can_edit_place_type(request.user, timezone.now())
    return render(request, "ward/place_types.html", {"types": types_in_use(), "denial": denial})


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def create_place_type(request: HttpRequest) -> HttpResponse:
    """A new type."""
    now = timezone.localtime()
    refuse(can_edit_place_type(request.user, now))
    form = PlaceTypeForm(request.POST if request.method == "POST" else take_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            type_services.create_place_type(
                slug=form.cleaned_data["slug"], columns=form.columns(), by=acting_person(request), now=now
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The type was added. Places can have it from now on."))
            return redirect("organizations:place_types")
    return render(request, "ward/place_type.html", {"form": form}, status=422 if form.errors else 200)


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def edit_place_type(request: HttpRequest, type_id: int) -> HttpResponse:
    """Names, icon and rank of a type."""
    now = timezone.localtime()
    row = get_object_or_404(PlaceType, pk=type_id)
    denial = can_edit_place_type(request.user, now)
    posted = request.POST if request.method == "POST" else None
    form = PlaceTypeForm(take_typed(request) if posted is None else posted, place_type=row, read_only=bool(denial))
    if posted is not None:
        refuse(denial)
        if form.is_valid() and _saved(request, form, row):
            return redirect("organizations:place_types")
    context = {"form": form, "type": row, "denial": denial}
    return render(request, "ward/place_type.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, form: PlaceTypeForm, row: PlaceType) -> bool:
    now = timezone.localtime()
    try:
        changed = type_services.update_place_type(
            type_id=row.pk, columns=form.changes(), by=acting_person(request), now=now
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    if not type_services.NAMES.isdisjoint(changed):
        places = type_services.reindex_places_of_type(type_id=row.pk, now=now)
        sentence = ngettext(
            "Saved. %(total)s place is found by the new name now.",
            "Saved. %(total)s places are found by the new name now.",
            places,
        )
        messages.success(request, sentence % {"total": places})
    else:
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return True
