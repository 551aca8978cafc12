"""Whose account an e-mail address opens, asked so that it takes as long for nobody as for somebody; who was active."""

from __future__ import annotations

from datetime import date

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet

from portal.accounts.models import ActivityDay, Person, User

ACTIVITY_DAYS = 25 * 31
"""So long days of activity are kept: two fiscal years and the month in which they are compared."""


def account_of(email: str) -> User | None:
    """The account of a verified address, or the one that was made with it; always two queries."""
    address = email.strip().lower()
    owner = EmailAddress.objects.filter(email=address, verified=True).values_list("user_id", flat=True).first()
    accounts = User.objects.select_related("person")
    found = accounts.filter(pk=owner) if owner else accounts.filter(email=address)
    return found.first()


def ask_for_nothing(times: int) -> None:
    """As many look-ups as a real account would cost here, for an answer that goes nowhere."""
    for _ in range(times):
        User.objects.filter(pk=0).first()


def active_people(first: date, last: date) -> QuerySet[Person]:
    """Whoever used the portal signed in on one of these days (Japan's, both included), each once.

    Known for `ACTIVITY_DAYS` back; whoever was erased is not among them any more.
    """
    days = ActivityDay.objects.on_days(first, last).filter(person=OuterRef("pk"))
    return Person.objects.filter(Exists(days))
