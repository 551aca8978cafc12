"""Whom a post concerns is told by mail, in their own language, once, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.formats import date_format

from portal.accounts.models import Holding, Person, User
from portal.shared.japan import JAPAN
from portal.shared.outbox.links import page_link
from portal.shared.outbox.services import enqueue_mail


def tell_holder(holding: Holding, *, by: int | None, now: datetime) -> None:
    """Who begins: from when on, and, with a new account, how to choose a password."""
    language, user = holding.person.language, _account(holding)
    if user is None:
        return
    values = {
        "day": _day(holding.starts, language),
        "deputy": holding.deputy,
        "sign_in_url": page_link(language, "account_login"),
        "password_url": "" if user.has_usable_password() else page_link(language, "account_reset_password"),
    }
    _tell(holding, user, "post_given", values, by=by, now=now)


def tell_leaving(holding: Holding, successor: Person, *, by: int | None, now: datetime) -> None:
    """Who leaves: on which day, and to whom the post passes; once for each successor and day."""
    user = _account(holding)
    if user is None or holding.ends is None:
        return
    values = {"day": _day(holding.ends, holding.person.language), "successor": successor.name}
    _tell(holding, user, "post_passed", values, by=by, now=now, about=f":{successor.pk}:{holding.ends.isoformat()}")


def tell_ended(holding: Holding, at: datetime, *, by: int | None, now: datetime) -> None:
    """Who leaves without a successor, or was to begin and will not: on which day, or that nothing begins."""
    user = _account(holding)
    if user is None:
        return
    has_begun = holding.starts < at
    values = {"day": _day(at, holding.person.language) if has_begun else "", "deputy": holding.deputy}
    _tell(holding, user, "post_ended", values, by=by, now=now, about=f":{at.isoformat()}")


def _tell(
    holding: Holding,
    user: User,
    template: str,
    values: dict[str, Any],
    *,
    by: int | None,
    now: datetime,
    about: str = "",
) -> None:
    with translation.override(holding.person.language):
        title = holding.post.title
    enqueue_mail(
        template=template,
        to=user.email,
        language=holding.person.language,
        values={"title": title, **values},
        now=now,
        by=by,
        person_id=holding.person_id,
        key=f"{template}:{holding.pk}{about}",
    )


def _account(holding: Holding) -> User | None:
    return User.objects.filter(person_id=holding.person_id, is_active=True).first()


def _day(moment: datetime, language: str) -> str:
    with translation.override(language):
        return date_format(moment.astimezone(JAPAN), "DATE_FORMAT")
