"""The access matrix: a new address without a row here fails, and so does an address that opens to somebody else.

Each pattern has a status for anonymous, outsider, staff, manager, other NPO's manager, official. 302 leads a reader
who is not signed in to the sign-in page; a foreign object answers as a missing one does.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest

from organizations.directory.models import JoinRequest
from organizations.places.models import Place
from tests import access
from tests.factories import Cast

pytestmark = pytest.mark.django_db

Pattern = tuple[int, int, int, int, int, int]
Rows = dict[str, tuple[Pattern, Pattern]]


def everyone(status: int) -> Pattern:
    return (status, status, status, status, status, status)


def signed_in(status: int) -> Pattern:
    return (302, status, status, status, status, status)


REFUSED = signed_in(405)
MISSING = signed_in(404)
OFFICIALS = (302, 404, 404, 404, 404, 200)
NOT_OFFICIALS = (302, 404, 404, 404, 404, 403)
PROVED_FIRST = (302, 404, 404, 404, 404, 302)
"""Whoever may is asked for the password once more; what then happens: test_fresh_access_matrix.py."""
READ: Rows = {"any": (everyone(200), everyone(405))}
LED_ON: Rows = {"any": (everyone(302), everyone(405))}
PUBLIC_OBJECT: Rows = {
    "own": (everyone(200), everyone(405)),
    "foreign": (everyone(200), everyone(405)),
    "missing": (everyone(404), everyone(405)),
}


def edited(refused: int) -> Rows:
    """A form of an NPO: its own people see it, an empty post is refused with its reasons."""
    return {
        "own": ((302, 404, 200, 200, 404, 404), (302, 404, refused, refused, 404, 404)),
        "foreign": ((302, 404, 404, 404, 200, 404), (302, 404, 404, 404, refused, 404)),
        "missing": (MISSING, MISSING),
    }


def volunteers_own(get: int, post: int) -> Rows:
    """The outsider helped the manager's organisation: a page of their own, whoever else they all are."""
    return {
        "own": ((302, get, 404, 404, 404, 404), (302, post, 404, 404, 404, 404)),
        "foreign": (MISSING, MISSING),
        "missing": (MISSING, MISSING),
    }


def office_form(refused: int = 422) -> Rows:
    return {"any": (OFFICIALS, (302, 404, 404, 404, 404, refused))}


def account(get: Pattern, post: Pattern) -> Rows:
    return {"any": (get, post)}


OFFICE_ACT: Rows = {"missing": ((302, 404, 404, 404, 404, 405), MISSING)}
OFFICE_READ: Rows = {"missing": (MISSING, (302, 404, 404, 404, 404, 405))}
FORM = account(everyone(200), everyone(200))
SHOWN = account(everyone(200), everyone(405))
NOT_TWICE = account((200, 302, 302, 302, 302, 302), (200, 302, 302, 302, 302, 302))
ONWARD = account(everyone(302), everyone(302))
OWN_ACCOUNT = account(signed_in(200), signed_in(200))

OFFICE_POST = (302, 404, 404, 404, 404, 405)
_OF_A_VOLUNTEER: Rows = {**office_form(), "missing": (MISSING, MISSING)}
_BUTTON_OF_A_VOLUNTEER: Rows = {"any": (OFFICE_POST, (302, 404, 404, 404, 404, 302)), "missing": (MISSING, MISSING)}
LOOKED_AFTER: dict[str, Rows] = {
    **dict.fromkeys(("volunteers:ward_volunteers", "volunteers:create_volunteer"), office_form()),
    "volunteers:ward_volunteer": {"any": (OFFICIALS, OFFICE_POST), "missing": (MISSING, OFFICE_POST)},
    "volunteers:ward_confirm_profile": _BUTTON_OF_A_VOLUNTEER,
    "volunteers:answer_for_volunteer": _BUTTON_OF_A_VOLUNTEER,
    **dict.fromkeys(
        (
            "volunteers:check_identity", "volunteers:ward_edit_profile", "volunteers:ward_pause_profile",
            "volunteers:ward_set_availability", "volunteers:ward_consents", "volunteers:ward_end_profile",
        ),
        _OF_A_VOLUNTEER,
    ),
}  # fmt: skip
"""Coordinators work here too; auditors are told that it is not their work."""

