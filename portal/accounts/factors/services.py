"""Writes about second factors: another key for their seeds, and the desk's reset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Person, User
from portal.accounts.sessions import end_sessions
from portal.shared.audit import record_act
from portal.shared.outbox.services import enqueue_mail
from portal.shared.records import clean_value
from portal.shared.sealing import InvalidToken, reseal

SEALED = ("secret", "seed")


@dataclass
class Resealed:
    """How many rows were under another key, and the ids of those that none of the keys opens."""

    moved: int = 0
    unreadable: list[int] = field(default_factory=list)


def reseal_factors(*, chunk: int) -> Resealed:
    """Bring the seeds under the first key, `chunk` rows in a transaction; a row that nothing opens stays as it is.

    Safe to run twice and beside sign-ins: a row is locked while it changes, and nothing else of it does.
    """
    after, done = 0, Resealed()
    while True:
        with transaction.atomic():
            rows = list(Authenticator.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:chunk])
            for row in rows:
                try:
                    done.moved += _reseal(row)
                except InvalidToken:
                    done.unreadable.append(row.pk)
        if not rows:
            return done
        after = rows[-1].pk


def _reseal(row: Authenticator) -> bool:
    found: dict[str, Any] = {}
    for name in SEALED:
        anew = reseal(row.data[name]) if name in row.data else None
        if anew is not None:
            found[name] = anew
    if found:
        row.data = {**row.data, **found}
        row.save(update_fields=["data"])
    return bool(found)


@transaction.atomic
def reset_second_factors(
    *, person_id: int, reason: str, tell: Iterable[Person] = (), by: int | None, now: datetime
) -> int:
    """Take all second factors of a person away and end all their sessions; answers how many factors there were.

    The next sign-in asks for the password and leads to a new factor. The person is told by mail, and so are `tell`,
    who share their responsibility. Raises ValidationError (`reason`) without a reason.
    """
    why = clean_value(reason, lines=True)
    if not why:
        raise ValidationError({"reason": _("Please say how you made sure who it is.")})
    person = Person.objects.select_for_update().get(pk=person_id)
    user = User.objects.get(person=person)
    removed: int = Authenticator.objects.filter(user=user).delete()[0]
    end_sessions(user_id=user.pk)
    record_act(by=by, verb="reset_second_factors", on=person, now=now, reason=why, detail={"factors": removed})
    values = {"name": person.name}
    for one, template in ((person, "second_factors_reset"), *((other, "second_factors_reset_of") for other in tell)):
        account = User.objects.filter(person=one, is_active=True).first()
        if account is not None:
            enqueue_mail(
                template=template, to=account.email, language=one.language, values=values, now=now, by=by,
                person_id=one.pk,
            )  # fmt: skip
    return removed
