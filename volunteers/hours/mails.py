"""What a volunteer is told about their hours, in their own language, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format

from portal.shared.durations import in_hours
from portal.shared.outbox.letters import reading_language, write_subject
from portal.shared.outbox.links import page_link
from portal.shared.outbox.services import enqueue_mail
from portal.shared.texts import text
from volunteers.applications.mails import reader_by_mail
from volunteers.hours.models import Hours


def tell_volunteer(hours: Hours, template: str, *, by: int | None, now: datetime) -> None:
    """Corrected or not confirmed, with the reason; who gets no mail hears it from the organisation or the ward."""
    person, profile = hours.person, getattr(hours.person, "volunteer_profile", None)
    user = reader_by_mail(profile) if profile is not None else None
    if user is None:
        return
    language = reading_language(person.language)
    enqueue_mail(
        template=template,
        to=user.email,
        language=language,
        values={
            "organization": text(hours.organization, "name", language).value,
            **_words(hours, language),
            "reason": hours.reason,
            "url": page_link(language, "volunteers:my_hours"),
        },
        person_id=person.pk,
        key=f"{template}:{hours.pk}:{now.isoformat()}",
        by=by,
        now=now,
    )


def news_words(hours: Hours, template: str, language: str) -> str:
    """The news in a line, as the mail's subject says it, for whoever tells it another way."""
    return write_subject(template, _words(hours, language), language)


def _words(hours: Hours, language: str) -> dict[str, str]:
    with translation.override(language):
        return {"day": date_format(hours.day, "DATE_FORMAT"), "time": in_hours(hours.minutes)}
