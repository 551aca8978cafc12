"""The NPO's editing of its places: load what this account may edit (else 404), ask the rule, call the service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.directory.models import Organization
from organizations.places import npo_selectors, rules, services
from organizations.places.editing import EditedMeanwhileError, save_section
from organizations.places.forms import AddressForm, CloseForm, ContactForm, FactsForm, NewPlaceForm
from organizations.places.models import Place
from organizations.places.place_texts_form import PlaceTextsForm
from organizations.places.spoken_form import SpokenEditor, outside_words
from organizations.places.week_form import WeekEditor, with_one_more
from organizations.places.week_words import plan_words
from organizations.places.wording import comma, freshness_words
from portal.accounts.kept_forms import keeps_typed, signed_in_or_back_to, take_typed
from portal.shared.denials import Denial
from portal.shared.tiles import allow_tiles
from portal.shared.wards import current_ward

Answer = Callable[..., HttpResponse]


def _mine(request: HttpRequest, place_id: int) -> Place:
    """The place if this account's organisation runs it; a stranger's place looks like a missing one."""
    found = Place.objects.editable_by(request.user).filter(pk=place_id)
    place = found.select_related("organization", "type").first()
    if place is None:
        raise Http404
    return place


def _denied(request: HttpRequest, denial: Denial) -> HttpResponse:
    return render(request, "403.html", {"reason": denial.reason, "next_step": denial.next_step}, status=403)


def _section(make: Callable[..., Any], template: str) -> Answer:
    """The view of one section: nothing typed is lost, whatever happens."""

    @never_cache
    @keeps_typed
    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, place_id: int) -> HttpResponse:
        place, now = _mine(request, place_id), timezone.now()
        denial = rules.can_edit_place(request.user, place, now)
        if denial:
            return _denied(request, denial)
        if request.method == "POST":
            return _take(request, place, make, template)
        typed = take_typed(request)
        if typed is None:
            editor = make(place)
            return _show(request, place, editor, template, place.revision, editor.seen())
        editor = make(place, typed)
        editor.is_valid()
        return _show(request, place, editor, template, _revision(typed), typed.get("seen", ""), unsaved=True)

    return view  # type: ignore[return-value]


def _take(request: HttpRequest, place: Place, make: Callable[..., Any], template: str) -> HttpResponse:
    data: Any = request.POST
    if "more" in data:
        data = with_one_more(data, data["more"])
    editor, revision, seen = make(place, data), _revision(data), data.get("seen", "")
    if "more" in data or not editor.is_valid():
        adding = "more" in data
        return _show(request, place, editor, template, revision, seen, status=200 if adding else 422, adding=adding)
    if "look" in data:
        return _show(request, place, editor, template, revision, seen, words=plan_words(editor.plan()))
    try:
        by: Any = request.user.person_id  # type: ignore[union-attr]
        kept = save_section(editor, revision=revision, seen=seen, by=by, now=timezone.now())
    except EditedMeanwhileError as found:
        number = found.place.revision
        return _show(request, place, editor, template, number, found.seen, status=409, versions=found.versions)
    except ValidationError as error:
        editor.refuse(error)
        return _show(request, place, editor, template, revision, seen, status=422)
    _tell(request, place, editor, template, kept)
    return redirect("organizations:edit_place", place.pk)


def _tell(request: HttpRequest, place: Place, editor: Any, template: str, kept: list[str]) -> None:
    """That it is saved, what was kept of the other person's, and what does not fit together."""
    messages.success(request, _("Saved. Everybody sees it now."))
    if kept:
        words = _("Somebody else changed other parts at the same time. They were kept: %(parts)s")
        messages.info(request, words % {"parts": comma().join(kept)})
    today = timezone.localdate()
    for words in editor.remarks(today):
        messages.warning(request, words)
    if place.confirmed != today:
        words = _("%(age)s. Is the rest still true as well? Then press “Everything is still true”.")
        messages.info(request, words % {"age": freshness_words(place.confirmed, today)})
    if template in ("hours", "languages"):
        for words in outside_words(Place.objects.get(pk=place.pk)):
            messages.warning(request, words)


def _revision(data: Any) -> int:
    text = data.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _show(
    request: HttpRequest,
    place: Place,
    editor: Any,
    template: str,
    revision: int,
    seen: str,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"place": place, "form": editor, "revision": revision, "seen": seen, "conflict": status == 409}
    context |= {"unsaved": request.method == "POST", **more}
    response = render(request, f"npo/places/{template}.html", context, status=status)
    if template == "address":
        allow_tiles(response, current_ward())
    return response


update_place_address = _section(AddressForm, "address")
update_place_contact = _section(ContactForm, "contact")
update_place_facts = _section(FactsForm, "facts")
replace_opening_hours = _section(WeekEditor, "hours")
replace_language_services = _section(SpokenEditor, "languages")


