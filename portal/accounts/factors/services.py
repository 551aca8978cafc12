"""Writes about second factors: another key for their seeds, and the desk's reset."""

from __future__ import annotations

from collections.abc import Iterable
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
from portal.shared.sealing import reseal

SEALED = ("secret", "seed")


def reseal_factors(*, chunk: int) -> int:
    """Bring the seeds under the first key, `chunk` rows in a transaction; answers how many were under another.

    Safe to run twice and beside sign-ins: a row is locked while it changes, and nothing else of it does.
    """
    after, moved = 0, 0
    while True:
        with transaction.atomic():
            rows = list(Authenticator.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:chunk])
            moved += sum(_reseal(row) for row in rows)
        if not rows:
            return moved
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
