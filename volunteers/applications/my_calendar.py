"""A volunteer's shifts as a calendar, and its private address, which can be renewed and then opens nothing any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import gettext as _

from portal.shared.audit import record_act
from portal.shared.languages import BY_CODE, SOURCE_CODE
from portal.shared.models import Act
from portal.shared.outbox.links import page_link, portal_host
from portal.shared.ruby import strip_ruby
from portal.shared.texts import text
from volunteers.applications.ical import Entry, calendar
from volunteers.applications.models import Application
from volunteers.profiles.models import VolunteerProfile

RENEW = "renew_calendar"
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
}
_signer = Signer(salt="volunteers.applications.my_calendar")


def calendar_token(profile: VolunteerProfile) -> str:
    """The secret part of the address: whose, and since which renewal, sealed."""
    return _signer.sign(f"{profile.uid.hex}.{_renewal(profile)}").replace(":", "-")


def _renewal(profile: VolunteerProfile) -> int:
    acts = Act.objects.filter(object_type=profile._meta.label_lower, object_id=profile.pk, verb=RENEW)
    found = acts.order_by("-at", "-pk").values_list("pk", flat=True).first()
    return found or 0


def profile_by_token(token: str) -> VolunteerProfile | None:
    """Whose calendar this is; None for a wrong, broken or renewed address, and for who has left."""
    try:
        whose, _dot, renewal = _signer.unsign(token.replace("-", ":", 1)).partition(".")
        profile = VolunteerProfile.objects.filter(uid=UUID(whose), ended__isnull=True).first()
    except (BadSignature, ValueError):
        return None
    return profile if profile is not None and str(_renewal(profile)) == renewal else None


@transaction.atomic
def renew_calendar(*, profile_id: int, by: int | None, now: datetime) -> None:
    """The old address opens nothing from now on."""
    profile = VolunteerProfile.objects.select_for_update(of=("self",)).get(pk=profile_id)
    record_act(by=by, verb=RENEW, on=profile, now=now)


def calendar_of(profile: VolunteerProfile, *, language: str, now: datetime) -> bytes:
    """All shifts with a time from two months ago on, those cancelled too, so that they vanish; one query."""
    rows = Application.objects.filter(
        profile=profile, status__in=_WORDS, during__isnull=False, shift__ends__gt=now - KEPT_BEHIND
    )
    found = rows.select_related("opening__organization", "shift").order_by("shift__starts", "id")[:MOST]
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
        place=strip_ruby(text(opening, "meeting_point", code).value),
        words=strip_ruby(text(opening.organization, "name", code).value),
        url=page_link(language, "volunteers:my_applications"),
    )
