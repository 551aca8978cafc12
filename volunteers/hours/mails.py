"""What a volunteer is told about their hours, in their own language, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format

from portal.shared.durations import in_hours
from portal.shared.outbox.links import page_link
from portal.shared.outbox.services import enqueue_mail
from volunteers.hours.models import Hours


def tell_volunteer(hours: Hours, template: str, *, by: int | None, now: datetime) -> None:
    """Corrected or not confirmed, with the reason; whoever has no account hears it from the organisation."""
    person = hours.person
    user = getattr(person, "user", None)
    if user is None or not user.is_active:
        return
    enqueue_mail(
        template=template,
        to=user.email,
        language=person.language,
        values={
            "organization": hours.organization.name_ja,
            **_words(hours, person.language),
            "reason": hours.reason,
            "url": page_link(person.language, "volunteers:my_hours"),
        },
        person_id=person.pk,
        key=f"{template}:{hours.pk}:{now.isoformat()}",
        by=by,
        now=now,
    )


def _words(hours: Hours, language: str) -> dict[str, str]:
    with translation.override(language):
        return {"day": date_format(hours.day, "DATE_FORMAT"), "time": in_hours(hours.minutes)}
