"""Whom a post concerns is told by mail, in their own language."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format

from portal.accounts.models import Holding, Person, User
from portal.shared.outbox.services import enqueue_mail

JAPAN = ZoneInfo("Asia/Tokyo")


def tell_holder(*, holding: Holding, sign_in_url: str, password_url: str, by: int | None, now: datetime) -> None:
    """Who begins: from when on, and, with a new account, how to choose a password. Once for each holding."""
    user = _account(holding.person)
    if user is None:
        return
    language = holding.person.language
    enqueue_mail(
        template="post_given",
        to=user.email,
        language=language,
        values={
            "title": _title(holding, language),
            "day": _day(holding.starts, language),
            "deputy": holding.deputy,
            "sign_in_url": sign_in_url,
            "password_url": "" if user.has_usable_password() else password_url,
        },
        now=now,
        by=by,
        person_id=holding.person_id,
        key=f"post_given:{holding.pk}",
    )


def tell_leaving(*, holding: Holding, successor: Person, by: int | None, now: datetime) -> None:
    """Who leaves: on which day, and to whom the post passes. Once for each holding and successor."""
    user = _account(holding.person)
    if user is None or holding.ends is None:
        return
    language = holding.person.language
    enqueue_mail(
        template="post_passed",
        to=user.email,
        language=language,
        values={
            "title": _title(holding, language),
            "day": _day(holding.ends, language),
            "successor": successor.name,
        },
        now=now,
        by=by,
        person_id=holding.person_id,
        key=f"post_passed:{holding.pk}:{successor.pk}",
    )


def _account(person: Person) -> User | None:
    return User.objects.filter(person=person, is_active=True).first()


def _title(holding: Holding, language: str) -> str:
    with translation.override(language):
        return holding.post.title


def _day(moment: datetime, language: str) -> str:
    with translation.override(language):
        return date_format(moment.astimezone(JAPAN), "DATE_FORMAT")
