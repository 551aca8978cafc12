"""Setting up a second factor: the page that says why, and allauth's steps with our own conditions."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.mfa.internal.flows.add import redirect_if_add_not_allowed
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as webauthn_views
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic.edit import FormView

from portal.accounts.factors.middleware import ONWARD_KEY
from portal.accounts.factors.rules import can_remove_factor
from portal.accounts.factors.selectors import has_second_factor
from portal.accounts.models import User
from portal.accounts.rules import needs_second_factor


@require_safe
@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second step is asked, and the choice between passkey and app."""
    user = cast(User, request.user)
    if has_second_factor(user):
        return redirect(onward(request))
    return render(request, "account/second_factor.html", {"required": needs_second_factor(user, timezone.now())})


def onward(request: HttpRequest) -> str:
    """Where the person wanted to go before the second factor was asked for; the desk where nothing was wanted."""
    wanted = request.session.get(ONWARD_KEY, "")
    known = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if known else reverse("my_desk")


@method_decorator([redirect_if_add_not_allowed, reauthentication_required(app="allauth.mfa")], name="dispatch")
class ActivateTotpView(totp_views.ActivateTOTPView):
    """allauth's page, which also takes another telephone in place of the old one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return FormView.dispatch(self, request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        with transaction.atomic():
            Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.TOTP).delete()
            answer = super().form_valid(form)
        return _alone(self.request, answer)


class AddPasskeyView(webauthn_views.AddWebAuthnView):
    """allauth's page for a key that can sign in by itself; it ends the other sessions."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        found["js_data"] = {"creation_options": begin_registration(cast(User, self.request.user), passwordless=True)}
        return found

    def form_valid(self, form: Form) -> HttpResponse:
        return _alone(self.request, super().form_valid(form))


def _alone(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """No session lives on that was opened before this factor was there to be asked for."""
    end_other_sessions(request, cast(User, request.user))
    return answer


class RemovePasskeyView(webauthn_views.RemoveWebAuthnView):
    """allauth's page, which does not ask whether the last key may go."""

    def form_valid(self, form: Form) -> HttpResponse:
        denial = can_remove_factor(cast(User, self.request.user), self.get_object(), timezone.now())
        if denial:
            messages.error(self.request, f"{denial.reason} {denial.next_step}")
            return redirect("mfa_index")
        return super().form_valid(form)


class RecoveryCodesView(code_views.ViewRecoveryCodesView):
    """The codes, shown once, and the way on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "onward": onward(self.request)}
