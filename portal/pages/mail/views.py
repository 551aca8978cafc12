"""The ward's view of the mail: what waits, what could not be delivered, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.rules import can_work_for_ward
from portal.shared.outbox import services
from portal.shared.outbox.models import Message
from portal.shared.outbox.selectors import mail_state
from portal.shared.transitions import MoveRefusedError


@for_ward_staff
@require_safe
def ward_mail(request: HttpRequest) -> HttpResponse:
    """How much waits, and the dead letters."""
    now, after = timezone.now(), request.GET.get("after", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0
    denial = can_work_for_ward(request.user, now)
    context = {**mail_state(after=number, now=now, listed=denial is None), "denial": denial}
    return render(request, "ward/mail.html", context)


@for_ward_staff
@require_POST
def retry_message(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send it once more."""
    return _decide(request, uid, services.retry_message, _("The mail is sent once more within a minute."))


@for_ward_staff
@require_POST
def give_up_message(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let it be."""
    return _decide(request, uid, services.give_up_message, _("The mail is given up, and what it said is deleted."))


def _decide(request: HttpRequest, uid: UUID, service: Callable[..., Message], done: str) -> HttpResponse:
    now = timezone.now()
    if not Message.objects.filter(uid=uid).exists():
        raise Http404
    refuse(can_work_for_ward(request.user, now))
    try:
        service(uid=uid, by=acting_person(request), now=now)
    except MoveRefusedError as error:
        messages.warning(request, f"{error.denial.reason} {error.denial.next_step}".strip())
    else:
        messages.success(request, done)
    return redirect("ward_mail")
