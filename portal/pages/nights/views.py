"""What the portal does by night, for those who answer for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.rules import can_work_for_ward
from portal.nightly import HOURLY, NIGHTLY
from portal.shared.nights.models import StepRun
from portal.shared.nights.selectors import nights_page
from portal.shared.nights.services import NotAgainError, run_again
from portal.shared.wards import current_ward


@for_ward_staff
@require_safe
def ward_nightly(request: HttpRequest) -> HttpResponse:
    """The nights, what runs now, and whether the clock lives."""
    now = timezone.localtime()
    page = nights_page(NIGHTLY, HOURLY, hour=current_ward().night_hour, now=now)
    return render(request, "ward/nightly.html", {**page, "may_work": can_work_for_ward(request.user, now) is None})


@for_ward_staff
@require_POST
def run_step_again(request: HttpRequest, run_id: int) -> HttpResponse:
    """An official lets a failed step be tried again; the next tick takes it up."""
    now = timezone.localtime()
    refuse(can_work_for_ward(request.user, now))
    try:
        run_again([*NIGHTLY, *HOURLY], run_id=run_id, by=acting_person(request), now=now)
    except StepRun.DoesNotExist:
        raise Http404 from None
    except NotAgainError as refused:
        messages.warning(request, " ".join(filter(None, (refused.denial.reason, refused.denial.next_step))))
    else:
        messages.success(request, _("The step is tried again within ten minutes."))
    return redirect("ward_nightly")
