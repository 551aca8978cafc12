"""The history of a record, for those who answer for it."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.models import User
from portal.pages.history import selectors
from portal.pages.history.rules import can_see_history
from portal.shared.models import Act


@for_ward_staff
@require_safe
def row_history(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    """Who changed what, when; the look is recorded, since it shows who."""
    now = timezone.now()
    if kind not in selectors.ROOTS:
        raise Http404
    refuse(can_see_history(cast(User, request.user), now))
    entries = selectors.row_history(kind, object_id)
    if entries is None:
        raise Http404
    root = selectors.ROOTS[kind]
    thing = root._default_manager.filter(pk=object_id).first()
    if any(entry.who for entry in entries):
        Act.objects.create(
            at=now, person_id=acting_person(request), verb="look_at_history",
            object_type=root._meta.label_lower, object_id=object_id,
        )  # fmt: skip
    title = getattr(thing, selectors.TITLES[kind], "")
    context = {"entries": entries, "kind": kind, "title": title, "most": selectors.MOST}
    return render(request, "ward/history.html", context)
