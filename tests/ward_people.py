"""People around the ward's desk, signed in; their posts are dated by the real clock, which the views look at."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from allauth.account.internal.flows import login
from django.test import Client

from portal.accounts.models import Holding, Post, User
from tests import factories

STRANGERS = ("outsider", "manager", "staff", "coordinator", "reviewer", "expired", "future", "inactive")
"""Who gets 404 (or, with an account that was switched off, the sign-in page) on the ward's pages."""


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def just_signed_in(user: User) -> Client:
    """A browser in which the password was said a moment ago: sensitive pages ask for nothing more."""
    client = signed_in(user)
    session = client.session
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


def holder(kind: str, moment: datetime, email: str | None = None) -> User:
    """Someone with this post since yesterday."""
    user = factories.make_user(email)
    factories.make_post(user, kind, moment - timedelta(days=1))
    return user


def person_of(role: str, cast: factories.Cast, moment: datetime) -> User:
    """A user in this role: one of the cast, a kind of post, or a post that does not count."""
    if role in ("outsider", "manager", "staff"):
        user: User = getattr(cast, role)
        return user
    if role in ("expired", "future", "inactive"):
        user = holder(Post.Kind.OFFICIAL, moment)
        dates = {"expired": {"ends": moment - timedelta(hours=1)}, "future": {"starts": moment + timedelta(hours=1)}}
        if role in dates:
            Holding.objects.filter(person=user.person).update(**dates[role])
        else:
            User.objects.filter(pk=user.pk).update(is_active=False)
        return user
    return holder(role, moment)
