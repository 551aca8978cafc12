"""A volunteer's shifts as a calendar, and its private address, which can be renewed and then opens nothing any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import gettext as _

from portal.shared.audit import record_act
from portal.shared.languages import BY_CODE, SOURCE_CODE
from portal.shared.outbox.links import page_link, portal_host
from portal.shared.ruby import strip_ruby
from portal.shared.texts import text
from volunteers.applications.ical import Entry, calendar
from volunteers.applications.models import Application
from volunteers.openings.models import Opening
from volunteers.profiles.models import VolunteerProfile

KEPT_BEHIND = timedelta(days=60)
MOST = 500
_S = Application.Status
_WORDS = {
    _S.ACCEPTED: "CONFIRMED",
    _S.TOOK_PART: "CONFIRMED",
    _S.OFFERED: "TENTATIVE",
    _S.APPLIED: "TENTATIVE",
    _S.CANCELLED: "CANCELLED",
    _S.WITHDRAWN: "CANCELLED",
    _S.DECLINED: "CANCELLED",
    _S.EXPIRED: "CANCELLED",
}
_signer = Signer(salt="volunteers.applications.my_calendar", sep="~")


def calendar_token(profile: VolunteerProfile) -> str:
    """The secret part of the address, sealed, so that nobody tries keys against the database."""
    return _signer.sign(f"{profile.uid.hex}.{profile.calendar_key.hex}")


def profile_by_token(token: str) -> VolunteerProfile | None:
    """Whose calendar this is; None for a wrong, broken or renewed address, and for who has left."""
    try:
        uid, key = (UUID(part) for part in _signer.unsign(token).split("."))
    except (BadSignature, ValueError):
        return None
    return VolunteerProfile.objects.filter(uid=uid, calendar_key=key, ended__isnull=True).first()


@transaction.atomic
def renew_calendar(*, profile_id: int, by: int | None, now: datetime) -> None:
    """The old address opens nothing from now on."""
    profile = VolunteerProfile.objects.select_for_update(of=("self",)).get(pk=profile_id)
    profile.calendar_key = uuid4()
    profile.save(update_fields=["calendar_key"])
    record_act(by=by, verb="renew_calendar", on=profile, now=now)


def calendar_of(profile: VolunteerProfile, *, language: str, now: datetime) -> bytes:
    """All shifts with a time from two months ago on, those cancelled too, so that they vanish; one query."""
    rows = Application.objects.filter(
        profile=profile, status__in=_WORDS, during__isnull=False, shift__ends__gt=now - KEPT_BEHIND
    )
    found = rows.select_related("opening__organization", "opening__place", "shift").order_by("shift__starts", "id")[
        :MOST
    ]
    entries = [entry for entry in (_entry(one, language) for one in found) if entry is not None]
    return calendar(entries, name=strip_ruby(_("My shifts")), host=portal_host())


def _entry(application: Application, language: str) -> Entry | None:
    opening, shift = application.opening, application.shift
    if shift.starts is None or shift.ends is None:
        return None
    code = language if language in BY_CODE else SOURCE_CODE
    status = _WORDS[Application.Status(application.status)]
    return Entry(
        uid=application.uid,
        status=status,
        sequence=opening.revision * 2 + (status == "CANCELLED"),
        changed=max(application.updated, application.applied, opening.updated),
        starts=shift.starts,
        ends=shift.ends,
        title=strip_ruby(text(opening, "title", code).value),
        place=_place(opening, code),
        words=strip_ruby(text(opening.organization, "name", code).value),
        url=page_link(language, "volunteers:my_applications"),
    )


def _place(opening: Opening, code: str) -> str:
    """Where to come: the meeting point, else the place by its name, where everybody sees it."""
    shown = opening.place if opening.on_site and opening.place and opening.place.status == "published" else None
    found = text(opening, "meeting_point", code).value or (text(shown, "name", code).value if shown else "")
    return strip_ruby(found)
