"""Entering values and approving them: one official each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpis.catalogue.models import Definition, Indicator
from kpis.catalogue.selectors import definitions_of, in_force
from kpis.dashboards.entry_comparison import comparison_of
from kpis.dashboards.entry_forms import DecideEntryForm, EntryForm
from kpis.dashboards.public_counts import counts_people
from kpis.dashboards.public_values import read_instead
from kpis.dashboards.wording import value_words
from kpis.measurements import entering, rules
from kpis.measurements.documents import file_of
from kpis.measurements.entering import EDITED
from kpis.measurements.life import AUTHOR, CHECKER, LIFE
from kpis.measurements.models import Entry, Measurement
from kpis.measurements.recording import latest_value
from kpis.measurements.selectors import entries_to_decide, why_returned
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.files.policies import KPI_ENTRY
from portal.shared.files.upload_limit import takes_upload, upload_refusal
from portal.shared.fiscal import Kind, period_of
from portal.shared.japan import JAPAN
from portal.shared.languages import SOURCE_CODE
from portal.shared.texts import text
from portal.shared.transitions import MoveRefusedError

SHOWN = 50
OPEN = (Entry.Status.SUBMITTED, Entry.Status.RETURNED)
"""Somebody must still do something about it."""
BY_MONTH = (Definition.Period.MONTH, Definition.Period.SURVEY)
SURVEYS = ("調査", "アンケート")
"""What the papers call an inquiry with answers."""


@keeps_typed
@for_ward_staff
@takes_upload(KPI_ENTRY)
@require_http_methods(["GET", "HEAD", "POST"])
def enter_value(request: HttpRequest, indicator_code: str) -> HttpResponse:
    """A new value for some days."""
    tiles = Indicator.objects.filter(role=Indicator.Role.TILE)
    return _filled(request, get_object_or_404(tiles, code=indicator_code), None)


@keeps_typed
@for_ward_staff
@takes_upload(KPI_ENTRY)
@require_http_methods(["GET", "HEAD", "POST"])
def change_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """An entry that was returned, once more."""
    entry = get_object_or_404(Entry.objects.select_related("indicator"), pk=entry_id, status=Entry.Status.RETURNED)
    return _filled(request, entry.indicator, entry)


def _filled(request: HttpRequest, indicator: Indicator, entry: Entry | None) -> HttpResponse:
    now = timezone.now()
    refuse(rules.can_enter_value(request.user, now))
    typed = request.POST if request.method == "POST" else take_typed(request)
    versions = definitions_of([indicator.pk])[indicator.pk]
    definition = in_force(versions, now.astimezone(JAPAN).date()) or versions[-1]
    initial = {name: getattr(entry, name) for name in EDITED} if entry else _usual(definition, now)
    definition = in_force(versions, initial["first"]) or definition
    form = EntryForm(typed, request.FILES or None, initial=initial, refusal=upload_refusal(request))
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, indicator, entry, {**form.cleaned_data})
        except ValidationError as error:
            form.add_error(None, error)
        except MoveRefusedError as error:
            form.add_error(None, error.denial.reason)
        else:
            messages.success(request, _("The value waits for a colleague's approval."))
            return redirect("kpis:ward_entries")
    context = {
        "indicator": indicator,
        "name": text(definition, "name", get_language() or "ja"),
        "unit": definition.get_unit_display(),
        "entry": entry,
        "file": file_of(entry) if entry else None,
        "returned": why_returned(entry) if entry else "",
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "ward/kpis/enter.html", context, status=status)


def _usual(definition: Definition, now: datetime) -> dict[str, Any]:
    """What most entries tell of: the last whole month, also of a survey, or fiscal year."""
    kind = Kind.MONTH if definition.period in BY_MONTH else Kind.YEAR
    whole = period_of(now.astimezone(JAPAN).date(), kind).previous()
    origin = Entry.Origin.SURVEY if _by_survey(definition) else Entry.Origin.MANUAL
    return {"first": whole.first, "last": whole.last, "origin": origin}


def _by_survey(definition: Definition) -> bool:
    """By its period, or by where the official Japanese text says that it comes from."""
    source = text(definition, "origin", SOURCE_CODE).value
    return definition.period == Definition.Period.SURVEY or any(one in source for one in SURVEYS)


def _save(request: HttpRequest, indicator: Indicator, entry: Entry | None, columns: dict[str, Any]) -> None:
    now = timezone.now()
    post_id = rules.working_post(request.user, now)
    if post_id is None:
        raise Http404
    upload = columns.pop("file")
    who: dict[str, Any] = {"by": acting_person(request), "post_id": post_id, "now": now, "upload": upload}
    if entry is None:
        entering.enter_value(indicator_id=indicator.pk, columns=columns, **who)
    else:
        entering.change_entry(entry_id=entry.pk, columns=columns, **who)


@for_ward_staff
@require_safe
def ward_entries(request: HttpRequest) -> HttpResponse:
    """What waits for a colleague, page by page, then what was decided lately; from the desk, only what this reader may
    approve."""
    to_approve = "to_approve" in request.GET and rules.can_enter_value(request.user, timezone.now()) is None
    undecided = entries_to_decide(acting_person(request)) if to_approve else Entry.objects.filter(status__in=OPEN)
    after = request.GET.get("after", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0
    waiting = list(_with_posts(undecided).filter(pk__gt=number).order_by("id")[: SHOWN + 1])
    decided = _with_posts(Entry.objects.exclude(status__in=OPEN)).order_by("-decided", "-id")
    context = {
        "to_approve": to_approve,
        "waiting": [_line(one) for one in waiting[:SHOWN]],
        "number": undecided.count(),
        "following": waiting[SHOWN - 1].pk if len(waiting) > SHOWN else None,
        "decided": [] if to_approve or number else [_line(one) for one in decided[:SHOWN]],
        "continued": number > 0,
    }
    return render(request, "ward/kpis/entries.html", context)


def _with_posts(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    return rows.select_related("indicator", "definition", "entered_post", "approved_post")


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry,
        "name": text(entry.definition, "name", get_language() or "ja"),
        "value": value_words(entry.value, entry.definition.unit),
    }


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def decide_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry with all that stands behind it; a colleague approves or returns it, its author takes it back."""
    entry, now = get_object_or_404(_with_posts(Entry.objects.all()), pk=entry_id), timezone.now()
    given = request.POST or None if request.method == "POST" else take_typed(request)
    form, refused, typed = DecideEntryForm(given, initial={"revision": entry.revision}), None, ""
    if request.method == "POST":
        refuse(rules.can_enter_value(request.user, now))
        if form.is_valid():
            try:
                _decide(request, entry, form)
                return (
                    redirect("kpis:decide_entry", entry.pk) if _read_instead(entry) else redirect("kpis:ward_entries")
                )
            except MoveRefusedError as error:
                refused, typed = error.denial, form.cleaned_data["reason"]
                entry.refresh_from_db()
                form = DecideEntryForm(initial={"revision": entry.revision, "reason": typed})
    denial = rules.can_decide_entry(request.user, entry, now)
    undecided = entry.status in OPEN
    before = latest_value(entry.indicator_id, entry.first, entry.last) if undecided else None
    mine = entry.entered_by_id == acting_person(request)
    works = rules.can_enter_value(request.user, now) is None
    context = {
        **_line(entry),
        "before": value_words(before.value, before.definition.unit) if before else "",
        "instead": _read_instead(entry),
        "comparison": comparison_of(entry) if undecided else None,
        "of_people": before is not None and counts_people(entry.definition),
        "file": file_of(entry),
        "returned": why_returned(entry) if entry.status == Entry.Status.RETURNED else "",
        "form": form,
        "denial": denial,
        "refused": refused,
        "typed": typed,
        "verbs": LIFE.verbs_from(entry.status, AUTHOR if mine else CHECKER) if works else [],
    }
    return render(request, "ward/kpis/decide.html", context, status=422 if request.method == "POST" else 200)


def _read_instead(entry: Entry) -> str:
    """The older value that everybody reads in place of an approved one; empty where they read this one, or none."""
    measured = Measurement.objects.filter(entry=entry.pk).first()
    found = read_instead(measured, timezone.localdate()) if measured else None
    return value_words(found.value, entry.definition.unit) if found else ""


def _decide(request: HttpRequest, entry: Entry, form: DecideEntryForm) -> None:
    by, now, verb = acting_person(request), timezone.now(), request.POST.get("verb", "")
    post_id = rules.working_post(request.user, now)
    if verb == "approve" and post_id is not None:
        revision = form.cleaned_data["revision"]
        entering.approve_entry(entry_id=entry.pk, by=by, post_id=post_id, now=now, revision=revision)
        messages.success(request, _("The value is approved and counts from now on."))
    elif verb == "return":
        entering.return_entry(entry_id=entry.pk, reason=form.cleaned_data["reason"], by=by, now=now)
        messages.success(request, _("The value went back with your reason."))
    elif verb == "withdraw":
        entering.withdraw_entry(entry_id=entry.pk, by=by, now=now)
        messages.success(request, _("The value was taken back."))
    else:
        raise Http404
