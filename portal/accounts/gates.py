"""Which views open to whom: the ward's screens look like nothing at all to everybody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache

from portal.accounts.models import User
from portal.accounts.rules import can_see_ward_desk
from portal.shared.denials import Denial

View = Callable[..., HttpResponseBase]


def for_ward_staff(view: View) -> View:
    """A page of the ward desk: anonymous readers sign in first, people without a post get 404."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if can_see_ward_desk(request.user, timezone.now()):
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(login_required(gated))


def acting_person(request: HttpRequest) -> int:
    """The id of the person behind the signed-in account; 404 where there is none."""
    person_id = request.user.person_id if isinstance(request.user, User) else None
    if person_id is None:
        raise Http404
    return person_id


def refuse(denial: Denial | None) -> None:
    """Turn a rule's denial into the page that tells its reason."""
    if denial is not None:
        raise PermissionDenied(" ".join(filter(None, (denial.reason, denial.next_step))))
