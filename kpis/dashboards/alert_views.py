"""One target that will be missed, and what is done about it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpis.alerts.models import Alert
from kpis.alerts.rules import can_handle_alert
from kpis.alerts.services import handle_alert
from kpis.dashboards.attention import attention
from kpis.measurements.rules import working_post
from kpis.rollups.spans import last_day
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.form_fields import ParagraphsField
from portal.shared.transitions import MoveRefusedError


class HandleAlertForm(forms.Form):
    """What is done about it."""

    note = ParagraphsField(
        label=gettext_lazy("What is done about it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy(
            "Your colleagues read it beside the target until it will be reached or the year is over."
        ),
    )


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def ward_alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """An alert that stands; who may adopt targets says what is done. One that is over leads to its indicator."""
    alert = get_object_or_404(Alert.objects.select_related("indicator"), pk=alert_id)
    now, refused = timezone.now(), None
    form = HandleAlertForm(request.POST if request.method == "POST" else take_typed(request))
    if request.method == "POST":
        refuse(can_handle_alert(request.user, now))
        if form.is_valid():
            try:
                _handle(request, alert, form.cleaned_data["note"])
                return redirect("kpis:ward_kpis")
            except MoveRefusedError as error:
                refused = error.denial
    found = attention(last_day(timezone.localdate()), get_language() or "ja", pk=alert.pk)
    if not found and refused is None:
        return redirect("kpis:ward_indicator", alert.indicator.code)
    context = {
        "alert": next(iter(found), None),
        "code": alert.indicator.code,
        "form": form,
        "refused": refused,
        "typed": form.cleaned_data["note"] if refused else "",
        "may_handle": can_handle_alert(request.user, now) is None,
    }
    return render(request, "ward/kpis/alert.html", context, status=422 if request.method == "POST" else 200)


def _handle(request: HttpRequest, alert: Alert, note: str) -> None:
    now = timezone.now()
    post_id = working_post(request.user, now)
    if post_id is None:
        raise Http404
    handle_alert(alert_id=alert.pk, note=note, by=acting_person(request), post_id=post_id, now=now)
    messages.success(request, _("Noted. It stays in the list until it is over."))
