"""Five years of values of all indicators for a bench database, and an official who reads them: part of `bench.seed`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from kpis.catalogue.models import Definition, Indicator
from kpis.measurements.models import Measurement
from portal.accounts.models import Holding, Person, Post, User
from portal.shared.fiscal import FIRST_MONTH, Kind, fiscal_year, periods_between
from portal.shared.japan import JAPAN

YEARS: Final = 5
EMAIL: Final = "official@example.org"


def fill_indicators(*, now: datetime) -> None:
    """A value a month and a year for every tile."""
    today = now.astimezone(JAPAN).date()
    Measurement.objects.bulk_create(_values(today, now), batch_size=2000)
    fill_official(now=now)


def fill_official(*, now: datetime) -> None:
    """Somebody who may read the ward's desk."""
    person = Person.objects.create(name="Official")
    user = User.objects.create(email=EMAIL, person=person)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    TOTP.activate(user, generate_totp_secret())
    post = Post.objects.create(kind=Post.Kind.OFFICIAL)
    Holding.objects.create(post=post, person=person, starts=now)


def _values(today: date, now: datetime) -> Iterator[Measurement]:
    first = date(fiscal_year(today) - YEARS, FIRST_MONTH, 1)
    month = today.replace(day=1)
    spans = [one for kind in (Kind.MONTH, Kind.YEAR) for one in periods_between(first, today, kind)]
    for indicator in Indicator.objects.filter(role=Indicator.Role.TILE):
        definition = Definition.objects.filter(indicator=indicator).latest("version")
        for number, span in enumerate(spans):
            yield Measurement(
                indicator=indicator, definition=definition, first=span.first, last=span.last, revision=1,
                value=Decimal(number * indicator.pk % 97), records=number, people=number, origin=Measurement.Origin.AUTOMATIC,
                reason=Measurement.Reason.FIRST, night=month if span.first < month else today,
                computed=now,
            )  # fmt: skip


def facts_of_indicators() -> dict[str, Any]:
    """The cookie with which the official reads."""
    return {"official": cookie_of(EMAIL)}


def cookie_of(email: str) -> str:
    """A session of this account, as a browser sends it."""
    user = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
