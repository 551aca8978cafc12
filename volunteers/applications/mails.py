"""What both sides are told by mail, each in their own language, at most once, in the caller's transaction.

Who wants to be reached by telephone, by letter or at the desk gets no mail: the ward's people tell them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.formats import date_format

from organizations.directory.mails import managers_of
from portal.accounts.models import User
from portal.shared.japan import JAPAN
from portal.shared.languages import BY_CODE, SOURCE_CODE
from portal.shared.outbox.letters import reading_language, write_subject
from portal.shared.outbox.links import page_link
from portal.shared.outbox.services import enqueue_mail, withdraw_mail
from portal.shared.texts import text
from volunteers.applications.models import Application
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import VolunteerProfile

NEWS_FOR_VOLUNTEER = {
    "accept": "application_answered",
    "decline": "application_answered",
    "expire_organization": "application_answered",
    "expire_volunteer": "application_answered",
    "expire_nobody": "application_answered",
    "line_up": "application_answered",
    "offer": "place_offered",
    "ask_again": "application_answered",
    "talk": "application_answered",
    "keep_talking": "application_answered",
    "cancel": "shift_cancelled",
    "remind": "shift_reminder",
}
_SETTLE = frozenset({"accept", "decline", "cancel", "expire_organization", "expire_volunteer", "expire_nobody"})
"""After these nobody has to answer or come as earlier mails said."""


def tell_volunteer(
    application: Application, verb: str, *, now: datetime, by: int | None, reason: str = "", key: str = ""
) -> None:
    """What has become of it, with the next step; what earlier mails say, and is over, is not sent any more."""
    if verb in _SETTLE:
        withdraw_news(application, now=now)
    user = reader_by_mail(application.profile)
    if user is None:
        return
    language = reading_language(application.profile.person.language)
    values = _values(application.opening, application.shift, language) | {
        "verb": verb,
        "reason": reason.strip(),
        "due": _moment(application.due, language),
        "url": page_link(language, "volunteers:my_applications"),
    }
    enqueue_mail(
        template=NEWS_FOR_VOLUNTEER[verb],
        to=user.email,
        language=language,
        values=values,
        person_id=application.profile.person_id,
        by=by,
        now=now,
        key=f"application:{application.pk}:{verb}:{key or now.isoformat()}",
    )


def tell_managers(application: Application, verb: str, *, now: datetime, by: int | None) -> None:
    """Somebody asks, comes, goes, or was not answered; without a name: that passes with consent alone."""
    for person in managers_of(application.organization_id):
        language = reading_language(person.language)
        values = _values(application.opening, application.shift, language) | {
            "verb": verb,
            "nickname": application.profile.nickname,
            "due": _moment(application.due, language),
            "url": page_link(language, "volunteers:opening_applications", application.opening_id),
        }
        enqueue_mail(
            template="application_received",
            to=person.user.email,
            language=language,
            values=values,
            person_id=person.pk,
            by=by,
            now=now,
            key=f"application:{application.pk}:{verb}:{person.pk}:{now.isoformat()}",
        )


def news_words(application: Application, verb: str, language: str) -> str:
    """The news in a line, as the mail's subject says it, for whoever tells it another way."""
    values = _values(application.opening, application.shift, language) | {"verb": verb}
    return write_subject(NEWS_FOR_VOLUNTEER[verb], values, language)


def withdraw_news(application: Application, *, now: datetime) -> None:
    """What was to be told about it, to either side, and is not sent yet."""
    withdraw_mail(about=f"application:{application.pk}:", now=now)


def reader_by_mail(profile: VolunteerProfile) -> User | None:
    """Whose account gets the mail; None for who has none, or wants to be reached another way."""
    if profile.channel != VolunteerProfile.Channel.MAIL:
        return None
    return User.objects.filter(person_id=profile.person_id, is_active=True).first()


def _values(opening: Opening, shift: Shift, language: str) -> dict[str, Any]:
    code = language if language in BY_CODE else SOURCE_CODE
    return {
        "opening": text(opening, "title", code).value,
        "organization": text(opening.organization, "name", code).value,
        "meeting_point": text(opening, "meeting_point", code).value,
        "bring": text(opening, "bring", code).value,
        "when": shift_words(shift, language),
    }


def shift_words(shift: Shift, language: str) -> str:
    """Day and hours of the shift in Japan; empty for one without a time."""
    if shift.starts is None or shift.ends is None:
        return ""
    begins, ends = shift.starts.astimezone(JAPAN), shift.ends.astimezone(JAPAN)
    with translation.override(language):
        last = date_format(ends, "TIME_FORMAT" if ends.date() == begins.date() else "SHORT_DATETIME_FORMAT")
        return f"{date_format(begins, 'DATE_FORMAT')} {date_format(begins, 'TIME_FORMAT')}–{last}"


def _moment(moment: datetime | None, language: str) -> str:
    if moment is None:
        return ""
    with translation.override(language):
        return date_format(moment.astimezone(JAPAN), "SHORT_DATETIME_FORMAT")
