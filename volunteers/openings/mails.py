"""What an organisation's managers are told about their openings, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from organizations.directory.mails import managers_of
from portal.shared.outbox.links import page_link
from portal.shared.outbox.services import enqueue_mail
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
        )