@never_cache
@keeps_typed
@login_required
def update_place_texts(request: HttpRequest, place_id: int) -> HttpResponse:
    """The texts; `?open=vi` opens one language."""
    opened = request.GET.get("open", "")

    def make(place: Place, data: Any = None) -> PlaceTextsForm:
        return PlaceTextsForm(place, data, opened)

    return _section(make, "texts")(request, place_id)


@never_cache
@login_required
@require_POST
def preview_opening_hours(request: HttpRequest, place_id: int) -> HttpResponse:
    """The typed week in plain words, for the script that shows it while one types."""
    editor = WeekEditor(_mine(request, place_id), request.POST)
    words = plan_words(editor.plan()) if editor.is_valid() else []
    context = {"words": words, "problems": editor.problems, "unclear": not words}
    return render(request, "npo/places/hours_words.html", context)


@never_cache
@login_required
@require_GET
def edit_place(request: HttpRequest, place_id: int) -> HttpResponse:
    """The overview of a place, section by section."""
    place, now = _mine(request, place_id), timezone.now()
    overview = npo_selectors.place_overview(place, get_language() or "ja", now)
    denial = rules.can_edit_place(request.user, place, now)
    may_close = rules.can_close_place(request.user, place, now) is None
    may_reopen = rules.can_reopen_place(request.user, place, now) is None
    context = {**overview, "denial": denial, "may_close": may_close, "may_reopen": may_reopen}
    return render(request, "npo/places/overview.html", context)


@never_cache
@signed_in_or_back_to("organizations:edit_place")
@require_POST
def confirm_place(request: HttpRequest, place_id: int) -> HttpResponse:
    """Still true: one tap."""
    place, now = _mine(request, place_id), timezone.now()
    denial = rules.can_confirm_place(request.user, place, now)
    if denial:
        return _denied(request, denial)
    services.confirm_place(place_id=place.pk, by=request.user.person_id, now=now)  # type: ignore[union-attr]
    messages.success(request, _("Thank you. The page now says “confirmed today”."))
    return redirect(
        "npo_desk" if request.POST.get("back") == "desk" else "organizations:edit_place", *_back(request, place)
    )


def _back(request: HttpRequest, place: Place) -> list[int]:
    return [] if request.POST.get("back") == "desk" else [place.pk]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_place(request: HttpRequest, place_id: int) -> HttpResponse:
    """Close for good, after asking once more; the same page opens a closed place again."""
    place, now = _mine(request, place_id), timezone.now()
    reopening = place.status == Place.Status.CLOSED
    ask, act = (
        (rules.can_reopen_place, services.reopen_place) if reopening else (rules.can_close_place, services.close_place)
    )
    denial = ask(request.user, place, now)
    if denial:
        return _denied(request, denial)
    form = CloseForm(request.POST if request.method == "POST" else None, reopening=reopening)
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], request.user.person_id  # type: ignore[union-attr]
        try:
            act(place_id=place.pk, revision=_revision(request.POST), reason=reason, by=by, now=now)
        except EditedMeanwhileError:
            messages.warning(request, _("Somebody changed this place meanwhile. Please look at it and decide again."))
        else:
            done = _("The place is on the map again.") if reopening else _("The place is closed and no longer shown.")
            messages.success(request, done)
        return redirect("organizations:edit_place", place.pk)
    context = {"place": place, "form": form, "revision": place.revision, "reopening": reopening}
    return render(request, "npo/places/close.html", context, status=422 if form.is_bound else 200)


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create_place(request: HttpRequest) -> HttpResponse:
    """A new place of one of my organisations."""
    mine = list(Organization.objects.managed_by(request.user))
    if not mine:
        raise Http404
    choices = [(one.pk, str(one)) for one in mine]
    form = NewPlaceForm(choices, current_ward().municipality_code, request.POST or take_typed(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "npo/places/new.html", {"form": form}, status=422 if form.is_bound else 200)
    now, values = timezone.now(), form.cleaned_data
    organization = next(one for one in mine if one.pk == values["organization_id"])
    denial = rules.can_create_place(request.user, organization, now)
    if denial:
        return _denied(request, denial)
    try:
        place = services.create_place(
            organization_id=organization.pk,
            type_id=values["type_id"],
            texts={"name_ja": values["name_ja"]},
            kana=values["kana"],
            address={"municipality_code": values["municipality_code"], "town": values["town"]},
            by=request.user.person_id,  # type: ignore[union-attr]
            now=now,
        )
    except ValidationError as error:
        for name, problems in error.message_dict.items():
            form.add_error(name if name in form.fields else None, problems)
        return render(request, "npo/places/new.html", {"form": form}, status=422)
    messages.success(request, _("The place is there. Please go on with its hours and languages."))
    return redirect("organizations:edit_place", place.pk)
