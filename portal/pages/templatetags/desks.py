"""Which desks a reader has, and the side menu of the one he is at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.directory.rules import is_member
from portal.accounts.factors.rules import can_look_up_person
from portal.accounts.models import User
from portal.accounts.rules import can_see_ward_desk
from portal.shared.templatetags.addresses import address
from volunteers.profiles.rules import can_look_after_volunteers, can_see_volunteer_desk

register = template.Library()
KPI_PAGES = tuple(
    f"kpis:{one}"
    for one in (
        "ward_indicator",
        "ward_records",
        "enter_value",
        "ward_entries",
        "ward_alert",
        "decide_entry",
        "change_entry",
        "change_indicator",
        "new_indicator",
        "new_area",
        "change_definition",
        "new_target",
        "ward_policy_report",
        "ward_answer_card",
        "ward_references",
        "enter_reference",
        "decide_reference",
    )
)


@register.simple_tag(takes_context=True)
def own_desks(context: template.Context) -> list[dict[str, Any]]:
    """``{% own_desks as desks %}``: the ward's desk for its people, the organisation's desk for its members."""
    user, here, now = context["user"], _view_name(context), timezone.now()
    if not user.is_authenticated:
        return []
    desks = []
    if can_see_ward_desk(user, now) is None:
        desks.append(_link("ward_desk", _("Ward desk"), here))
    elif can_see_volunteer_desk(user, now) is None:
        desks.append(_link("volunteers:ward_matching", _("Ward desk"), here))
    if is_member(user, now):
        desks.append(_link("npo_desk", _("NPO desk"), here))
    return desks


@register.simple_tag(takes_context=True)
def desk_menu(context: template.Context) -> list[dict[str, Any]]:
    """``{% desk_menu as menu %}``: the links a view gave (`desk_links`), or the ward's on the ward's pages."""
    given: list[dict[str, Any]] = context.get("desk_links") or []
    request = context.get("request")
    if given or request is None or request.path.split("/")[2:3] != ["ward"]:
        return given
    here = _view_name(context)
    user, now = context["user"], timezone.now()
    at_ward = can_see_ward_desk(user, now) is None
    return [*(_ward_links(user, here, now) if at_ward else []), *_volunteer_links(user, here, now)]


def _volunteer_links(user: User | AnonymousUser, here: str, now: datetime) -> list[dict[str, Any]]:
    links = []
    if can_see_volunteer_desk(user, now) is None:
        links.append(
            _link(
                "volunteers:ward_matching", _("Matching"), here, "volunteers:set_weights", "volunteers:ward_candidates"
            )
        )
    if can_look_after_volunteers(user, now) is None:
        links.append(_link("volunteers:ward_volunteers", _("Volunteers"), here, "volunteers:ward_volunteer"))
        links.append(_link("volunteers:ward_hours", _("Volunteers' hours"), here, "volunteers:ward_decide_hours"))
    return links


def _ward_links(user: User | AnonymousUser, here: str, now: datetime) -> list[dict[str, Any]]:
    looks_up = can_look_up_person(user, now) is None
    return [
        _link("ward_desk", _("Desk"), here),
        _link("kpis:ward_kpis", _("Indicators"), here, *KPI_PAGES),
        _link("organizations:ward_organizations", _("Organisations"), here, "organizations:ward_organization"),
        _link("organizations:ward_reports", _("Reports"), here, "organizations:ward_report"),
        _link("volunteers:ward_openings", _("Openings to check"), here, "volunteers:check_opening"),
        _link("organizations:import_file", _("Import"), here, "organizations:check_import", "organizations:import_run"),
        _link("organizations:place_types", _("Types of places"), here, "organizations:edit_place_type"),
        _link("ward_posts", _("Posts"), here, "ward_post", "appoint", "hand_over_post", "create_post"),
        *([_link("find_person", _("Accounts"), here, "ward_person")] if looks_up else []),
        _link("ward_mail", _("Mail"), here),
        _link("ward_nightly", _("Nightly work"), here),
        _link("ward_settings", _("Settings"), here),
    ]


def _link(name: str, label: str, here: str, *more: str) -> dict[str, Any]:
    return {"url": address(name), "label": label, "current": here in (name, *more), "count": None}


def _view_name(context: template.Context) -> str:
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return match.view_name if match else ""
