"""Changing how an indicator is measured: typed, looked at beside the version before, then saved."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpis.catalogue import defining
from kpis.catalogue.defining import DefinedMeanwhileError, checked_definition, latest_definition
from kpis.catalogue.models import FIRST_DAY, Definition, Indicator
from kpis.catalogue.rules import can_change_definition
from kpis.dashboards.definition_forms import DefinitionForm, next_start, stored
from kpis.dashboards.recounting import effect_of
from kpis.measurements.rules import working_post
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.texts import text


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def change_definition(request: HttpRequest, indicator_code: str) -> HttpResponse:
    """The form with the latest version in it; nothing is saved that was not looked at before."""
    indicator = get_object_or_404(Indicator.objects.select_related("area"), code=indicator_code)
    now = timezone.now()
    refuse(can_change_definition(request.user, now))
    latest = latest_definition(indicator.pk)
    typed: Any = request.POST if request.method == "POST" else take_typed(request)
    form = DefinitionForm(typed, initial={**stored(latest), "starts": next_start(latest, timezone.localdate())})
    page = _Page(request, indicator, latest, form, _version(typed, latest))
    if request.method != "POST":
        return page.show(200)
    if not form.is_valid():
        return page.show(422)
    try:
        return _take(page)
    except DefinedMeanwhileError as error:
        page.latest, page.version = error.latest, error.latest.version
        return page.show(409)
    except ValidationError as error:
        form.refuse(error)
        return page.show(422)


class _Page:
    """One look at the form."""

    def __init__(
        self, request: HttpRequest, indicator: Indicator, latest: Definition, form: DefinitionForm, version: int
    ) -> None:
        self.request, self.indicator, self.latest, self.form, self.version = request, indicator, latest, form, version

    def show(self, status: int, **more: Any) -> HttpResponse:
        conflict = status == 409
        context = {
            "indicator": self.indicator,
            "name": text(self.latest, "name", get_language() or "ja"),
            "latest": self.latest,
            "always": self.latest.starts == FIRST_DAY,
            "form": self.form,
            "version": self.version,
            "conflict": conflict,
            "versions": _both_texts(self.form, self.latest) if conflict else [],
            "unsaved": self.request.method == "POST",
            **more,
        }
        return render(self.request, "ward/kpis/define.html", context, status=status)


def _take(page: _Page) -> HttpResponse:
    """Show what would change; save what was shown."""
    request, now, columns = page.request, timezone.now(), page.form.columns()
    if page.latest.version != page.version:
        raise DefinedMeanwhileError(page.latest)
    values, seen = checked_definition(page.indicator, page.latest, columns, now), _mark(page.version, columns)
    if request.POST.get("seen", "") != seen or "look" in request.POST:
        differences = page.form.differences(stored(page.latest), values)
        effect = effect_of(page.indicator, page.latest, values, timezone.localdate())
        return page.show(200, differences=differences, effect=effect, seen=seen)
    post_id = working_post(request.user, now)
    if post_id is None:
        raise Http404
    made = defining.change_definition(
        indicator_id=page.indicator.pk,
        version=page.version,
        columns=columns,
        by=acting_person(request),
        post_id=post_id,
        now=now,
    )
    words = _("Version %(version)s holds from %(day)s on. The next night counts by it.")
    messages.success(request, words % {"version": made.version, "day": date_format(made.starts)})
    return redirect("kpis:ward_indicator", page.indicator.code)


def _both_texts(form: DefinitionForm, latest: Definition) -> list[tuple[str, str, str]]:
    """Label, mine, theirs of each field that differs from the version that came in between."""
    mine = {name: form.cleaned_data.get(name) for name in stored(latest)}
    return [(one.label, one.after, one.before) for one in form.differences(stored(latest), mine)]


def _version(typed: Any, latest: Definition) -> int:
    """The version that the form was opened with; 0, which is none, where that cannot be read."""
    if typed is None:
        return latest.version
    given = typed.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0


def _mark(version: int, columns: Any) -> str:
    """What was looked at, so that nothing else is saved."""
    return hashlib.sha256(repr((version, sorted(columns.items()))).encode()).hexdigest()[:40]