MATRIX: dict[str, Rows] = {
    **LOOKED_AFTER,
    "volunteers:take_part": READ,
    "volunteers:start_profile": {"any": (signed_in(200), signed_in(422))},
    # Nobody of the cast is a volunteer: they are led to the first step.
    **dict.fromkeys(
        (
            "volunteers:my_profile", "volunteers:start_step", "volunteers:edit_profile", "volunteers:confirm_profile",
            "volunteers:pause_profile", "volunteers:set_availability", "volunteers:consents", "volunteers:end_profile",
        ),
        ONWARD,
    ),
    **dict.fromkeys(
        (
            "home", "accessibility", "credits", "privacy", "style_page", "healthz", "readyz", "robots", "map_points",
            "map_outline", "open_data", "places_csv", "places_json", "places_geojson", "organizations_csv",
            "organizations:map", "organizations:organizations", "volunteers:openings", "kpis:scoreboard",
            "kpi_indicators_csv", "kpi_values_csv", "kpi_values_json", "kpi_breakdowns_csv", "kpi_breakdowns_json",
        ),
        READ,
    ),
    **dict.fromkeys(("choose_language", "set_furigana", "set_language", "my_desk"), LED_ON),
    **dict.fromkeys(("organizations:place", "organizations:desk_card", "organizations:organization"), PUBLIC_OBJECT),
    "download_file": {**READ, "missing": (everyone(404), everyone(405))},
    "organizations:update_logo": {
        "own": ((302, 404, 403, 200, 404, 404), (302, 404, 403, 422, 404, 404)),
        "foreign": ((302, 404, 404, 404, 200, 404), (302, 404, 404, 404, 422, 404)),
        "missing": (MISSING, MISSING),
    },
    "organizations:delete_logo": {
        "own": (REFUSED, (302, 404, 403, 302, 404, 404)),
        "foreign": (REFUSED, (302, 404, 404, 404, 302, 404)),
        "missing": (REFUSED, MISSING),
    },
    "metrics": account(everyone(404), everyone(404)),
    "npo_desk": {"any": (signed_in(200), everyone(405))},
    "organizations:register_organization": {"any": (signed_in(200), signed_in(422))},
    "organizations:npo_organization": {
        "own": ((302, 404, 200, 200, 404, 404), REFUSED),
        "foreign": ((302, 404, 404, 404, 200, 404), REFUSED),
        "missing": (MISSING, REFUSED),
    },
    # What is public already is changed in the editor, to which the steps lead on.
    **{key: {"own": ((302, 404, 302, 302, 404, 404), (302, 404, 409, 409, 404, 404)), "foreign": ((302, 404, 404, 404, 302, 404), (302, 404, 404, 404, 409, 404)), "missing": (MISSING, MISSING)} for key in ("organizations:register_about", "organizations:register_contact")},
    "organizations:submit_organization": {
        "own": ((302, 404, 302, 302, 404, 404), (302, 404, 302, 302, 404, 404)),
        "foreign": ((302, 404, 404, 404, 302, 404), (302, 404, 404, 404, 302, 404)),
        "missing": (MISSING, MISSING),
    },
    "organizations:withdraw_organization": {
        "own": (REFUSED, (302, 404, 302, 302, 404, 404)),
        "foreign": (REFUSED, (302, 404, 404, 404, 302, 404)),
        "missing": (REFUSED, MISSING),
    },
    "organizations:close_organization": {
        # The password is asked once more before it is closed.
        "own": ((302, 404, 403, 200, 404, 404), (302, 404, 403, 302, 404, 404)),
        "foreign": ((302, 404, 404, 404, 200, 404), (302, 404, 404, 404, 302, 404)),
        "missing": (MISSING, MISSING),
    },
    # What is published is no secret, so that whoever belongs to it can ask to join.
    "organizations:ask_to_join": {
        "own": (REFUSED, everyone(302)), "foreign": (REFUSED, everyone(302)), "missing": (REFUSED, MISSING),
    },
    "organizations:members": {
        "own": ((302, 404, 200, 200, 404, 404), (302, 404, 403, 422, 404, 404)),
        "foreign": ((302, 404, 404, 404, 200, 404), (302, 404, 404, 404, 422, 404)),
        "missing": (MISSING, MISSING),
    },
    **{key: {"missing": (REFUSED, MISSING)} for key in ("organizations:change_member", "organizations:change_invitation", "organizations:answer_join_request")},
    "organizations:invitation": {"missing": (everyone(404), everyone(404))},
    "organizations:take_on_organization": {
        "own": (OFFICE_ACT["missing"][0], (302, 404, 404, 404, 404, 302)),
        "foreign": (OFFICE_ACT["missing"][0], (302, 404, 404, 404, 404, 302)),
        "missing": OFFICE_ACT["missing"],
    },
    "organizations:restore_access": {
        **dict.fromkeys(("own", "foreign", "missing"), (PROVED_FIRST, PROVED_FIRST)),
    },
    "organizations:answer_for_ward": {"missing": (PROVED_FIRST, PROVED_FIRST)},
    **{key: {**dict.fromkeys(("own", "foreign"), (everyone(200), everyone(422))), "missing": (everyone(404), everyone(404))} for key in ("organizations:report_place", "organizations:report_organization")},
    "organizations:reported": READ,
    "organizations:duplicate_organizations": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    "merge_organizations": dict.fromkeys(("any", "missing"), (PROVED_FIRST, PROVED_FIRST)),
    "organizations:ward_reports": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    "organizations:ward_report": {"missing": (MISSING, MISSING)},
    "organizations:ward_organizations": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    "organizations:ward_organization": {
        **dict.fromkeys(("own", "foreign"), (OFFICIALS, (302, 404, 404, 404, 404, 422))), "missing": (MISSING, MISSING),
    },
    "organizations:create_place": {"any": ((302, 404, 200, 200, 200, 404), (302, 404, 200, 200, 200, 404))},
    "organizations:edit_place": {
        "own": ((302, 404, 200, 200, 404, 404), REFUSED),
        "foreign": ((302, 404, 404, 404, 200, 404), REFUSED),
        "missing": (MISSING, REFUSED),
    },
    "organizations:confirm_place": {
        "own": (REFUSED, (302, 404, 302, 302, 404, 404)),
        "foreign": (REFUSED, (302, 404, 404, 404, 302, 404)),
        "missing": (REFUSED, MISSING),
    },
    "organizations:close_place": {
        "own": ((302, 404, 403, 200, 404, 404), (302, 404, 403, 422, 404, 404)),
        "foreign": ((302, 404, 404, 404, 200, 404), (302, 404, 404, 404, 422, 404)),
        "missing": (MISSING, MISSING),
    },
    "organizations:preview_opening_hours": {
        "own": (REFUSED, (302, 404, 200, 200, 404, 404)),
        "foreign": (REFUSED, (302, 404, 404, 404, 200, 404)),
        "missing": (REFUSED, MISSING),
    },
    **dict.fromkeys(
        (
            "organizations:replace_language_services", "organizations:replace_opening_hours",
            "organizations:update_organization", "organizations:update_place_address",
            "organizations:update_place_facts", "organizations:update_place_texts",
        ),
        edited(422),
    ),
    "organizations:update_place_contact": edited(409),
    "volunteers:opening": PUBLIC_OBJECT,
    "volunteers:apply": {
        **dict.fromkeys(("own", "foreign"), (signed_in(200), signed_in(422))), "missing": (MISSING, MISSING),
    },
    "volunteers:my_applications": {"any": (signed_in(200), REFUSED)},
    "volunteers:my_calendar": {"any": (signed_in(200), signed_in(200))},
    "volunteers:download_calendar": {"any": (MISSING, REFUSED)},
    "volunteers:calendar_feed": {"missing": (everyone(404), everyone(405))},
    **dict.fromkeys(("volunteers:withdraw_application", "volunteers:share_contact"), volunteers_own(200, 422)),
    "volunteers:answer_offer": volunteers_own(302, 302),
    "volunteers:opening_applications": {
        "own": ((302, 404, 200, 200, 404, 404), REFUSED),
        "foreign": ((302, 404, 404, 404, 200, 404), REFUSED),
        "missing": (MISSING, REFUSED),
    },
    # A post without a button says nothing that could be done.
    "volunteers:answer_application": edited(404),
    "volunteers:look_at_contact": {**dict.fromkeys(("own", "foreign", "missing"), (REFUSED, MISSING))},
    "volunteers:cancel_shift": edited(422),
    "volunteers:npo_openings": {"any": ((302, 404, 200, 200, 200, 404), (302, 405, 405, 405, 405, 405))},
    "volunteers:create_opening": {"any": ((302, 404, 200, 200, 200, 404), (302, 404, 422, 422, 422, 404))},
    "volunteers:npo_opening": {
        "own": ((302, 404, 200, 200, 404, 404), REFUSED),
        "foreign": ((302, 404, 404, 404, 200, 404), REFUSED),
        "missing": (MISSING, REFUSED),
    },
    **dict.fromkeys(("volunteers:save_opening", "volunteers:cancel_opening"), edited(422)),
    "volunteers:set_shifts": edited(409),
    **{key: {"own": (REFUSED, (302, 404, 302, 302, 404, 404)), "foreign": (REFUSED, (302, 404, 404, 404, 302, 404)), "missing": (REFUSED, MISSING)} for key in ("volunteers:publish_opening", "volunteers:withdraw_opening", "volunteers:close_opening", "volunteers:reopen_opening", "volunteers:discard_opening", "volunteers:copy_opening")},
    "volunteers:my_proposals": {"any": (signed_in(200), REFUSED)},
    # Whoever is asked says yes, and finds it under the applications; nobody else sees that there is a proposal.
    **{
        name: {"own": (REFUSED, (302, 302, 404, 404, 404, 404)), "missing": (REFUSED, MISSING)}
        for name in ("volunteers:accept_proposal", "volunteers:decline_proposal")
    },
    "volunteers:opening_candidates": edited(302),
    "volunteers:ward_matching": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    "volunteers:set_weights": office_form(),
    "volunteers:ward_candidates": {
        **dict.fromkeys(("own", "foreign"), (OFFICIALS, (302, 404, 404, 404, 404, 302))),
        "missing": (MISSING, MISSING),
    },
    "kpis:indicator": {**READ, "missing": (everyone(404), everyone(405))},
    "kpis:indicator_chart": {**READ, "missing": (everyone(404), everyone(405))},
    "kpis:ward_indicator_chart": {
        "any": (OFFICIALS, (302, 404, 404, 404, 404, 405)), "missing": (MISSING, (302, 404, 404, 404, 404, 405)),
    },
    "kpis:ward_kpis": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    "kpis:ward_indicator": {
        "any": (OFFICIALS, (302, 404, 404, 404, 404, 405)), "missing": (MISSING, (302, 404, 404, 404, 404, 405)),
    },
    **{
        name: {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405)), "missing": (MISSING, (302, 404, 404, 404, 404, 405))}
        for name in ("kpis:ward_policy_report", "kpis:ward_answer_card")
    },
    "kpis:ward_records": dict.fromkeys(("any", "missing"), (MISSING, (302, 404, 404, 404, 404, 405))),
    "kpis:enter_value": {
        "any": (OFFICIALS, (302, 404, 404, 404, 404, 422)), "missing": (MISSING, MISSING),
    },
    "kpis:change_definition": {
        "any": (OFFICIALS, (302, 404, 404, 404, 404, 422)), "missing": (MISSING, MISSING),
    },
    "kpis:change_indicator": {
        "any": (OFFICIALS, (302, 404, 404, 404, 404, 422)), "missing": (MISSING, MISSING),
    },
    "kpis:new_target": {
        "any": (OFFICIALS, (302, 404, 404, 404, 404, 422)), "missing": (MISSING, MISSING),
    },
    "kpis:ward_entries": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    "kpis:ward_alert": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 422)), "missing": (MISSING, MISSING)},
    "kpis:decide_entry": {
        "any": (OFFICIALS, (302, 404, 404, 404, 404, 422)), "missing": (MISSING, MISSING),
    },
    "kpis:ward_references": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    "kpis:enter_reference": {
        "any": (OFFICIALS, (302, 404, 404, 404, 404, 422)), "missing": (MISSING, MISSING),
    },
    "kpis:decide_reference": {
        "any": (OFFICIALS, (302, 404, 404, 404, 404, 422)), "missing": (MISSING, MISSING),
    },
    "kpis:decide_target": OFFICE_ACT,
    **dict.fromkeys(("kpis:ward_years", "kpis:new_area", "kpis:new_indicator"), office_form()),
    "kpis:ward_year": OFFICE_READ,
    "kpis:change_entry": dict.fromkeys(("any", "missing"), (MISSING, MISSING)),
    "volunteers:ward_openings": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    "volunteers:check_opening": {
        **dict.fromkeys(("own", "foreign"), (OFFICIALS, (302, 404, 404, 404, 404, 422))), "missing": (MISSING, MISSING),
    },
    "ward_desk": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    "ward_places": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405)), **OFFICE_READ},
    "ward_nightly": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    "run_step_again": OFFICE_ACT,
    "ward_settings": office_form(),
    "row_history": {
        "any": (OFFICIALS, (302, 404, 404, 404, 404, 405)), "missing": (MISSING, (302, 404, 404, 404, 404, 405)),
    },
    # Both ask for the sign-in again before they say whether there is anybody.
    "find_person": office_form(),
    "ward_person": {
        "any": (OFFICIALS, (302, 404, 404, 404, 404, 302)), "missing": (MISSING, MISSING),
    },
    "erase_person": dict.fromkeys(("any", "missing"), ((302, 404, 404, 404, 404, 302),) * 2),
    "download_my_data": LED_ON,
    "erase_my_account": ONWARD,
    "my_account": account(signed_in(200), signed_in(422)),
    "my_data": account(signed_in(200), everyone(405)),
    "ward_mail": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    **dict.fromkeys(("retry_message", "give_up_message"), OFFICE_ACT),
    "demo_mailbox": {"any": (everyone(404), everyone(405))},
    "demo_mail": {"missing": (everyone(404), everyone(405))},
    "ward_posts": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    "create_post": {"any": (PROVED_FIRST, PROVED_FIRST)},
    "ward_post": {"any": (OFFICIALS, NOT_OFFICIALS), "missing": (MISSING, MISSING)},
    **dict.fromkeys(
        ("appoint", "hand_over_post"),
        dict.fromkeys(("any", "missing"), (PROVED_FIRST, PROVED_FIRST)),
    ),
    "end_holding": dict.fromkeys(("any", "missing"), (PROVED_FIRST, PROVED_FIRST)),
    "organizations:place_types": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    "organizations:create_place_type": office_form(),
    "organizations:edit_place_type": {**office_form(), "missing": (MISSING, MISSING)},
    "organizations:import_file": office_form(),
    "organizations:check_import": {"missing": (MISSING, MISSING)},
    "organizations:check_import_refused": OFFICE_READ,
    "organizations:confirm_import": OFFICE_ACT,
    "organizations:discard_import": OFFICE_ACT,
    "organizations:import_run": OFFICE_READ,
    "organizations:import_run_refused": OFFICE_READ,
    **dict.fromkeys(("account_login", "account_signup"), NOT_TWICE),
    "account_logout": account((302, 200, 200, 200, 200, 200), everyone(302)),
    "account_reset_password": FORM,
    **dict.fromkeys(
        (
            "account_reset_password_done", "account_reset_password_from_key_done", "account_inactive",
        ),
        SHOWN,
    ),
    "account_reset_password_from_key": {"missing": (everyone(200), everyone(200))},
    "account_email": account(signed_in(200), everyone(302)),
    **dict.fromkeys(("account_change_password", "account_reauthenticate"), OWN_ACCOUNT),
    **dict.fromkeys(
        (
            "account_confirm_login_code", "account_email_verification_sent", "account_set_password",
            "mfa_activate_totp", "mfa_authenticate",
            "mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_login_webauthn", "mfa_reauthenticate_webauthn",
        ),
        ONWARD,
    ),
    "mfa_index": account(signed_in(200), REFUSED),
    "mfa_edit_webauthn": {"missing": (everyone(302), everyone(302))},
    "mfa_remove_webauthn": {"missing": (everyone(302), everyone(302))},
    "mfa_reauthenticate": account((302, 302, 200, 200, 200, 200), (302, 302, 200, 200, 200, 200)),
    "mfa_deactivate_totp": account((302, 404, 302, 302, 302, 302), (302, 404, 302, 302, 302, 302)),
    "mfa_list_webauthn": account(signed_in(200), REFUSED),
    "mfa_download_recovery_codes": account(MISSING, MISSING),
    **dict.fromkeys(("openid_connect_login", "openid_connect_callback"), account(everyone(404), everyone(404))),
    "socialaccount_login_cancelled": SHOWN,
    "socialaccount_login_error": account(everyone(401), everyone(405)),
    "socialaccount_signup": ONWARD,
    "socialaccount_connections": OWN_ACCOUNT,
    "second_factor": account((302, 200, 302, 302, 302, 302), everyone(405)),
    "usersessions_list": account(signed_in(200), everyone(302)),
    "demo_cast": account(everyone(404), everyone(405)),
    "mfa_view_recovery_codes": account(MISSING, REFUSED),
    "volunteers:my_hours": {"any": (signed_in(200), REFUSED)},
    "volunteers:report_hours": volunteers_own(200, 422),
    "volunteers:my_certificates": {"any": (signed_in(200), signed_in(422))},
    "volunteers:certificate": {"foreign": ((302, 404, 404, 404, 200, 404), REFUSED), "own": ((302, 200, 404, 404, 404, 404), REFUSED), "missing": (MISSING, REFUSED)},
    "volunteers:withdraw_certificate": {
        "own": (REFUSED, (302, 302, 404, 404, 404, 404)),
        "foreign": (REFUSED, (302, 404, 404, 404, 302, 404)),
        "missing": (REFUSED, MISSING),
    },
    "volunteers:verify_certificate": READ,
    "volunteers:npo_hours": {"any": (signed_in(200), signed_in(302))},
    "volunteers:decide_hours": {**edited(422), "any": (MISSING, MISSING)},
    "volunteers:record_attendance": edited(422),
    "volunteers:record_absence": {
        "own": (REFUSED, (302, 404, 302, 302, 404, 404)),
        "foreign": (REFUSED, (302, 404, 404, 404, 302, 404)),
        "missing": (REFUSED, MISSING),
    },
    "volunteers:ward_hours": {"any": (OFFICIALS, (302, 404, 404, 404, 404, 405))},
    # Only what nobody of the organisation may confirm is there.
    "volunteers:ward_decide_hours": {
        "any": (OFFICIALS, (302, 404, 404, 404, 404, 422)), **dict.fromkeys(("own", "foreign", "missing"), (MISSING, MISSING)),
    },
}  # fmt: skip

