"""What an organisation's managers are told about their openings, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from organizations.directory.mails import managers_of
from portal.shared.outbox.links import page_link
from portal.shared.outbox.services import enqueue_mail, withdraw_mail
from volunteers.openings.models import Opening


def tell_decision(opening: Opening, *, verb: str, reason: str, by: int | None, now: datetime) -> None:
    """The ward has approved, returned or cancelled it."""
    for person in managers_of(opening.organization_id):
        enqueue_mail(
            template="opening_decided",
            to=person.user.email,
            language=person.language,
            values={
                "opening": opening.title_ja,
                "verb": verb,
                "reason": reason.strip(),
                "url": page_link(person.language, "volunteers:npo_opening", opening.pk),
            },
            person_id=person.pk,
            by=by,
            now=now,
            key=f"opening:{opening.pk}:{verb}:{person.pk}:{now.isoformat()}",
        )


def withdraw_news(opening: Opening, *, now: datetime) -> None:
    """It has ended: what was decided before, and is not told yet, does not matter any more."""
    withdraw_mail(about=f"opening:{opening.pk}:", now=now)
