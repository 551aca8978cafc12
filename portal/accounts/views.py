"""allauth's pages where ours must do more."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.views import ConfirmEmailVerificationCodeView
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.accounts.selectors import ask_for_nothing


class ConfirmEmailCodeView(ConfirmEmailVerificationCodeView):
    """Where the code from the mail is typed; for a code that was never sent it works as long."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        state = request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY)
        if state and "user_id" not in state:
            ask_for_nothing(2)
        return super().dispatch(request, *args, **kwargs)
