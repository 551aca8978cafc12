"""The posts of the ward: everybody at its desk sees who holds them, administrators give them out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.directory.models import Organization
from portal.accounts.freshness import freshly_signed_in
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.models import Holding, Person, Post
from portal.accounts.posts import rules, selectors, services
from portal.accounts.posts.forms import AppointForm, HandOverForm, PostForm, begins
from portal.accounts.services import colleague, person_for_post


@for_ward_staff
@require_safe
def ward_posts(request: HttpRequest) -> HttpResponse:
    """Who sits where, and who comes next."""
    now = timezone.now()
    rows = selectors.posts_with_holders(now)
    context = {"rows": rows, "denial": rules.can_manage_posts(request.user, now)}
    return render(request, "ward/posts.html", context)


@for_ward_staff
@freshly_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def create_post(request: HttpRequest) -> HttpResponse:
    """A new seat, still empty."""
    now = timezone.now()
    refuse(rules.can_manage_posts(request.user, now))
    form = PostForm(request.POST if request.method == "POST" else None, organizations=_organizations())
    if request.method == "POST" and form.is_valid():
        by = acting_person(request)
        made = _kept(form, lambda: services.create_post(columns=form.cleaned_data, by=by, now=now))
        if made:
            messages.success(request, _("The post was made. Now say who holds it."))
            return redirect("appoint", post_id=made.pk)
    return _form_page(request, form, None, _("Add a post"), _("Add the post"))


@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def ward_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """One seat: its titles and all who held it."""
    now = timezone.now()
    post = get_object_or_404(Post, pk=post_id)
    denial = rules.can_manage_posts(request.user, now)
    posted = request.POST if request.method == "POST" else None
    form = PostForm(posted, organizations=_organizations(post.operated_by), post=post)
    if posted is not None:
        refuse(denial)
        by = acting_person(request)
        columns = form.cleaned_data if form.is_valid() else {}
        if columns and _kept(form, lambda: [services.update_post(post_id=post_id, columns=columns, by=by, now=now)]):
            messages.success(request, _("Saved."))
            return redirect("ward_post", post_id=post_id)
    context = {
        "post": post,
        "form": form,
        "denial": denial,
        "deputy_denial": rules.can_name_deputy(request.user, post, now),
        "holdings": [(one, _state(one, now)) for one in selectors.holdings_of(post)],
        "operator": Organization.objects.filter(pk=post.operated_by).first() if post.operated_by else None,
    }
    return render(request, "ward/post.html", context, status=422 if form.errors else 200)


@for_ward_staff
@freshly_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, post_id: int) -> HttpResponse:
    """A holder for an empty seat, or a deputy."""
    now = timezone.now()
    post = get_object_or_404(Post, pk=post_id)
    refuse(rules.can_name_deputy(request.user, post, now))
    initial = {"day": timezone.localdate(), "deputy": "deputy" in request.GET}
    form = AppointForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values, by = form.cleaned_data, acting_person(request)
        if not values["deputy"]:
            refuse(rules.can_manage_posts(request.user, now))
        outsiders = rules.can_manage_posts(request.user, now) is None

        def give() -> Any:
            person = _person(values, by, now) if outsiders else colleague(email=values["email"], now=now)
            return services.appoint(
                post_id=post_id,
                person_id=person.pk,
                deputy=values["deputy"],
                starts=begins(values["day"], now),
                ends=_after(values["last_day"], now),
                by=by,
                now=now,
            )

        if _kept(form, give):
            messages.success(request, _("Saved. Who begins is told by mail."))
            return redirect("ward_post", post_id=post_id)
    return _form_page(request, form, post, _("Appoint somebody"), _("Appoint"))


@for_ward_staff
@freshly_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """From one official to the next, with all that waits for the post."""
    now = timezone.now()
    post = get_object_or_404(Post, pk=post_id)
    refuse(rules.can_manage_posts(request.user, now))
    form = HandOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values, by = form.cleaned_data, acting_person(request)

        def give() -> Any:
            person = _person(values, by, now)
            at = begins(values["day"], now)
            return services.hand_over_post(post_id=post_id, to_person_id=person.pk, at=at, by=by, now=now)

        if _kept(form, give):
            messages.success(request, _("The hand-over is noted. What waits for the post passes with it."))
            return redirect("ward_post", post_id=post_id)
    return _form_page(request, form, post, _("Hand the post over"), _("Hand over"))


@for_ward_staff
@freshly_signed_in
@require_POST
def end_holding(request: HttpRequest, holding_id: int) -> HttpResponse:
    """Somebody leaves a seat today, or does not begin."""
    now = timezone.now()
    holding = get_object_or_404(Holding.objects.select_related("post"), pk=holding_id)
    rule = rules.can_name_deputy(request.user, holding.post, now) if holding.deputy else None
    refuse(rule if holding.deputy else rules.can_manage_posts(request.user, now))
    try:
        services.end_holding(holding_id=holding_id, at=now, by=acting_person(request), now=now)
        messages.success(request, _("Saved. It ends now."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("ward_post", post_id=holding.post_id)


def _kept(form: forms.Form, write: Callable[[], Any]) -> Any:
    """What the service answers; None when it refuses, and the form says why (a new account is then not kept either)."""
    try:
        with transaction.atomic():
            return write()
    except ValidationError as error:
        named = getattr(error, "error_dict", {})
        fields = {"person": "email", "at": "day", "ends": "last_day"}
        for name, errors in (named or {"": error.error_list}).items():
            field = fields.get(name, name)
            form.add_error(field if field in form.fields else None, errors)
        return None


def _person(values: dict[str, Any], by: int, now: datetime) -> Person:
    return person_for_post(email=values["email"], name=values["name"], language=get_language() or "ja", by=by, now=now)


def _after(last_day: date | None, now: datetime) -> datetime | None:
    return begins(last_day + timedelta(days=1), now) if last_day else None


def _state(holding: Holding, now: datetime) -> str:
    if holding.held_at(now):
        return "present"
    return "past" if holding.starts <= now else "planned"


def _organizations(present: int | None = None) -> list[tuple[int, str]]:
    """The published ones, and the one that stands there, whatever became of it."""
    found = Organization.objects.filter(Q(status=Organization.Status.PUBLISHED) | Q(pk=present))
    return list(found.order_by("sort_key", "id").values_list("id", "name_ja"))


def _form_page(request: HttpRequest, form: forms.Form, post: Post | None, title: str, button: str) -> HttpResponse:
    context = {"form": form, "post": post, "title": title, "button": button}
    return render(request, "ward/post_form.html", context, status=422 if form.errors else 200)