NOT_THEIRS = {"coordinator": 404, "reviewer": 404}
"""Likened to the outsider, whose own things are nobody else's."""
WARD_HOURS = ("volunteers:ward_hours", "volunteers:ward_decide_hours")
"""Pages that are the coordinators' too; auditors see numbers, not people."""
READS = {"contractor": 403, "auditor": 403}
"""What officials and administrators change, and the others at the ward's desk only see."""
OTHERWISE: dict[tuple[str, str, str], dict[str, int]] = {
    **{
        (name, method, whose): {"auditor": 403, "coordinator": statuses[access.ROLES.index("official")]}
        for name, rows in LOOKED_AFTER.items()
        for whose, row in rows.items()
        for method, statuses in zip(("GET", "POST"), row, strict=True)
    },
    **{
        (name, method, whose): READS
        for name, whose in (("find_person", "any"), ("ward_person", "any"), ("ward_person", "missing"))
        for method in ("GET", "POST")
    },
    **{(name, method, "any"): READS for name in ("organizations:create_place_type",) for method in ("GET", "POST")},
    **{
        (name, "POST", "any"): READS
        for name in ("organizations:edit_place_type", "organizations:import_file", "ward_settings")
    },
    ("run_step_again", "POST", "missing"): READS,
    **{
        (name, method, "own"): NOT_THEIRS
        for name, method in (
            ("volunteers:answer_offer", "GET"),
            ("volunteers:answer_offer", "POST"),
            ("volunteers:share_contact", "GET"),
            ("volunteers:share_contact", "POST"),
            ("volunteers:withdraw_application", "GET"),
            ("volunteers:withdraw_application", "POST"),
            ("volunteers:report_hours", "GET"),
            ("volunteers:report_hours", "POST"),
            ("volunteers:certificate", "GET"),
            ("volunteers:withdraw_certificate", "POST"),
        )
    },
    **{(name, "GET", "any"): {"auditor": 403, "coordinator": 200} for name in WARD_HOURS},
    ("volunteers:ward_hours", "POST", "any"): {"auditor": 403, "coordinator": 405},
    ("volunteers:ward_decide_hours", "POST", "any"): {"auditor": 403, "coordinator": 422},
    **{
        ("volunteers:ward_decide_hours", method, whose): {"auditor": 403}
        for method in ("GET", "POST")
        for whose in ("own", "foreign", "missing")
    },
    ("ward_post", "POST", "any"): {"administrator": 422},
    ("row_history", "GET", "any"): {"contractor": 403},
    ("row_history", "GET", "missing"): {"contractor": 403},
    ("organizations:take_on_organization", "POST", "own"): {"auditor": 403},
    ("organizations:take_on_organization", "POST", "foreign"): {"auditor": 403},
    **{
        (name, "POST", "own"): {"coordinator": 404, "reviewer": 404}
        for name in ("volunteers:accept_proposal", "volunteers:decline_proposal")
    },
    **{
        (name, method, "any"): {"auditor": 403, "contractor": 403}
        for name, method in (
            ("kpis:ward_years", "POST"),
            *(
                (f"kpis:{verb}", method)
                for verb in ("change_definition", "change_indicator", "new_area", "new_indicator", "new_target")
                for method in ("GET", "POST")
            ),
            ("kpis:enter_value", "GET"),
            ("kpis:enter_value", "POST"),
            ("kpis:decide_entry", "POST"),
            ("kpis:enter_reference", "GET"),
            ("kpis:enter_reference", "POST"),
            ("kpis:decide_reference", "POST"),
            ("kpis:ward_alert", "POST"),
        )
    },
    ("volunteers:ward_matching", "GET", "any"): {"coordinator": 200},
    ("volunteers:ward_matching", "POST", "any"): {"coordinator": 405},
    ("volunteers:set_weights", "GET", "any"): {"coordinator": 200},
    ("volunteers:set_weights", "POST", "any"): {"auditor": 403, "contractor": 403, "coordinator": 422},
    **{
        ("volunteers:ward_candidates", method, whose): {"auditor": 403, "coordinator": found}
        for whose in ("own", "foreign", "missing")
        for method, found in (("GET", 404 if whose == "missing" else 200), ("POST", 404 if whose == "missing" else 302))
    },
    **{("volunteers:check_opening", "POST", whose): {"auditor": 403} for whose in ("own", "foreign")},
    ("organizations:ward_organization", "POST", "own"): {"auditor": 403},
    ("organizations:ward_organization", "POST", "foreign"): {"auditor": 403},
}


