"""Who may do without a second factor, and who may take somebody's factors away."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from portal.accounts.factors.selectors import is_last_factor
from portal.accounts.models import Person, Post, User
from portal.accounts.rules import can_work_for_ward, holds_post, needs_second_factor
from portal.shared.denials import Denial


def can_remove_factor(user: User, authenticator: Authenticator, now: datetime) -> Denial | None:
    """The last factor stays while the person needs one."""
    if not is_last_factor(authenticator) or not needs_second_factor(user, now):
        return None
    return Denial(
        "last-factor",
        _("You work with the matters of others here, so your sign-in needs a second step."),
        _("Add a passkey or another app first, then you can remove this one."),
    )


def can_look_up_person(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """People of the ward who work on its matters; each look is recorded."""
    return can_work_for_ward(user, now)


def can_reset_second_factors(user: User | AnonymousUser, person: Person, now: datetime) -> Denial | None:
    """An official or administrator helps others, never themselves; administrators help administrators."""
    denial = can_work_for_ward(user, now)
    if denial:
        return denial
    if isinstance(user, User) and user.person_id == person.pk:
        return Denial(
            "not-yourself",
            _("Nobody can take away their own second step."),
            _("Please ask a colleague who works for the ward."),
        )
    guarded = person.holdings.filter(post__kind=Post.Kind.ADMINISTRATOR).exclude(ends__lte=now).exists()
    if guarded and not holds_post(user, {Post.Kind.ADMINISTRATOR}, now):
        return Denial(
            "administrators-only",
            _("This person is an administrator. Only an administrator can help here."),
            _("Please ask an administrator of the ward."),
        )
    return None
