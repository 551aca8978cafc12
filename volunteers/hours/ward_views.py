"""The ward's side: hours that nobody of the organisation may confirm."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.gates import acting_person
from volunteers.hours import rules, selectors
from volunteers.hours.deciding import decided
from volunteers.hours.models import Hours
from volunteers.profiles.gates import for_volunteer_desk


@for_volunteer_desk
@require_safe
def ward_hours(request: HttpRequest) -> HttpResponse:
    """What only the ward confirms, oldest first."""
    now, after = timezone.now(), request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    page = selectors.page_of(selectors.ward_hours(now), Hours.Status.REPORTED, start)
    page["hours"] = [{"hours": one, "name": selectors.shown_name(one)} for one in page["hours"]]
    return render(request, "ward/hours.html", page)


@for_volunteer_desk
@require_http_methods(["GET", "HEAD", "POST"])
def ward_decide_hours(request: HttpRequest, hours_id: int) -> HttpResponse:
    """One of them; one's own looks like a missing one, for another holder of a post decides it."""
    now = timezone.now()
    hours = get_object_or_404(selectors.ward_hours(now), pk=hours_id)
    if hours.person_id == acting_person(request):
        raise Http404
    denial = rules.can_confirm_hours(acting_person(request), hours, now)
    return decided(request, hours, denial, template="ward/hours_decide.html", back="volunteers:ward_hours")