def test_every_address_has_a_row() -> None:
    assert sorted(MATRIX) == access.url_names()


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_who_may_open_it(name: str, cast: Cast) -> None:
    found = {}
    clients = {role: access.client_of(role, cast) for role in access.ROLES}
    for case in access.cases(name, cast):
        for method, expected in zip(("GET", "POST"), MATRIX[name][case.whose], strict=True):
            for role, status in zip(access.ROLES, expected, strict=True):
                answer = access.ask(clients[role], method, case.address)
                if answer.status_code != status:
                    found[method, case.whose, role] = (answer.status_code, status)
                if answer.status_code == 302 and role == "anonymous" and status == 302 and "/npo/" in case.address:
                    assert "/accounts/login/" in answer["Location"]
    assert found == {}, "(found, expected)"


def _bytes(answer: Any, address: str) -> bytes:
    """The page without its own address and without the seal of its forms."""
    rest = address.split("/", 2)[2]
    text = answer.content.decode().replace(rest, "HERE").replace(quote(rest, safe=""), "HERE")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text).encode()


@pytest.mark.parametrize("role", access.LIKE)
def test_who_holds_another_post(role: str, cast: Cast) -> None:
    """Each post follows the pattern it is likened to, except where `OTHERWISE` says so."""
    like, found = access.ROLES.index(access.LIKE[role]), {}
    for name, rows in MATRIX.items():
        if name.startswith(("account_", "mfa_", "second_factor", "socialaccount_")):
            continue  # their own account is everybody's alike
        client = access.client_of(role, cast)
        for case in access.cases(name, cast):
            for method, expected in zip(("GET", "POST"), rows[case.whose], strict=True):
                status = OTHERWISE.get((name, method, case.whose), {}).get(role, expected[like])
                answer = access.ask(client, method, case.address)
                if answer.status_code != status:
                    found[name, method, case.whose] = (answer.status_code, status)
        JoinRequest.objects.all().delete()  # whoever asks to join an organisation decides about it no more
    assert found == {}, "(found, expected)"


@pytest.mark.parametrize("name", [name for name, rows in MATRIX.items() if {"foreign", "missing"} <= rows.keys()])
def test_foreign_looks_like_missing(name: str, cast: Cast, now: datetime) -> None:
    Place.objects.filter(pk=cast.other_place.pk).update(status=Place.Status.SUSPENDED)
    client = access.client_of("manager", cast)
    cases = [case for case in access.cases(name, cast) if case.whose in ("foreign", "missing")]
    for method in ("GET", "POST"):
        answers = {
            case.whose: _bytes(found, case.address)
            for case in cases
            if (found := access.ask(client, method, case.address)).status_code == 404
        }
        if "foreign" in answers:
            assert answers["foreign"] == answers["missing"]
