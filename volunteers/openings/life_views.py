"""Verbs that an organisation says to its opening: each a button, cancelling with a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organizations.directory.gates import denied
from portal.accounts.gates import acting_person
from portal.accounts.kept_forms import keeps_typed, signed_in_or_back_to, take_typed
from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError
from volunteers.openings import rules, services
from volunteers.openings.forms import ReasonForm
from volunteers.openings.models import Opening
from volunteers.openings.npo_views import my_opening

Answer = Callable[..., HttpResponse]
HERE = "volunteers:npo_opening"


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _told(request: HttpRequest, denial: Denial) -> None:
    messages.error(request, " ".join(filter(None, (denial.reason, denial.next_step))))


def _button(verb: str, act: Callable[..., Opening], said: str | Promise) -> Answer:
    """The view of one verb: said, or told why not, and back to the opening."""

    @signed_in_or_back_to(HERE)
    @never_cache
    @require_POST
    def view(request: HttpRequest, opening_id: int) -> HttpResponse:
        opening, now = my_opening(request, opening_id), timezone.now()
        denial = rules.can_say_as_member(request.user, opening, verb, now)
        if denial:
            _told(request, denial)
            return redirect(HERE, opening.pk)
        try:
            done = act(opening_id=opening.pk, revision=_revision(request), by=acting_person(request), now=now)
        except MoveRefusedError as error:
            _told(request, error.denial)
        else:
            waits = done.status == Opening.Status.CHECKING
            words = _("Sent. The ward office looks at your first openings, and you get a mail.")
            messages.success(request, words if waits else str(said))
        return redirect(HERE, opening.pk)

    return view  # type: ignore[return-value]


publish_opening = _button("publish", services.publish_opening, gettext_lazy("Published. Everybody can see it now."))
withdraw_opening = _button("withdraw", services.withdraw_opening, gettext_lazy("Taken back. It is a draft again."))
close_opening = _button("close", services.close_opening, gettext_lazy("Closed. Nobody can answer any more."))
reopen_opening = _button("reopen", services.reopen_opening, gettext_lazy("Everybody can answer again."))
discard_opening = _button("discard", services.discard_opening, gettext_lazy("The draft is given up."))


@signed_in_or_back_to(HERE)
@never_cache
@require_POST
def copy_opening(request: HttpRequest, opening_id: int) -> HttpResponse:
    """A draft with the same texts and moved days."""
    opening, now = my_opening(request, opening_id), timezone.now()
    denial = rules.can_create_opening(request.user, opening.organization, now)
    if denial:
        _told(request, denial)
        return redirect(HERE, opening.pk)
    copy = services.copy_opening(opening_id=opening.pk, by=acting_person(request), now=now)
    messages.success(request, _("Copied with days in the future, the same weekdays. Please check the days."))
    return redirect("volunteers:set_shifts" if copy.is_dated else "volunteers:save_opening", copy.pk)


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_opening(request: HttpRequest, opening_id: int) -> HttpResponse:
    """It does not take place; whoever applied reads why."""
    opening, now = my_opening(request, opening_id), timezone.now()
    denial = rules.can_say_as_member(request.user, opening, "cancel", now)
    if denial:
        return denied(request, denial)
    typed: Any = request.POST if request.method == "POST" else take_typed(request)
    form, refused = ReasonForm(typed, initial={"revision": opening.revision}), None
    if request.method == "POST" and form.is_valid():
        reason, revision = form.cleaned_data["reason"], form.cleaned_data["revision"]
        try:
            services.cancel_opening(
                opening_id=opening.pk, revision=revision, reason=reason, by=acting_person(request), now=now
            )
        except MoveRefusedError as error:
            refused = error.denial
        else:
            messages.success(request, _("Cancelled. Whoever applied gets a mail with your reason."))
            return redirect(HERE, opening.pk)
    context = {"opening": opening, "form": form, "refused": refused}
    return render(request, "npo/openings/cancel.html", context, status=422 if request.method == "POST" else 200)
