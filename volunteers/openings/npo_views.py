"""The NPO's openings: load what this account's organisations have (else 404), ask the rule, call the service."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.directory.gates import denied
from organizations.directory.models import Organization
from portal.accounts.gates import acting_person
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.wards import current_ward
from volunteers.openings import npo_selectors, rules, services
from volunteers.openings.edit_forms import OpeningForm
from volunteers.openings.editing import OpeningEditedMeanwhileError
from volunteers.openings.form_choices import put_errors
from volunteers.openings.forms import NewOpeningForm
from volunteers.openings.gaps import doubts, gaps
from volunteers.openings.life import LIFE, MEMBER
from volunteers.openings.models import Opening, Shift
from volunteers.openings.overview import parts_of
from volunteers.openings.shift_forms import SPARE_ROWS, ShiftsEditor
from volunteers.openings.shifts import standing_shifts
from volunteers.openings.views import described

STATES = ("draft", "checking", "published", "filled", "closed", "cancelled")


def my_opening(request: HttpRequest, opening_id: int) -> Opening:
    """The opening if this account's person belongs to its organisation; a stranger's looks like a missing one."""
    found = npo_selectors.mine(request.user).select_related("organization", "place")  # type: ignore[arg-type]
    return get_object_or_404(found, pk=opening_id)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@never_cache
@login_required
@require_safe
def npo_openings(request: HttpRequest) -> HttpResponse:
    """The openings of my organisations, state by state."""
    mine = list(Organization.objects.managed_by(request.user).order_by("sort_key", "id"))
    if not mine:
        raise Http404
    numbers = npo_selectors.number_in_states(request.user)  # type: ignore[arg-type]
    asked = request.GET.get("state", "")
    state = asked if asked in STATES else next((one for one in ("published", *STATES) if numbers.get(one)), "draft")
    chosen = _number(request.GET.get("organization", ""))
    organization = next((one for one in mine if one.pk == chosen), None)
    context = {
        "organizations": mine,
        "organization": organization,
        "state": state,
        "states": [(one, Opening.Status(one).label, numbers.get(one, 0)) for one in STATES],
        **npo_selectors.my_openings(
            request.user,  # type: ignore[arg-type]
            state,
            organization.pk if organization else None,
            min(_number(request.GET.get("after", "")), 1_000_000),
            timezone.now(),
        ),
    }
    return render(request, "npo/openings/openings.html", context)


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create_opening(request: HttpRequest) -> HttpResponse:
    """A new opening of one of my organisations, on one page."""
    now = timezone.now()
    mine = list(Organization.objects.managed_by(request.user).order_by("sort_key", "id"))
    active = [one for one in mine if rules.can_create_opening(request.user, one, now) is None]
    if not mine:
        raise Http404
    if not active:
        denial = rules.can_create_opening(request.user, mine[0], now)
        assert denial is not None
        return denied(request, denial)
    typed = request.POST if request.method == "POST" else take_typed(request)
    choices = [(one.pk, str(one)) for one in active]
    form = NewOpeningForm(choices, current_ward().municipality_code, timezone.localdate(), typed)
    if request.method == "POST" and form.is_valid():
        try:
            opening = services.create_opening(
                organization_id=form.cleaned_data["organization_id"],
                texts=form.texts(),
                columns=form.columns(),
                shifts=form.plans(),
                by=acting_person(request),
                now=now,
            )
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The draft is saved. Read it once more and publish it."))
            return redirect("volunteers:npo_opening", opening.pk)
    return render(request, "npo/openings/new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def npo_opening(request: HttpRequest, opening_id: int) -> HttpResponse:
    """One opening at a glance: its state, what is missing, its shifts, who comes."""
    language, now = get_language() or "ja", timezone.now()
    rows = npo_selectors.mine_with_names(request.user, language)  # type: ignore[arg-type]
    in_order = Prefetch("shifts", Shift.objects.order_by("starts", "id"))
    opening = get_object_or_404(rows.prefetch_related(in_order), pk=opening_id)
    all_shifts = list(opening.shifts.all())
    shifts = [one for one in all_shifts if one.cancelled is None]
    denial = rules.can_manage_opening(request.user, opening, now)
    told = npo_selectors.story(opening.pk)
    context = {
        **described(opening, shifts, language),
        **parts_of(opening, now),
        "has_times": any(not one.is_over(now) for one in shifts),
        "denial": denial,
        "may_edit": denial is None and rules.is_editable(opening) is None,
        "verbs": [] if denial else LIFE.verbs_from(opening.status, MEMBER),
        "gaps": gaps(opening, shifts, now) if opening.status in ("draft", "checking") else [],
        "doubts": doubts(opening) if opening.status in ("draft", "checking", "published") else [],
        "known": opening.status == Opening.Status.DRAFT and rules.is_known_to_the_ward(opening.organization_id),
        "all_shifts": all_shifts,
        "story": told,
        "last_reason": next((one for one in told if one.reason), None),
    }
    return render(request, "npo/openings/opening.html", context)


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def save_opening(request: HttpRequest, opening_id: int) -> HttpResponse:
    """Texts in all languages and everything else; `?open=vi` opens one language."""
    opening, now = my_opening(request, opening_id), timezone.now()
    denial = rules.can_edit_opening(request.user, opening, now)
    if denial:
        return denied(request, denial)
    typed = request.POST if request.method == "POST" else take_typed(request)
    form = OpeningForm(opening, current_ward().municipality_code, typed, request.GET.get("open", ""))
    revision = _number(typed.get("revision", "")) if typed is not None else opening.revision
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            services.save_opening(
                opening_id=opening.pk, revision=revision, by=acting_person(request), now=now, **form.values()
            )
        except OpeningEditedMeanwhileError as meanwhile:
            revision = meanwhile.opening.revision
            more = {"conflict": True, "versions": form.versions(meanwhile.opening)}
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("volunteers:npo_opening", opening.pk)
    status = 409 if more else 422 if form.errors and request.method == "POST" else 200
    context = {"opening": opening, "form": form, "revision": revision, **more}
    return render(request, "npo/openings/edit.html", context, status=status)


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_shifts(request: HttpRequest, opening_id: int) -> HttpResponse:
    """Days, hours and how many people."""
    opening, now = my_opening(request, opening_id), timezone.now()
    denial = rules.can_edit_opening(request.user, opening, now)
    if denial:
        return denied(request, denial)
    typed = request.POST if request.method == "POST" else take_typed(request)
    adding = typed is not None and "more" in typed
    shifts = list(standing_shifts(opening.pk))
    editor = ShiftsEditor(opening, shifts, typed, SPARE_ROWS if adding else 0)
    revision = _number(typed.get("revision", "")) if typed is not None else opening.revision
    problems, conflict, valid = list[str](), False, editor.is_valid() if typed is not None and not adding else False
    if request.method == "POST" and valid:
        try:
            services.set_shifts(
                opening_id=opening.pk, revision=revision, shifts=editor.plans(), by=acting_person(request), now=now
            )
        except OpeningEditedMeanwhileError as meanwhile:
            revision, conflict = meanwhile.opening.revision, True
        except ValidationError as error:
            problems = editor.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("volunteers:npo_opening", opening.pk)
    status = 409 if conflict else 422 if request.method == "POST" and not adding else 200
    context = {
        "opening": opening, "editor": editor, "revision": revision, "problems": problems, "conflict": conflict,
    }  # fmt: skip
    return render(request, "npo/openings/shifts.html", context, status=status)
