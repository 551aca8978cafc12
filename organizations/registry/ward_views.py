"""The ward's side: the queue, and one organisation with everything needed to decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.directory import rules
from organizations.directory.completeness import gaps
from organizations.directory.life import LIFE, WARD
from organizations.directory.models import Membership, Organization
from organizations.registry import merging, selectors, services
from organizations.registry.forms import ReasonForm
from organizations.registry.rules import can_let_in
from portal.accounts.freshness import prove_freshly
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.accounts.rules import WARD_REVIEWERS, posts_held
from portal.shared.transitions import MoveRefusedError

PROVED_FIRST = frozenset({"suspend", "close", "reopen"})
"""Verbs that take an organisation off the pages, or bring it back, ask for the password once more."""


@for_ward_staff
@require_safe
def ward_organizations(request: HttpRequest) -> HttpResponse:
    """Who waits, longest first; and everybody else by state."""
    state = request.GET.get("state", "")
    state = state if state in selectors.QUEUES else Organization.Status.SUBMITTED.value
    q = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    now, mine = timezone.now(), request.GET.get("mine") == "1"
    posts = posts_held(request.user, WARD_REVIEWERS, now)
    context = {
        "state": state,
        "q": q,
        "states": [(one, Organization.Status(one).label) for one in selectors.QUEUES],
        "mine": mine,
        "in_hand": selectors.number_in_hand(posts),
        **selectors.queue(state, q, start, now, posts if mine else None),
    }
    return render(request, "ward/organizations.html", context)


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def ward_organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Everything about one organisation, and the buttons."""
    organization = get_object_or_404(Organization, pk=organization_id)
    denial = rules.can_review_organization(request.user, organization, timezone.now())
    if request.method != "POST":
        form = ReasonForm(take_typed(request), initial={"revision": organization.revision})
        return _show(request, organization, form, denial)
    refuse(denial)
    form = ReasonForm(request.POST)
    verb = request.POST.get("verb", "")
    if verb in PROVED_FIRST:
        prove_freshly(request)
    if verb not in LIFE.by_verb or WARD not in LIFE[verb].who or not form.is_valid():
        return _show(request, organization, form, denial, status=422)
    try:
        services.decide(
            organization_id=organization.pk,
            verb=verb,
            revision=form.cleaned_data["revision"],
            reason=form.cleaned_data["reason"],
            by=acting_person(request),
            now=timezone.now(),
        )
    except MoveRefusedError as error:
        organization.refresh_from_db()
        overtaken = error.denial.code in ("changed-meanwhile", "moved-meanwhile")
        return _show(request, organization, form, denial, status=409 if overtaken else 422, refused=error.denial)
    messages.success(request, f"{organization.name_ja} – {selectors.verb_words()[verb]}")
    return redirect("organizations:ward_organizations")


@for_ward_staff
@require_POST
def take_on_organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Take an organisation in hand for one's own seat, or lay it down."""
    organization, now = get_object_or_404(Organization, pk=organization_id), timezone.now()
    refuse(rules.can_review_organization(request.user, organization, now))
    posts = sorted(posts_held(request.user, WARD_REVIEWERS, now))
    values: dict[str, Any] = {"organization_id": organization.pk, "by": acting_person(request), "now": now}
    try:
        if "lay_down" in request.POST:
            services.lay_down(posts=posts, **values)
            said = _("You have laid it down.")
        else:
            before = services.take_on(post_id=posts[0], **values)
            said = _("It is in your hands now.")
            if before is not None:
                said += " " + _("Until now it was in the hands of: %(title)s.") % {"title": before.title}
    except MoveRefusedError as error:
        messages.error(request, " ".join(filter(None, (error.denial.reason, error.denial.next_step))))
    else:
        messages.success(request, said)
    return redirect("organizations:ward_organization", organization.pk)


def _show(
    request: HttpRequest, organization: Organization, form: ReasonForm, denial: Any, status: int = 200, **more: Any
) -> HttpResponse:
    words = selectors.button_words()
    verbs = [] if denial else LIFE.verbs_from(organization.status, WARD)
    again = ReasonForm(initial={"revision": organization.revision, "reason": form["reason"].value() or ""})
    context = {
        "organization": organization,
        "form": again if form.is_bound and not form.errors else form,
        "denial": denial,
        "buttons": [(verb, words[verb], LIFE[verb].needs_reason) for verb in verbs],
        "story": selectors.story(organization.pk),
        "in_hand": organization.reviewing_post,
        "mine": organization.reviewing_post_id in posts_held(request.user, WARD_REVIEWERS, timezone.now()),
        "gaps": gaps(organization),
        "lookalikes": selectors.lookalikes(
            name=organization.name_ja,
            corporate_number=organization.corporate_number or "",
            phone=organization.phone,
            besides=organization.pk,
        ),
        "members": Membership.objects.filter(organization=organization).select_related("person").order_by("id"),
        "lets_in": can_let_in(request.user, organization, timezone.now()) is None,
        "requests": selectors.open_requests(organization.pk),
        "places": organization.places.order_by("sort_key", "id")[:50],
        **more,
    }
    return render(request, "ward/organization.html", context, status=status)


@for_ward_staff
@require_safe
def duplicate_organizations(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one organisation."""
    return render(request, "ward/duplicates.html", {"pairs": merging.proposed_pairs()})
