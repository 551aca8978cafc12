"""All verbs of an application in one place; each stands in the module of its topic."""

from __future__ import annotations

from volunteers.applications.answering import (
    accept_application,
    answer_offer,
    cancel_application,
    decline_application,
    keep_talking,
    mark_no_show,
    mark_took_part,
    withdraw_application,
)
from volunteers.applications.asking import apply, share_contact, take_back_contact
from volunteers.applications.releasing import cancel_shift, withdraw_all_of

__all__ = [
    "accept_application",
    "answer_offer",
    "apply",
    "cancel_application",
    "cancel_shift",
    "decline_application",
    "keep_talking",
    "mark_no_show",
    "mark_took_part",
    "share_contact",
    "take_back_contact",
    "withdraw_all_of",
    "withdraw_application",
]
