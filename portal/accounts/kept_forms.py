"""What somebody typed while the session had ended: kept through the sign-in and shown again, never saved by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

View = Callable[..., HttpResponseBase]
KEPT_SECONDS = 30 * 60
MOST_CHARACTERS = 200_000
"""Ten languages of the longest texts fit; a flood of strangers' forms stays bounded."""
_KEY = "typed_before_sign_in"
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "more", "look"})


def keeps_typed(view: View) -> View:
    """For a view behind the sign-in that takes a form; the view asks `take_typed` when it shows the form again."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            answer = _keep_sealed(request)
            if answer.status_code != 200:
                return answer
        return view(request, *args, **kwargs)

    return gated


@csrf_protect
def _keep_sealed(request: HttpRequest) -> HttpResponse:
    """Also where the view looks at the form's seal later, because a file comes with it: nobody plants text from afar."""
    _keep(request)
    return HttpResponse()


def _keep(request: HttpRequest) -> None:
    """In the stranger's own session on the server: only this browser can bring it back, and only to this address."""
    typed = {name: values for name, values in request.POST.lists() if name not in _NOT_TYPED}
    size = sum(len(name) + sum(map(len, values)) for name, values in typed.items())
    if size > MOST_CHARACTERS:
        told = _("You were signed out, and what you typed is not saved. Go back with your browser and copy your text.")
        messages.error(request, told)
        return
    request.session.set_expiry(KEPT_SECONDS)  # the sign-in sets its own
    until = timezone.now().timestamp() + KEPT_SECONDS
    request.session[_KEY] = {"path": request.path, "typed": typed, "until": until}
    messages.warning(
        request,
        _("You were signed out. Sign in within 30 minutes, and what you typed comes back. It is not saved yet."),
    )


def take_typed(request: HttpRequest) -> QueryDict | None:
    """What was typed at this address before the sign-in, once, with a notice that it is not saved; else None."""
    kept = request.session.get(_KEY) if request.method == "GET" else None
    if not kept or kept["path"] != request.path:
        return None
    del request.session[_KEY]
    if timezone.now().timestamp() > kept["until"]:
        return None
    typed = QueryDict(mutable=True)
    for name, values in kept["typed"].items():
        typed.setlist(name, values)
    told = _("This is what you typed before you signed in again. It is not saved yet: please check it and save.")
    messages.warning(request, told)
    return typed


def signed_in_or_back_to(name: str, *, without: str = "") -> Callable[[View], View]:
    """For a view that takes POST alone: who signs in meanwhile arrives at `name`, not at an error.

    `without`: the part of this address that the other one does not have.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                known = {key: value for key, value in kwargs.items() if key != without}
                return redirect_to_login(reverse(name, kwargs=known))
            return view(request, *args, **kwargs)

        return gated

    return decorate
